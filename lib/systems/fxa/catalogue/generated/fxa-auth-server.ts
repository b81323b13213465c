// Written by `npm run catalogue` from data/fxa-auth-server.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-auth-server: accounts, sessions and OAuth: the API that browsers and Firefox talk to.
 *
 * What must hold beside its variables:
 * - config/version.json in the image, or git and a .git folder: else it ends with 8
 * - server.po of every supported language in fxa-content-server-l10n: else it ends with 8
 * - the schema fxa_oauth: without it OAuth routes answer 500
 * - AUTH_SERVER_SECRETS holds OAUTH_SERVER_SECRET_KEY: else no OAuth grant succeeds
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-auth-server/config/index.ts`
 */
export const server = {
  name: 'fxa-auth-server',
  image: 'fxa',
  folder: 'packages/fxa-auth-server',
  command: ['node', 'dist/fxa-auth-server/bin/key_server.js'],
  ports: { http: { number: 9000, variable: 'PORT' } },
  bind: { variable: 'IP_ADDRESS', default: 'localhost' },
  mode: { variable: 'NODE_ENV', words: { production: 'prod', stage: 'stage', development: 'dev', test: 'test' } },
  health: {
    liveness: '/__lbheartbeat__',
    readiness: '/__heartbeat__',
    version: '/__version__',
    asks: 'auth-db, and answers 503 when that fails; not MySQL nor Redis. All three stand below the path of PUBLIC_URL',
  },
  replicas: {
    several: true,
    why: 'state is in MySQL, Redis, memcached and auth-db',
    observed: false,
    when: { DB_AUTO_UPDATE_CLIENTS: 'false', CREATE_MYSQL_SCHEMA: 'false' },
  },
  stop: {
    onSigterm: 'ends',
    how: 'it closes its listener and connections, and ends with 0 within 0.1 s when idle',
    observed: true,
  },
  idle: {
    memoryMiB: 136,
    listensAfterSeconds: 1.8,
    peakMemoryMiB: 395,
    note: 'one account creation takes 0.24 s of CPU; ten at once reach the peak',
  },
  together: [
    ['SMTP_USER', 'SMTP_PASS'],
    ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ],
  extraProcesses: {
    'oauth-db-patcher': {
      kind: 'Job',
      command: ['node', '-r', 'ts-node/register', 'scripts/oauth-db-patcher.js'],
      meaning: 'makes and migrates the schema fxa_oauth; hangs while MySQL is down, so give it a deadline',
    },
    'email-notifications': {
      kind: 'Deployment',
      command: ['node', '-r', 'ts-node/register', 'bin/email_notifications.js'],
      meaning: 'takes bounces, complaints and deliveries off the SES queues',
    },
    'profile-server-messaging': {
      kind: 'Deployment',
      command: ['node', '-r', 'ts-node/register', 'bin/profile_server_messaging.js'],
      meaning: 'takes profile changes off their queue',
    },
    'verification-reminders': {
      kind: 'CronJob',
      command: ['node', '-r', 'ts-node/register', 'scripts/verification-reminders.js'],
      meaning: 'mails the reminders that are due in Redis',
    },
    'paypal-processor': {
      kind: 'CronJob',
      command: ['ts-node', 'scripts/paypal-processor.ts'],
      meaning: 'settles PayPal invoices; only where PayPal is on',
    },
  },
  variables: {
    /**
     * Redis for OAuth access tokens; a setting of its own. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.accessTokens.host`
     */
    ACCESS_TOKEN_REDIS_HOST: {
      type: 'host',
      meaning: 'Redis for OAuth access tokens; a setting of its own',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * What the keys of access tokens in Redis begin with.
     *
     * @default `at:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.accessTokens.prefix`
     */
    ACCESS_TOKEN_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of access tokens in Redis begin with',
      default: 'at:',
    },
    /**
     * How many access tokens one account may hold at once.
     *
     * @default `100`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.accessTokens.recordLimit`
     */
    ACCESS_TOKEN_REDIS_LIMIT: {
      type: 'integer',
      meaning: 'how many access tokens one account may hold at once',
      default: '100',
    },
    /**
     * Port of the Redis for OAuth access tokens.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.accessTokens.port`
     */
    ACCESS_TOKEN_REDIS_PORT: { type: 'port', meaning: 'port of the Redis for OAuth access tokens', default: '6379' },
    /**
     * How long a token for the reset of an account is good. A Duration, or a text such as `15 minutes`.
     *
     * @default `15 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenLifetimes.accountResetToken`
     */
    ACCOUNT_RESET_TOKEN_TTL: {
      type: 'duration',
      meaning: 'how long a token for the reset of an account is good',
      default: '15 minutes',
    },
    /**
     * Accept plain http redirect URIs; keep false in production.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.allowHttpRedirects`
     */
    ALLOW_HTTP_REDIRECTS: {
      type: 'boolean',
      meaning: 'accept plain http redirect URIs; keep false in production',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Log usage events unprocessed as well.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, amplitude.rawEvents`
     */
    AMPLITUDE_RAW_EVENTS: { type: 'boolean', meaning: 'log usage events unprocessed as well', default: 'false' },
    /**
     * Check usage events against their schema.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, amplitude.schemaValidation`
     */
    AMPLITUDE_SCHEMA_VALIDATION: {
      type: 'boolean',
      meaning: 'check usage events against their schema',
      default: 'true',
    },
    /**
     * Name of schema fxa.
     *
     * @default `fxa`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, database.mysql.auth.database`
     */
    AUTH_MYSQL_DATABASE: { type: 'text', meaning: 'name of schema fxa', default: 'fxa' },
    /**
     * MySQL host of schema fxa. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, database.mysql.auth.host`
     */
    AUTH_MYSQL_HOST: {
      type: 'host',
      meaning: 'MySQL host of schema fxa',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * MySQL password of schema fxa. Needed in `production` and `stage`. Secret, from key `fxa-password` of Secret
     * `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, database.mysql.auth.password`
     */
    AUTH_MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL password of schema fxa',
      needed: { in: ['production', 'stage'] },
      secret: true,
      secretKey: 'mysql/fxa-password',
    },
    /**
     * MySQL port of schema fxa.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, database.mysql.auth.port`
     */
    AUTH_MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa', default: '3306' },
    /**
     * MySQL user of schema fxa. Secret, from key `fxa-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, database.mysql.auth.user`
     */
    AUTH_MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa',
      default: 'root',
      secret: true,
      secretKey: 'mysql/fxa-username',
    },
    /**
     * Bound on waiting calls of the former OAuth server to auth.
     *
     * @deprecated The program does nothing with it.
     * @default `1000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.auth.poolee.maxPending`
     */
    AUTH_POOLEE_MAX_PENDING: {
      type: 'integer',
      meaning: 'bound on waiting calls of the former OAuth server to auth',
      default: '1000',
    },
    /**
     * Timeout of calls of the former OAuth server to auth. A Duration, or a text such as `15 minutes`.
     *
     * @deprecated The program does nothing with it.
     * @default `30 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.auth.poolee.timeout`
     */
    AUTH_POOLEE_TIMEOUT: {
      type: 'duration',
      meaning: 'timeout of calls of the former OAuth server to auth',
      default: '30 seconds',
    },
    /**
     * Keys, with commas between them, that are accepted for assertions from auth to its OAuth half; without them none
     * is. The program splits it at commas. Needed in `production`, `stage`, and `test`. Secret, from key
     * `oauth-secret-key` of Secret `fxa-auth-server`. Of `fxa-auth-server OAUTH_SERVER_SECRET_KEY` and
     * `fxa-auth-server AUTH_SERVER_SECRETS`, the first is an entry of the second.
     *
     * @default - none; in development `megaz0rd,whatever`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.authServerSecrets`
     */
    AUTH_SERVER_SECRETS: {
      type: 'list',
      meaning:
        'keys, with commas between them, that are accepted for assertions from auth to its OAuth half; without them none is',
      defaultIn: { development: 'megaz0rd,whatever' },
      needed: { in: ['production', 'stage', 'test'] },
      secret: true,
      secretKey: 'fxa-auth-server/oauth-secret-key',
    },
    /**
     * Key that signs assertions from the OAuth half to auth. Secret, from key `auth-server-shared-secret` of Secret
     * `fxa-auth-server`. The default is a placeholder that everybody knows.
     *
     * @deprecated The program does nothing with it.
     * @default `megaz0rd`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.auth.jwtSecretKey`
     */
    AUTH_SERVER_SHARED_SECRET: {
      type: 'text',
      meaning: 'key that signs assertions from the OAuth half to auth',
      default: 'megaz0rd',
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/auth-server-shared-secret',
    },
    /**
     * Auth server address as seen by its OAuth half. Browsers or mails get it.
     *
     * @deprecated The program does nothing with it.
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.auth.url`
     */
    AUTH_SERVER_URL: {
      type: 'public-url',
      meaning: 'auth server address as seen by its OAuth half',
      default: 'http://localhost:9000',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there.
     * Secret, from key `aws-access-key-id` of Secret `fxa-auth-server`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_ACCESS_KEY_ID: {
      type: 'text',
      meaning:
        'id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there',
      secret: true,
      secretKey: 'fxa-auth-server/aws-access-key-id',
    },
    /**
     * The AWS key of AWS_ACCESS_KEY_ID. Secret, from key `aws-secret-access-key` of Secret `fxa-auth-server`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_SECRET_ACCESS_KEY: {
      type: 'text',
      meaning: 'the AWS key of AWS_ACCESS_KEY_ID',
      secret: true,
      secretKey: 'fxa-auth-server/aws-secret-access-key',
    },
    /**
     * SQS bounce queue. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailNotifications.bounceQueueUrl`
     */
    BOUNCE_QUEUE_URL: { type: 'url', meaning: 'SQS bounce queue', address: 'dialled' },
    /**
     * AWS region of the mail queues (separate consumer process).
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailNotifications.region`
     */
    BOUNCE_REGION: { type: 'text', meaning: 'AWS region of the mail queues (separate consumer process)' },
    /**
     * Connections to the BrowserID verifier at once, per pod. From 1.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.browserid.maxSockets`
     */
    BROWSERID_MAX_SOCKETS: {
      type: 'integer',
      meaning: 'connections to the BrowserID verifier at once, per pod',
      default: '10',
      minimum: 1,
    },
    /**
     * When the first reminder to connect another device is due. A Duration, or a text such as `15 minutes`.
     *
     * @default `8 hours`; in development `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.firstInterval`
     */
    CAD_REMINDERS_FIRST_INTERVAL: {
      type: 'duration',
      meaning: 'when the first reminder to connect another device is due',
      default: '8 hours',
      defaultIn: { development: '1' },
    },
    /**
     * Largest Redis pool for reminders to connect another device, per pod.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.redis.maxConnections`
     */
    CAD_REMINDERS_REDIS_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for reminders to connect another device, per pod',
      default: '10',
    },
    /**
     * Smallest Redis pool for reminders to connect another device, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.redis.minConnections`
     */
    CAD_REMINDERS_REDIS_MIN_CONNECTIONS: {
      type: 'integer',
      meaning: 'smallest Redis pool for reminders to connect another device, per pod',
      default: '1',
    },
    /**
     * What the keys of reminders to connect another device begin with in Redis.
     *
     * @default `cadReminders:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.redis.prefix`
     */
    CAD_REMINDERS_REDIS_PREFIX: {
      type: 'text',
      meaning: 'what the keys of reminders to connect another device begin with in Redis',
      default: 'cadReminders:',
    },
    /**
     * Share of accounts that are reminded to connect another device; 1 is all. To 1.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.rolloutRate`
     */
    CAD_REMINDERS_ROLLOUT_RATE: {
      type: 'number',
      meaning: 'share of accounts that are reminded to connect another device; 1 is all',
      default: '1',
      maximum: 1,
    },
    /**
     * When the second reminder to connect another device is due. A Duration, or a text such as `15 minutes`.
     *
     * @default `3 days`; in development `2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, cadReminders.secondInterval`
     */
    CAD_REMINDERS_SECOND_INTERVAL: {
      type: 'duration',
      meaning: 'when the second reminder to connect another device is due',
      default: '3 days',
      defaultIn: { development: '2' },
    },
    /**
     * Where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front,
     * plus one. From 1.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.clientAddressDepth and
     * clientAddressDepth`
     */
    CLIENT_ADDRESS_DEPTH: {
      type: 'integer',
      meaning:
        'where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front, plus one',
      default: '3',
      minimum: 1,
    },
    /**
     * Routes that manage OAuth clients; never in production.
     *
     * @deprecated The program does nothing with it.
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.clientManagement.enabled`
     */
    CLIENT_MANAGEMENT_ENABLED: {
      type: 'boolean',
      meaning: 'routes that manage OAuth clients; never in production',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * SQS complaint queue. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailNotifications.complaintQueueUrl`
     */
    COMPLAINT_QUEUE_URL: { type: 'url', meaning: 'SQS complaint queue', address: 'dialled' },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Content server address put into mails and redirects. Browsers or mails get it. Needed always. Equal to
     * `fxa-content-server PUBLIC_URL`, `fxa-auth-server FXA_OPENID_ISSUER`, `fxa-event-broker OPENID_ISSUER`,
     * `fxa-payments-server CONTENT_SERVER_URL`, `123done ISSUER_URI`, and `321done ISSUER_URI`.
     *
     * @default `http://localhost:3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, contentServer.url`
     */
    CONTENT_SERVER_URL: {
      type: 'public-url',
      meaning: 'content server address put into mails and redirects',
      default: 'http://localhost:3030',
      needed: true,
      address: 'public',
    },
    /**
     * Content server address to which authorization requests are redirected; only scheme, host and port of it are
     * used. Browsers or mails get it. Needed always. Of `fxa-auth-server CONTENT_URL` and `fxa-content-server
     * PUBLIC_URL`, scheme, host and port are equal; nothing else of the first is used.
     *
     * @default `https://accounts.firefox.com/oauth/`; in development `http://localhost:3030/oauth/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.contentUrl`
     */
    CONTENT_URL: {
      type: 'public-url',
      meaning:
        'content server address to which authorization requests are redirected; only scheme, host and port of it are used',
      default: 'https://accounts.firefox.com/oauth/',
      defaultIn: { development: 'http://localhost:3030/oauth/' },
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Browser origins that may call; * is any. The program splits it at commas. `*` is taken as well. Browsers or
     * mails get it.
     *
     * @default `*`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, corsOrigin`
     */
    CORS_ORIGIN: {
      type: 'list',
      meaning: 'browser origins that may call; * is any',
      default: '*',
      address: 'public',
      or: ['*'],
      of: 'public-url',
    },
    /**
     * True makes the server create and migrate fxa_oauth at start; leave false and use the patcher Job.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.createSchema`
     */
    CREATE_MYSQL_SCHEMA: {
      type: 'boolean',
      meaning: 'true makes the server create and migrate fxa_oauth at start; leave false and use the patcher Job',
      default: 'false',
    },
    /**
     * Countries by currency, both by their ISO codes in capitals; no country may stand under two. Not yet in v1.195.0.
     *
     * @default `{"USD":["US","GB","NZ","MY","SG","CA","AS","GU","MP","PR","VI"]}`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, currenciesToCountries`
     */
    CURRENCIES: {
      type: 'json',
      meaning: 'countries by currency, both by their ISO codes in capitals; no country may stand under two',
      default: '{"USD":["US","GB","NZ","MY","SG","CA","AS","GU","MP","PR","VI"]}',
      json: 'object',
      plainKeys: true,
    },
    /**
     * Rate-limit server; the word none switches it off, and where it cannot be reached sign-ins fail. `none` is taken
     * as well. The server dials it. Needed in `production`, `stage`, and `test`.
     *
     * @default `http://localhost:7000`; in development `none`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, customsUrl`
     */
    CUSTOMS_SERVER_URL: {
      type: 'url',
      meaning: 'rate-limit server; the word none switches it off, and where it cannot be reached sign-ins fail',
      default: 'http://localhost:7000',
      defaultIn: { development: 'none' },
      needed: { in: ['production', 'stage', 'test'] },
      address: 'dialled',
      or: ['none'],
    },
    /**
     * OAuth storage driver. One of `mysql`.
     *
     * @deprecated The program does nothing with it.
     * @default `mysql`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.db.driver`
     */
    DB: { type: 'text', meaning: 'OAuth storage driver', default: 'mysql', oneOf: ['mysql'] },
    /**
     * Rewrite OAuth client rows from config at start; set false on several replicas.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.db.autoUpdateClients`
     */
    DB_AUTO_UPDATE_CLIENTS: {
      type: 'boolean',
      meaning: 'rewrite OAuth client rows from config at start; set false on several replicas',
      default: 'true',
    },
    /**
     * Name of the account storage driver, up to v1.208. Gone by v1.212.2.
     *
     * @default `httpdb`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, db.backend`
     */
    DB_BACKEND: { type: 'text', meaning: 'name of the account storage driver, up to v1.208', default: 'httpdb' },
    /**
     * Pause between attempts to reach the account storage. A Duration, or a text such as `15 minutes`. Gone by
     * v1.212.2.
     *
     * @deprecated The program does nothing with it.
     * @default `10 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, db.connectionRetry`
     */
    DB_CONNECTION_RETRY: {
      type: 'duration',
      meaning: 'pause between attempts to reach the account storage',
      default: '10 seconds',
    },
    /**
     * When the mailer gives up reaching the account storage. A Duration, or a text such as `15 minutes`. Gone by
     * v1.212.2.
     *
     * @deprecated The program does nothing with it.
     * @default `5 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, db.connectionTimeout`
     */
    DB_CONNECTION_TIMEOUT: {
      type: 'duration',
      meaning: 'when the mailer gives up reaching the account storage',
      default: '5 minutes',
    },
    /**
     * Auth-db call queue bound, per pod. Gone by v1.212.2.
     *
     * @default `1000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, db.poolee.maxPending`
     */
    DB_POOLEE_MAX_PENDING: { type: 'integer', meaning: 'auth-db call queue bound, per pod', default: '1000' },
    /**
     * Auth-db call timeout. A Duration, or a text such as `15 minutes`. Gone by v1.212.2.
     *
     * @default `5 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, db.poolee.timeout`
     */
    DB_POOLEE_TIMEOUT: { type: 'duration', meaning: 'auth-db call timeout', default: '5 seconds' },
    /**
     * StatsD host, UDP. The server dials it. Needed where STATSD_ENABLE is `true`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.host`
     */
    DD_AGENT_HOST: {
      type: 'host',
      meaning: 'StatsD host, UDP',
      default: 'localhost',
      needed: { when: { STATSD_ENABLE: 'true' } },
      address: 'dialled',
    },
    /**
     * StatsD UDP port.
     *
     * @default `8125`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.port`
     */
    DD_DOGSTATSD_PORT: { type: 'port', meaning: 'StatsD UDP port', default: '8125' },
    /**
     * Language where none that is asked for is supported.
     *
     * @default `en`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, i18n.defaultLanguage and
     * oauthServer.i18n.defaultLanguage`
     */
    DEFAULT_LANG: { type: 'text', meaning: 'language where none that is asked for is supported', default: 'en' },
    /**
     * SQS delivery queue. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailNotifications.deliveryQueueUrl`
     */
    DELIVERY_QUEUE_URL: { type: 'url', meaning: 'SQS delivery queue', address: 'dialled' },
    /**
     * Let devices notify each other; a switch for emergencies.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, deviceNotificationsEnabled`
     */
    DEVICE_NOTIFICATIONS_ENABLED: {
      type: 'boolean',
      meaning: 'let devices notify each other; a switch for emergencies',
      default: 'true',
    },
    /**
     * Let devices change what is known of them; a switch for emergencies.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, deviceUpdatesEnabled`
     */
    DEVICE_UPDATES_ENABLED: {
      type: 'boolean',
      meaning: 'let devices change what is known of them; a switch for emergencies',
      default: 'true',
    },
    /**
     * What the keys of live mail routing in Redis begin with.
     *
     * @default `email:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.email.prefix`
     */
    EMAIL_CONFIG_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of live mail routing in Redis begin with',
      default: 'email:',
    },
    /**
     * Largest Redis pool for mail routing, per pod.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.email.maxConnections`
     */
    EMAIL_CONFIG_REDIS_POOL_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for mail routing, per pod',
      default: '10',
    },
    /**
     * Smallest Redis pool for mail routing, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.email.minConnections`
     */
    EMAIL_CONFIG_REDIS_POOL_MIN_CONNECTIONS: {
      type: 'integer',
      meaning: 'smallest Redis pool for mail routing, per pod',
      default: '1',
    },
    /**
     * Read live mail routing from Redis.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.email.enabled`
     */
    EMAIL_CONFIG_USE_REDIS: { type: 'boolean', meaning: 'read live mail routing from Redis', default: 'true' },
    /**
     * Recipients matching this are sent through the mail service instead of SMTP.
     *
     * @default `emailservice\.[A-Za-z0-9._%+-]+@restmail\.net$`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailService.forcedEmailAddresses`
     */
    EMAIL_SERVICE_FORCE_EMAIL_REGEX: {
      type: 'regexp',
      meaning: 'recipients matching this are sent through the mail service instead of SMTP',
      default: 'emailservice\\.[A-Za-z0-9._%+-]+@restmail\\.net$',
    },
    /**
     * Mail service host; only used for addresses that match EMAIL_SERVICE_FORCE_EMAIL_REGEX or live Redis routing. The
     * server dials it.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailService.host`
     */
    EMAIL_SERVICE_HOST: {
      type: 'host',
      meaning:
        'mail service host; only used for addresses that match EMAIL_SERVICE_FORCE_EMAIL_REGEX or live Redis routing',
      default: 'localhost',
      address: 'dialled',
    },
    /**
     * Mail service port.
     *
     * @default `8001`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailService.port`
     */
    EMAIL_SERVICE_PORT: { type: 'port', meaning: 'mail service port', default: '8001' },
    /**
     * Age at which a session may no longer poll whether its address is verified. A Duration, or a text such as `15
     * minutes`.
     *
     * @default `1 month`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailStatusPollingTimeout`
     */
    EMAIL_STATUS_POLLING_TIMEOUT: {
      type: 'duration',
      meaning: 'age at which a session may no longer poll whether its address is verified',
      default: '1 month',
    },
    /**
     * Whether the former OAuth server takes account events.
     *
     * @deprecated The program does nothing with it.
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.events.enabled`
     */
    EVENTS_ENABLED: {
      type: 'boolean',
      meaning: 'whether the former OAuth server takes account events',
      default: 'true',
    },
    /**
     * Mail address of the service account; only a maintenance script reads it.
     *
     * @default `test@localtest.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.credentials.client_email`
     */
    FIRESTORE_CLIENT_EMAIL_CREDENTIAL: {
      type: 'text',
      meaning: 'mail address of the service account; only a maintenance script reads it',
      default: 'test@localtest.com',
    },
    /**
     * What Firestore collections begin with; only a maintenance script reads it.
     *
     * @default `fxa-eb-`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.prefix`
     */
    FIRESTORE_COLLECTION_PREFIX: {
      type: 'text',
      meaning: 'what Firestore collections begin with; only a maintenance script reads it',
      default: 'fxa-eb-',
    },
    /**
     * Switch of Firestore; only a maintenance script reads it.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.enabled`
     */
    FIRESTORE_ENABLED: {
      type: 'boolean',
      meaning: 'switch of Firestore; only a maintenance script reads it',
      default: 'true',
    },
    /**
     * Key file of the service account; only a maintenance script reads it. The file holds the key of a Google service
     * account, as JSON, from key `firestore-key` of Secret `fxa-auth-server`.
     *
     * @default `packages/fxa-auth-server/config/secret-key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.keyFilename`
     */
    FIRESTORE_KEY_FILE: {
      type: 'path',
      meaning: 'key file of the service account; only a maintenance script reads it',
      default: 'packages/fxa-auth-server/config/secret-key.json',
      file: { holds: 'the key of a Google service account, as JSON', secret: 'fxa-auth-server/firestore-key' },
    },
    /**
     * Key of the service account; only a maintenance script reads it. Secret, from key
     * `firestore-private-key-credential` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.credentials.private_key`
     */
    FIRESTORE_PRIVATE_KEY_CREDENTIAL: {
      type: 'text',
      meaning: 'key of the service account; only a maintenance script reads it',
      secret: true,
      secretKey: 'fxa-auth-server/firestore-private-key-credential',
    },
    /**
     * Google project; only a maintenance script reads it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, firestore.projectId`
     */
    FIRESTORE_PROJECT_ID: { type: 'text', meaning: 'Google project; only a maintenance script reads it' },
    /**
     * Age at which a flow id is refused. A Duration, or a text such as `15 minutes`.
     *
     * @default `2 hours`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, metrics.flow_id_expiry`
     */
    FLOW_ID_EXPIRY: { type: 'duration', meaning: 'age at which a flow id is refused', default: '2 hours' },
    /**
     * HMAC key for flow ids. Needed in `production` and `stage`. Secret, from key `flow-id-key` of Secret `keys`. The
     * default is a placeholder that everybody knows. Equal to `fxa-content-server FLOW_ID_KEY`.
     *
     * @default `YOU MUST CHANGE ME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, metrics.flow_id_key`
     */
    FLOW_ID_KEY: {
      type: 'text',
      meaning: 'HMAC key for flow ids',
      default: 'YOU MUST CHANGE ME',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'keys/flow-id-key',
    },
    /**
     * Addresses that must choose a new password.
     *
     * @default `^$`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, forcePasswordChange.forcedEmailAddresses`
     */
    FORCE_PASSWORD_CHANGE_EMAIL_REGEX: {
      type: 'regexp',
      meaning: 'addresses that must choose a new password',
      default: '^$',
    },
    /**
     * Queue of account events of the former OAuth server. The server dials it.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.events.queueUrl`
     */
    FXA_EVENTS_QUEUE_URL: {
      type: 'url',
      meaning: 'queue of account events of the former OAuth server',
      address: 'dialled',
    },
    /**
     * AWS region of the queue of the former OAuth server.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.events.region`
     */
    FXA_EVENTS_REGION: { type: 'text', meaning: 'AWS region of the queue of the former OAuth server' },
    /**
     * Longest life of an access token; keep it above six hours, at which the way tokens are stored changes. A
     * Duration, or a text such as `15 minutes`.
     *
     * @default `365 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.expiration.accessToken`
     */
    FXA_EXPIRATION_ACCESS_TOKEN: {
      type: 'duration',
      meaning: 'longest life of an access token; keep it above six hours, at which the way tokens are stored changes',
      default: '365 minutes',
      public: true,
    },
    /**
     * Time from which the end of access tokens is enforced. A Date.
     *
     * @default `2017-01-01`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * oauthServer.expiration.accessTokenExpiryEpoch`
     */
    FXA_EXPIRATION_ACCESS_TOKEN_EXPIRY_EPOCH: {
      type: 'timestamp',
      meaning: 'time from which the end of access tokens is enforced',
      default: '2017-01-01',
    },
    /**
     * How long an OAuth code can be traded for tokens. A Duration, or a text such as `15 minutes`.
     *
     * @default `15 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.expiration.code`
     */
    FXA_EXPIRATION_CODE: {
      type: 'duration',
      meaning: 'how long an OAuth code can be traded for tokens',
      default: '15 minutes',
    },
    /**
     * Accept localhost redirect URIs; keep false in production.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.localRedirects`
     */
    FXA_OAUTH_LOCAL_REDIRECTS: {
      type: 'boolean',
      meaning: 'accept localhost redirect URIs; keep false in production',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Iss claim of id tokens; relying parties compare it with the content server public URL. It is compared, and
     * nobody dials it. Needed always. Equal to `fxa-content-server PUBLIC_URL`, `fxa-auth-server CONTENT_SERVER_URL`,
     * `fxa-event-broker OPENID_ISSUER`, `fxa-payments-server CONTENT_SERVER_URL`, `123done ISSUER_URI`, and `321done
     * ISSUER_URI`.
     *
     * @default `https://accounts.firefox.com`; in development `http://localhost:3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.issuer`
     */
    FXA_OPENID_ISSUER: {
      type: 'public-url',
      meaning: 'iss claim of id tokens; relying parties compare it with the content server public URL',
      default: 'https://accounts.firefox.com',
      defaultIn: { development: 'http://localhost:3030' },
      needed: true,
      address: 'identity',
    },
    /**
     * OAuth signing key: a private RSA JWK with kid, n, e, d, p, q, dp, dq and qi. Needed, unless FXA_OPENID_KEYFILE
     * is given or FXA_OPENID_UNSAFELY_ALLOW_MISSING_ACTIVE_KEY is `true`. Secret, from key `openid-key` of Secret
     * `fxa-auth-server`. Of `fxa-event-broker OPENID_KEY` and `fxa-auth-server FXA_OPENID_KEY`, relying parties look
     * for the key of event tokens among those that the auth server publishes; not tried.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.key`
     */
    FXA_OPENID_KEY: {
      type: 'json',
      meaning: 'OAuth signing key: a private RSA JWK with kid, n, e, d, p, q, dp, dq and qi',
      needed: { unless: { FXA_OPENID_KEYFILE: '*', FXA_OPENID_UNSAFELY_ALLOW_MISSING_ACTIVE_KEY: 'true' } },
      json: 'object',
      secret: true,
      secretKey: 'fxa-auth-server/openid-key',
      plainKeys: true,
    },
    /**
     * Path (relative to the package) of the OAuth signing JWK; wins over FXA_OPENID_KEY, so in development, which
     * names one, it must be set, if only to the empty text. The empty text is taken as well. Needed in `development`.
     * The file holds the private RSA key that signs OAuth tokens, as JWK, from key `openid-key` of Secret
     * `fxa-auth-server`.
     *
     * @default - none; in development `config/key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.keyFile`
     */
    FXA_OPENID_KEYFILE: {
      type: 'path',
      meaning:
        'path (relative to the package) of the OAuth signing JWK; wins over FXA_OPENID_KEY, so in development, which names one, it must be set, if only to the empty text',
      defaultIn: { development: 'config/key.json' },
      needed: { in: ['development'] },
      or: [''],
      file: { holds: 'the private RSA key that signs OAuth tokens, as JWK', secret: 'fxa-auth-server/openid-key' },
    },
    /**
     * Next signing key during rotation, private JWK. Secret, from key `openid-new-key` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.newKey`
     */
    FXA_OPENID_NEWKEY: {
      type: 'json',
      meaning: 'next signing key during rotation, private JWK',
      json: 'object',
      secret: true,
      secretKey: 'fxa-auth-server/openid-new-key',
      plainKeys: true,
    },
    /**
     * Path (relative to the package) of the next signing key, a private JWK; wins over FXA_OPENID_NEWKEY. The file
     * holds the private RSA key that will sign next, as JWK, from key `openid-new-key` of Secret `fxa-auth-server`.
     *
     * @default - none; in development `config/newKey.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.newKeyFile`
     */
    FXA_OPENID_NEWKEYFILE: {
      type: 'path',
      meaning: 'path (relative to the package) of the next signing key, a private JWK; wins over FXA_OPENID_NEWKEY',
      defaultIn: { development: 'config/newKey.json' },
      file: { holds: 'the private RSA key that will sign next, as JWK', secret: 'fxa-auth-server/openid-new-key' },
    },
    /**
     * Last signing key, public JWK only.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.oldKey`
     */
    FXA_OPENID_OLDKEY: { type: 'json', meaning: 'last signing key, public JWK only', json: 'object', plainKeys: true },
    /**
     * Path (relative to the package) of the last signing key, a public JWK; wins over FXA_OPENID_OLDKEY. The file
     * holds the public RSA key that signed last, as JWK.
     *
     * @default - none; in development `config/oldKey.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.oldKeyFile`
     */
    FXA_OPENID_OLDKEYFILE: {
      type: 'path',
      meaning: 'path (relative to the package) of the last signing key, a public JWK; wins over FXA_OPENID_OLDKEY',
      defaultIn: { development: 'config/oldKey.json' },
      file: { holds: 'the public RSA key that signed last, as JWK' },
    },
    /**
     * Life of an id token. A Duration, or a text such as `15 minutes`.
     *
     * @default `5 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.openid.ttl`
     */
    FXA_OPENID_TTL: { type: 'duration', meaning: 'life of an id token', default: '5 minutes' },
    /**
     * Start without a signing key; only for key creation.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * oauthServer.openid.unsafelyAllowMissingActiveKey`
     */
    FXA_OPENID_UNSAFELY_ALLOW_MISSING_ACTIVE_KEY: {
      type: 'boolean',
      meaning: 'start without a signing key; only for key creation',
      default: 'false',
    },
    /**
     * How stale the time of last use of a refresh token may get in MySQL. A Duration, or a text such as `15 minutes`.
     *
     * @default `24 hours`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.refreshToken.updateAfter`
     */
    FXA_REFRESH_TOKEN_UPDATE_AFTER: {
      type: 'duration',
      meaning: 'how stale the time of last use of a refresh token may get in MySQL',
      default: '24 hours',
    },
    /**
     * Database of IP locations.
     *
     * @default `packages/fxa-geodb/db/cities-db.mmdb`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, geodb.dbPath`
     */
    GEODB_DBPATH: {
      type: 'path',
      meaning: 'database of IP locations',
      default: 'packages/fxa-geodb/db/cities-db.mmdb',
    },
    /**
     * IP location lookups.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, geodb.enabled`
     */
    GEODB_ENABLED: { type: 'boolean', meaning: 'IP location lookups', default: 'true' },
    /**
     * Log how sure each IP location is.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, geodb.logAccuracy`
     */
    GEODB_LOG_ACCURACY: { type: 'boolean', meaning: 'log how sure each IP location is', default: 'false' },
    /**
     * Listen address of the former OAuth server.
     *
     * @deprecated The program does nothing with it.
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.server.host`
     */
    HOST: { type: 'text', meaning: 'listen address of the former OAuth server', default: 'localhost' },
    /**
     * Internal listen address of the former OAuth server.
     *
     * @deprecated The program does nothing with it.
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.serverInternal.host`
     */
    HOST_INTERNAL: {
      type: 'text',
      meaning: 'internal listen address of the former OAuth server',
      default: 'localhost',
    },
    /**
     * HTTP API of auth-db, up to v1.208. The server dials it. Needed always. Gone by v1.209.0.
     *
     * @default `http://localhost:8000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, httpdb.url`
     */
    HTTPDB_URL: {
      type: 'url',
      meaning: 'HTTP API of auth-db, up to v1.208',
      default: 'http://localhost:8000',
      needed: true,
      address: 'dialled',
    },
    /**
     * Listen address; the default only serves the pod itself. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, listen.host`
     */
    IP_ADDRESS: {
      type: 'text',
      meaning: 'listen address; the default only serves the pod itself',
      default: 'localhost',
      needed: true,
    },
    /**
     * How recent a verified sign-in from the same address must be to skip confirmation. A Duration, or a text such as
     * `15 minutes`.
     *
     * @default `72 hours`; in development `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, securityHistory.ipProfiling.allowedRecency`
     */
    IP_PROFILING_RECENCY: {
      type: 'duration',
      meaning: 'how recent a verified sign-in from the same address must be to skip confirmation',
      default: '72 hours',
      defaultIn: { development: '0' },
    },
    /**
     * Host, and port if any, that assertions must come from: those of PUBLIC_URL. It is compared, and nobody dials it.
     * Needed always. Of `fxa-auth-server ISSUER` and `fxa-auth-server PUBLIC_URL`, the first is host, and port if any,
     * of the second.
     *
     * @default `api.accounts.firefox.com`; in development `localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.browserid.issuer`
     */
    ISSUER: {
      type: 'public-authority',
      meaning: 'host, and port if any, that assertions must come from: those of PUBLIC_URL',
      default: 'api.accounts.firefox.com',
      defaultIn: { development: 'localhost:9000' },
      needed: true,
      address: 'identity',
    },
    /**
     * Give out access tokens as JWT.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.jwtAccessTokens.enabled`
     */
    JWT_ACCESS_TOKENS_ENABLED: { type: 'boolean', meaning: 'give out access tokens as JWT', default: 'true' },
    /**
     * OAuth clients that get JWT access tokens. The program splits it at commas.
     *
     * @default - none; in development `98e6508e88680e1a,dcdb5ae7add825d2,325b4083e32fe8e7,5882386c6d801776`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * oauthServer.jwtAccessTokens.enabledClientIds`
     */
    JWT_ACCESS_TOKENS_ENABLED_CLIENT_IDS: {
      type: 'list',
      meaning: 'OAuth clients that get JWT access tokens',
      defaultIn: { development: '98e6508e88680e1a,dcdb5ae7add825d2,325b4083e32fe8e7,5882386c6d801776' },
    },
    /**
     * Times of last access before this one are shown as unknown. A Date.
     *
     * @default `2017-10-04T01:37:00.000Z`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * lastAccessTimeUpdates.earliestSaneTimestamp`
     */
    LASTACCESSTIME_EARLIEST_SANE_TIMESTAMP: {
      type: 'timestamp',
      meaning: 'times of last access before this one are shown as unknown',
      default: '2017-10-04T01:37:00.000Z',
    },
    /**
     * Record when a session was last used.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, lastAccessTimeUpdates.enabled`
     */
    LASTACCESSTIME_UPDATES_ENABLED: {
      type: 'boolean',
      meaning: 'record when a session was last used',
      default: 'true',
    },
    /**
     * Share of sessions for which that is recorded. To 1.
     *
     * @default `0.3`; in development `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, lastAccessTimeUpdates.sampleRate`
     */
    LASTACCESSTIME_UPDATES_SAMPLE_RATE: {
      type: 'number',
      meaning: 'share of sessions for which that is recorded',
      default: '0.3',
      defaultIn: { development: '1' },
      maximum: 1,
    },
    /**
     * Account lockout.
     *
     * @deprecated The program does nothing with it.
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, lockoutEnabled`
     */
    LOCKOUT_ENABLED: {
      type: 'boolean',
      meaning: 'account lockout',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Name of the logger.
     *
     * @default `fxa-auth-server`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, log.app`
     */
    LOG_APP_NAME: { type: 'text', meaning: 'name of the logger', default: 'fxa-auth-server' },
    /**
     * JSON (heka) or human readable. One of `heka` and `pretty`.
     *
     * @default `heka`; in development `pretty`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, log.fmt`
     */
    LOG_FORMAT: {
      type: 'text',
      meaning: 'JSON (heka) or human readable',
      default: 'heka',
      defaultIn: { development: 'pretty' },
      oneOf: ['heka', 'pretty'],
    },
    /**
     * Least level that is logged.
     *
     * @default `info`; in development `debug`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, log.level`
     */
    LOG_LEVEL: {
      type: 'text',
      meaning: 'least level that is logged',
      default: 'info',
      defaultIn: { development: 'debug' },
    },
    /**
     * Inbox of the test helper.
     *
     * @deprecated The program does nothing with it.
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.api.host`
     */
    MAILER_HOST: { type: 'text', meaning: 'inbox of the test helper', default: 'localhost' },
    /**
     * Port of the inbox of the test helper.
     *
     * @deprecated The program does nothing with it.
     * @default `9001`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.api.port`
     */
    MAILER_PORT: { type: 'port', meaning: 'port of the inbox of the test helper', default: '9001' },
    /**
     * Delay of the event loop above which requests are turned away; 0 is never. A Duration; the program reads
     * milliseconds.
     *
     * @default `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, maxEventLoopDelay`
     */
    MAX_EVENT_LOOP_DELAY: {
      type: 'milliseconds',
      meaning: 'delay of the event loop above which requests are turned away; 0 is never',
      default: '0',
    },
    /**
     * Memcached host:port for metrics context; the word none switches it off. Host, colon and port. `none` is taken as
     * well. The server dials it.
     *
     * @default `localhost:11211`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, memcached.address`
     */
    MEMCACHE_METRICS_CONTEXT_ADDRESS: {
      type: 'host-port',
      meaning: 'memcached host:port for metrics context; the word none switches it off',
      default: 'localhost:11211',
      address: 'dialled',
      or: ['none'],
    },
    /**
     * When an idle memcached connection is closed. A Duration; the program reads milliseconds.
     *
     * @default `30000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, memcached.idle`
     */
    MEMCACHE_METRICS_CONTEXT_IDLE: {
      type: 'milliseconds',
      meaning: 'when an idle memcached connection is closed',
      default: '30000',
    },
    /**
     * Life of a metrics context in memcached. A Duration; the program reads seconds.
     *
     * @default `7200`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, memcached.lifetime`
     */
    MEMCACHE_METRICS_CONTEXT_LIFETIME: {
      type: 'seconds',
      meaning: 'life of a metrics context in memcached',
      default: '7200',
    },
    /**
     * Pool size of the OAuth half, per pod. From 1.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.connectionLimit`
     */
    MYSQL_CONNECTION_LIMIT: {
      type: 'integer',
      meaning: 'pool size of the OAuth half, per pod',
      default: '10',
      minimum: 1,
    },
    /**
     * Name of schema fxa_oauth; the profile server has a variable of this name for another schema.
     *
     * @default `fxa_oauth`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.database`
     */
    MYSQL_DATABASE: {
      type: 'text',
      meaning: 'name of schema fxa_oauth; the profile server has a variable of this name for another schema',
      default: 'fxa_oauth',
    },
    /**
     * MySQL host of schema fxa_oauth. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.host`
     */
    MYSQL_HOST: {
      type: 'host',
      meaning: 'MySQL host of schema fxa_oauth',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * MySQL password of schema fxa_oauth. Needed in `production` and `stage`. Secret, from key `oauth-password` of
     * Secret `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.password`
     */
    MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL password of schema fxa_oauth',
      needed: { in: ['production', 'stage'] },
      secret: true,
      secretKey: 'mysql/oauth-password',
    },
    /**
     * MySQL port of schema fxa_oauth.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.port`
     */
    MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa_oauth', default: '3306' },
    /**
     * Server time zone as the driver should assume. It is local, Z, or an offset such as "+02:00".
     *
     * @default `Z`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.timezone`
     */
    MYSQL_TIMEZONE: {
      type: 'text',
      meaning: 'server time zone as the driver should assume',
      default: 'Z',
      pattern: '^(local|Z|[+-][0-9]{2}:[0-9]{2})$',
      shape: 'local, Z, or an offset such as "+02:00"',
    },
    /**
     * MySQL user of schema fxa_oauth. Secret, from key `oauth-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.mysql.user`
     */
    MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa_oauth',
      default: 'root',
      secret: true,
      secretKey: 'mysql/oauth-username',
    },
    /**
     * Mode that the server runs in; prod refuses placeholders of secrets, dev adds OAuth clients for demonstrations.
     * One of `dev`, `test`, `stage`, and `prod`.
     *
     * @default `prod`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, env and oauthServer.env`
     */
    NODE_ENV: {
      type: 'text',
      meaning:
        'mode that the server runs in; prod refuses placeholders of secrets, dev adds OAuth clients for demonstrations',
      default: 'prod',
      oneOf: ['dev', 'test', 'stage', 'prod'],
    },
    /**
     * SQS queue fed by the mail service. The server dials it. Equal to `fxa-mail-service
     * FXA_EMAIL_AWS_SQSURLS_NOTIFICATION`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, emailNotifications.notificationQueueUrl`
     */
    NOTIFICATION_QUEUE_URL: { type: 'url', meaning: 'SQS queue fed by the mail service', address: 'dialled' },
    /**
     * Predefined OAuth clients; the variable cannot hold them, a file that CONFIG_FILES names can. The program splits
     * it at commas. A file that CONFIG_FILES names can hold it, a variable cannot.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.clients`
     */
    OAUTH_CLIENTS: {
      type: 'list',
      meaning: 'predefined OAuth clients; the variable cannot hold them, a file that CONFIG_FILES names can',
      fileOnly: true,
    },
    /**
     * OAuth clients that are refused for now. The program splits it at commas.
     *
     * @default - none; in development `d15ab1edd15ab1ed`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.disabledClients`
     */
    OAUTH_CLIENTS_DISABLED: {
      type: 'list',
      meaning: 'OAuth clients that are refused for now',
      defaultIn: { development: 'd15ab1edd15ab1ed' },
    },
    /**
     * Service names by OAuth client id.
     *
     * @default - none; in development
     * `{"dcdb5ae7add825d2":"123done","5882386c6d801776":"firefox-desktop","98e6508e88680e1a":"fxa-settings"...`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.clientIds and
     * oauthServer.clientIdToServiceNames`
     */
    OAUTH_CLIENT_IDS: {
      type: 'json',
      meaning: 'service names by OAuth client id',
      defaultIn: {
        development:
          '{"dcdb5ae7add825d2":"123done","5882386c6d801776":"firefox-desktop","98e6508e88680e1a":"fxa-settings","7377719276ad44ee":"pocket-mobile","749818d3f2e7857f":"pocket-web"}',
      },
      json: 'object',
      plainKeys: true,
    },
    /**
     * How long details of an OAuth client are cached. A Duration, or a text such as `15 minutes`.
     *
     * @default `3 days`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.clientInfoCacheTTL`
     */
    OAUTH_CLIENT_INFO_CACHE_TTL: {
      type: 'duration',
      meaning: 'how long details of an OAuth client are cached',
      default: '3 days',
    },
    /**
     * Let OAuth clients use the devices API; a switch for emergencies.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.deviceAccessEnabled`
     */
    OAUTH_DEVICE_ACCESS_ENABLED: {
      type: 'boolean',
      meaning: 'let OAuth clients use the devices API; a switch for emergencies',
      default: 'true',
    },
    /**
     * Let OAuth clients send device commands; a switch for emergencies.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.deviceCommandsEnabled`
     */
    OAUTH_DEVICE_COMMANDS_ENABLED: {
      type: 'boolean',
      meaning: 'let OAuth clients send device commands; a switch for emergencies',
      default: 'true',
    },
    /**
     * OAuth clients that nobody new may connect for now. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.disableNewConnectionsForClients`
     */
    OAUTH_DISABLE_NEW_CONNECTIONS_FOR_CLIENTS: {
      type: 'list',
      meaning: 'OAuth clients that nobody new may connect for now',
    },
    /**
     * Keep connections to the former OAuth server open.
     *
     * @deprecated The program does nothing with it.
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.keepAlive`
     */
    OAUTH_KEEPALIVE: { type: 'boolean', meaning: 'keep connections to the former OAuth server open', default: 'false' },
    /**
     * OAuth clients of Sync that came from the older protocol. The program splits it at commas.
     *
     * @default `5882386c6d801776,1b1a3e44c54fbb58`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.oldSyncClientIds`
     */
    OAUTH_OLD_SYNC_CLIENT_IDS: {
      type: 'list',
      meaning: 'OAuth clients of Sync that came from the older protocol',
      default: '5882386c6d801776,1b1a3e44c54fbb58',
    },
    /**
     * Bound on waiting calls to the former OAuth server.
     *
     * @deprecated The program does nothing with it.
     * @default `1000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.poolee.maxPending`
     */
    OAUTH_POOLEE_MAX_PENDING: {
      type: 'integer',
      meaning: 'bound on waiting calls to the former OAuth server',
      default: '1000',
    },
    /**
     * Timeout of calls to the former OAuth server. A Duration, or a text such as `15 minutes`.
     *
     * @deprecated The program does nothing with it.
     * @default `30 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.poolee.timeout`
     */
    OAUTH_POOLEE_TIMEOUT: {
      type: 'duration',
      meaning: 'timeout of calls to the former OAuth server',
      default: '30 seconds',
    },
    /**
     * Predefined OAuth scopes; the variable cannot hold them, a file that CONFIG_FILES names can. The program splits
     * it at commas. A file that CONFIG_FILES names can hold it, a variable cannot.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.scopes`
     */
    OAUTH_SCOPES: {
      type: 'list',
      meaning: 'predefined OAuth scopes; the variable cannot hold them, a file that CONFIG_FILES names can',
      fileOnly: true,
    },
    /**
     * Keys, with commas between them, for assertions from the OAuth half to auth. The program splits it at commas.
     * Secret, from key `oauth-server-secrets` of Secret `fxa-auth-server`. The default is a placeholder that everybody
     * knows.
     *
     * @deprecated The program does nothing with it.
     * @default `megaz0rd`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.jwtSecretKeys`
     */
    OAUTH_SERVER_SECRETS: {
      type: 'list',
      meaning: 'keys, with commas between them, for assertions from the OAuth half to auth',
      default: 'megaz0rd',
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/oauth-server-secrets',
    },
    /**
     * Key that signs internal auth-to-oauth assertions; must also be listed in AUTH_SERVER_SECRETS. Needed in
     * `production` and `stage`. Secret, from key `oauth-secret-key` of Secret `fxa-auth-server`. The default is a
     * placeholder that everybody knows. Of `fxa-auth-server OAUTH_SERVER_SECRET_KEY` and `fxa-auth-server
     * AUTH_SERVER_SECRETS`, the first is an entry of the second.
     *
     * @default `megaz0rd`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.secretKey`
     */
    OAUTH_SERVER_SECRET_KEY: {
      type: 'text',
      meaning: 'key that signs internal auth-to-oauth assertions; must also be listed in AUTH_SERVER_SECRETS',
      default: 'megaz0rd',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/oauth-secret-key',
    },
    /**
     * Audience of internal assertions; compared, never dialled. It is compared, and nobody dials it.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauth.url and oauthServer.audience`
     */
    OAUTH_URL: {
      type: 'public-url',
      meaning: 'audience of internal assertions; compared, never dialled',
      default: 'http://localhost:9000',
      address: 'identity',
      strictUrl: true,
    },
    /**
     * Path of the previous public JWK during rotation. The file holds the public RSA key before the last rotation, as
     * JWK.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oldPublicKeyFile`
     */
    OLD_PUBLIC_KEY_FILE: {
      type: 'path',
      meaning: 'path of the previous public JWK during rotation',
      file: { holds: 'the public RSA key before the last rotation, as JWK' },
    },
    /**
     * Digits of the code that is mailed at sign-up.
     *
     * @default `6`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, otp.digits`
     */
    OTP_SIGNUP_DIGIT: { type: 'integer', meaning: 'digits of the code that is mailed at sign-up', default: '6' },
    /**
     * How long a code that is mailed at sign-up is the current one. A Duration; the program reads seconds.
     *
     * @default `600`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, otp.step`
     */
    OTP_SIGNUP_STEP_SIZE: {
      type: 'seconds',
      meaning: 'how long a code that is mailed at sign-up is the current one',
      default: '600',
    },
    /**
     * How many earlier codes are still taken at sign-up.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, otp.window`
     */
    OTP_SIGNUP_WINDOW: { type: 'integer', meaning: 'how many earlier codes are still taken at sign-up', default: '1' },
    /**
     * How long a token for a change of password is good. A Duration, or a text such as `15 minutes`.
     *
     * @default `15 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenLifetimes.passwordChangeToken`
     */
    PASSWORD_CHANGE_TOKEN_TTL: {
      type: 'duration',
      meaning: 'how long a token for a change of password is good',
      default: '15 minutes',
    },
    /**
     * How long a token for a forgotten password is good. A Duration, or a text such as `15 minutes`.
     *
     * @default `60 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenLifetimes.passwordForgotToken`
     */
    PASSWORD_FORGOT_TOKEN_TTL: {
      type: 'duration',
      meaning: 'how long a token for a forgotten password is good',
      default: '60 minutes',
    },
    /**
     * Payments page address used in mails. Browsers or mails get it. Equal to `fxa-payments-server PUBLIC_URL` and
     * `fxa-content-server SUBSCRIPTIONS_MANAGEMENT_URL`. Not yet in v1.195.0.
     *
     * @default `https://subscriptions.firefox.com`; in development `http://localhost:3031/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.paymentsServer.url`
     */
    PAYMENTS_SERVER_URL: {
      type: 'public-url',
      meaning: 'payments page address used in mails',
      default: 'https://subscriptions.firefox.com',
      defaultIn: { development: 'http://localhost:3031/' },
      address: 'public',
      strictUrl: true,
    },
    /**
     * PayPal API password. Needed in `production` and `stage` where SUBSCRIPTIONS_PAYPAL_ENABLED is `true`. Secret,
     * from key `paypal-nvp-pwd` of Secret `fxa-auth-server`. The default is a placeholder that everybody knows. Not
     * yet in v1.195.0.
     *
     * @default `user`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.paypalNvpSigCredentials.pwd`
     */
    PAYPAL_NVP_PWD: {
      type: 'text',
      meaning: 'PayPal API password',
      default: 'user',
      needed: { in: ['production', 'stage'], when: { SUBSCRIPTIONS_PAYPAL_ENABLED: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/paypal-nvp-pwd',
    },
    /**
     * PayPal API signature. Needed in `production` and `stage` where SUBSCRIPTIONS_PAYPAL_ENABLED is `true`. Secret,
     * from key `paypal-nvp-signature` of Secret `fxa-auth-server`. The default is a placeholder that everybody knows.
     * Not yet in v1.195.0.
     *
     * @default `user`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * subscriptions.paypalNvpSigCredentials.signature`
     */
    PAYPAL_NVP_SIGNATURE: {
      type: 'text',
      meaning: 'PayPal API signature',
      default: 'user',
      needed: { in: ['production', 'stage'], when: { SUBSCRIPTIONS_PAYPAL_ENABLED: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/paypal-nvp-signature',
    },
    /**
     * PayPal API user. Needed in `production` and `stage` where SUBSCRIPTIONS_PAYPAL_ENABLED is `true`. Secret, from
     * key `paypal-nvp-user` of Secret `fxa-auth-server`. The default is a placeholder that everybody knows. Not yet in
     * v1.195.0.
     *
     * @default `user`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.paypalNvpSigCredentials.user`
     */
    PAYPAL_NVP_USER: {
      type: 'text',
      meaning: 'PayPal API user',
      default: 'user',
      needed: { in: ['production', 'stage'], when: { SUBSCRIPTIONS_PAYPAL_ENABLED: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/paypal-nvp-user',
    },
    /**
     * PayPal sandbox switch. Not yet in v1.195.0.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * subscriptions.paypalNvpSigCredentials.sandbox`
     */
    PAYPAL_SANDBOX: { type: 'boolean', meaning: 'PayPal sandbox switch', default: 'true' },
    /**
     * Listen port.
     *
     * @default `9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, listen.port and oauthServer.server.port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '9000' },
    /**
     * Internal listen port of the former OAuth server.
     *
     * @deprecated The program does nothing with it.
     * @default `9011`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.serverInternal.port`
     */
    PORT_INTERNAL: { type: 'port', meaning: 'internal listen port of the former OAuth server', default: '9011' },
    /**
     * OAuth clients that get pairwise user ids. The program splits it at commas.
     *
     * @default - none; in development `325b4083e32fe8e7`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.ppid.enabledClientIds`
     */
    PPID_CLIENT_IDS: {
      type: 'list',
      meaning: 'OAuth clients that get pairwise user ids',
      defaultIn: { development: '325b4083e32fe8e7' },
    },
    /**
     * Pairwise user ids for listed clients.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.ppid.enabled`
     */
    PPID_ENABLED: {
      type: 'boolean',
      meaning: 'pairwise user ids for listed clients',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * OAuth clients whose pairwise ids change with time. The program splits it at commas.
     *
     * @default - none; in development `325b4083e32fe8e7`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.ppid.rotatingClientIds`
     */
    PPID_ROTATING_CLIENT_IDS: {
      type: 'list',
      meaning: 'OAuth clients whose pairwise ids change with time',
      defaultIn: { development: '325b4083e32fe8e7' },
    },
    /**
     * How often rotating pairwise user ids change. A Duration, or a text such as `15 minutes`.
     *
     * @default `6 hours`; in development `30000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.ppid.rotationPeriodMS`
     */
    PPID_ROTATION_PERIOD: {
      type: 'duration',
      meaning: 'how often rotating pairwise user ids change',
      default: '6 hours',
      defaultIn: { development: '30000' },
    },
    /**
     * Salt of pairwise user ids; whoever changes it changes all of them. Needed in `production` and `stage` where
     * PPID_ENABLED is `true`. Secret, from key `ppid-salt` of Secret `fxa-auth-server`. The default is a placeholder
     * that everybody knows.
     *
     * @default `YOU MUST CHANGE ME`; in development `a new ppid salt`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.ppid.salt`
     */
    PPID_SALT: {
      type: 'text',
      meaning: 'salt of pairwise user ids; whoever changes it changes all of them',
      default: 'YOU MUST CHANGE ME',
      defaultIn: { development: 'a new ppid salt' },
      needed: { in: ['production', 'stage'], when: { PPID_ENABLED: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/ppid-salt',
    },
    /**
     * Put a subdomain in front of the host of verification links.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.prependVerificationSubdomain.enabled`
     */
    PREPEND_VERIFICATION_SUBDOMAIN_ENABLED: {
      type: 'boolean',
      meaning: 'put a subdomain in front of the host of verification links',
      default: 'false',
    },
    /**
     * The subdomain that is put in front of the host of verification links.
     *
     * @default `confirm`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * smtp.prependVerificationSubdomain.subdomain`
     */
    PREPEND_VERIFICATION_SUBDOMAIN_SUBDOMAIN: {
      type: 'text',
      meaning: 'the subdomain that is put in front of the host of verification links',
      default: 'confirm',
    },
    /**
     * AWS region of the profile queue (separate consumer process).
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, profileServerMessaging.region`
     */
    PROFILE_MESSAGING_REGION: { type: 'text', meaning: 'AWS region of the profile queue (separate consumer process)' },
    /**
     * Bearer token toward the profile server. Needed in `production` and `stage`. Secret, from key
     * `profile-bearer-token` of Secret `keys`. The default is a placeholder that everybody knows. Equal to
     * `fxa-profile-server AUTH_SECRET_BEARER_TOKEN`.
     *
     * @default `YOU MUST CHANGE ME`; in development `8675309jenny`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, profileServer.secretBearerToken`
     */
    PROFILE_SERVER_AUTH_SECRET_BEARER_TOKEN: {
      type: 'text',
      meaning: 'bearer token toward the profile server',
      default: 'YOU MUST CHANGE ME',
      defaultIn: { development: '8675309jenny' },
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'keys/profile-bearer-token',
    },
    /**
     * Profile server root without /v1, used to drop cached profiles. It is without /v1 at its end. The server dials
     * it. Needed always.
     *
     * @default `https://profile.accounts.firefox.com`; in development `http://localhost:1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, profileServer.url`
     */
    PROFILE_SERVER_URL: {
      type: 'url',
      meaning: 'profile server root without /v1, used to drop cached profiles',
      default: 'https://profile.accounts.firefox.com',
      defaultIn: { development: 'http://localhost:1111' },
      needed: true,
      address: 'dialled',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * SQS queue of profile changes. The server dials it. Equal to `fxa-profile-server PROFILE_UPDATES_QUEUE_URL`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * profileServerMessaging.profileUpdatesQueueUrl`
     */
    PROFILE_UPDATES_QUEUE_URL: { type: 'url', meaning: 'SQS queue of profile changes', address: 'dialled' },
    /**
     * Path of the public BrowserID JWK; file must exist. Needed always. The file holds the public RSA key of
     * BrowserID, as JWK, from key `browserid-public-key` of Secret `fxa-auth-server`.
     *
     * @default `packages/fxa-auth-server/config/public-key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, publicKeyFile`
     */
    PUBLIC_KEY_FILE: {
      type: 'path',
      meaning: 'path of the public BrowserID JWK; file must exist',
      default: 'packages/fxa-auth-server/config/public-key.json',
      needed: true,
      file: { holds: 'the public RSA key of BrowserID, as JWK', secret: 'fxa-auth-server/browserid-public-key' },
    },
    /**
     * Address clients use for this server; its host and port enter Hawk checks, its path becomes the route prefix, its
     * host becomes the token issuer. Browsers or mails get it. Needed always. Of `fxa-auth-server ISSUER` and
     * `fxa-auth-server PUBLIC_URL`, the first is host, and port if any, of the second. Of `fxa-graphql-api
     * AUTH_SERVER_URL` and `fxa-auth-server PUBLIC_URL`, scheme, host, port and the beginning of the path are equal,
     * since requests are signed over them. Equal to `fxa-content-server FXA_URL`, `fxa-content-server FXA_OAUTH_URL`,
     * `fxa-payments-server AUTH_SERVER_URL`, and `fxa-payments-server OAUTH_SERVER_URL`.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, publicUrl and oauthServer.publicUrl`
     */
    PUBLIC_URL: {
      type: 'public-url',
      meaning:
        'address clients use for this server; its host and port enter Hawk checks, its path becomes the route prefix, its host becomes the token issuer',
      default: 'http://localhost:9000',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Use the pushbox device-command store.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, pushbox.enabled`
     */
    PUSHBOX_ENABLED: {
      type: 'boolean',
      meaning: 'use the pushbox device-command store',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Pushbox server token; checked in prod even when pushbox is off. Needed in `production` and `stage`. Secret, from
     * key `pushbox-token` of Secret `keys`. The default is a placeholder that everybody knows. Equal to `pushbox
     * ROCKET_SERVER_TOKEN`.
     *
     * @default `Correct_Horse_Battery_Staple_1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, pushbox.key`
     */
    PUSHBOX_KEY: {
      type: 'text',
      meaning: 'pushbox server token; checked in prod even when pushbox is off',
      default: 'Correct_Horse_Battery_Staple_1',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'keys/pushbox-token',
    },
    /**
     * Longest life of an item in pushbox. A Duration, or a text such as `15 minutes`.
     *
     * @default `28 days`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, pushbox.maxTTL`
     */
    PUSHBOX_MAX_TTL: { type: 'duration', meaning: 'longest life of an item in pushbox', default: '28 days' },
    /**
     * Pushbox address. The server dials it. Needed where PUSHBOX_ENABLED is `true`.
     *
     * @default `https://pushbox.services.mozilla.com/`; in development `http://localhost:8002/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, pushbox.url`
     */
    PUSHBOX_URL: {
      type: 'url',
      meaning: 'pushbox address',
      default: 'https://pushbox.services.mozilla.com/',
      defaultIn: { development: 'http://localhost:8002/' },
      needed: { when: { PUSHBOX_ENABLED: 'true' } },
      address: 'dialled',
      strictUrl: true,
    },
    /**
     * How many recovery codes an account gets.
     *
     * @default `8`; in development `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, totp.recoveryCodes.count`
     */
    RECOVERY_CODE_COUNT: {
      type: 'integer',
      meaning: 'how many recovery codes an account gets',
      default: '8',
      defaultIn: { development: '3' },
    },
    /**
     * Fewer recovery codes than these are told to the user.
     *
     * @default `2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, totp.recoveryCodes.notifyLowCount`
     */
    RECOVERY_CODE_NOTIFY_LOW_COUNT: {
      type: 'integer',
      meaning: 'fewer recovery codes than these are told to the user',
      default: '2',
    },
    /**
     * Domain that mail links may redirect to. It is a domain, such as "example.com". Browsers or mails get it.
     *
     * @default `firefox.com`; in development `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.redirectDomain`
     */
    REDIRECT_DOMAIN: {
      type: 'text',
      meaning: 'domain that mail links may redirect to',
      default: 'firefox.com',
      defaultIn: { development: 'localhost' },
      address: 'public',
      pattern: '^[a-z0-9.-]+$',
      shape: 'a domain, such as "example.com"',
    },
    /**
     * Redis for session metadata, mail routing and reminders. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.host`
     */
    REDIS_HOST: {
      type: 'host',
      meaning: 'Redis for session metadata, mail routing and reminders',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * Largest Redis pool for sessions, per pod. From 1.
     *
     * @default `200`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.sessionTokens.maxConnections`
     */
    REDIS_POOL_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for sessions, per pod',
      default: '200',
      minimum: 1,
    },
    /**
     * Bound on requests that wait for Redis, per pod.
     *
     * @default `1000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.maxPending`
     */
    REDIS_POOL_MAX_PENDING: {
      type: 'integer',
      meaning: 'bound on requests that wait for Redis, per pod',
      default: '1000',
    },
    /**
     * Smallest Redis pool for sessions, per pod.
     *
     * @default `2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.sessionTokens.minConnections`
     */
    REDIS_POOL_MIN_CONNECTIONS: { type: 'integer', meaning: 'smallest Redis pool for sessions, per pod', default: '2' },
    /**
     * Attempts to connect to Redis.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.retryCount`
     */
    REDIS_POOL_RETRY_COUNT: { type: 'integer', meaning: 'attempts to connect to Redis', default: '5' },
    /**
     * First pause between attempts to connect to Redis; it grows with each. A Duration, or a text such as `15
     * minutes`.
     *
     * @default `100 milliseconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.initialBackoff`
     */
    REDIS_POOL_TIMEOUT: {
      type: 'duration',
      meaning: 'first pause between attempts to connect to Redis; it grows with each',
      default: '100 milliseconds',
    },
    /**
     * Port of the Redis for session metadata, mail routing and reminders.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.port`
     */
    REDIS_PORT: {
      type: 'port',
      meaning: 'port of the Redis for session metadata, mail routing and reminders',
      default: '6379',
    },
    /**
     * Switch for refresh token metadata in Redis.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.enabled`
     */
    REFRESH_TOKEN_REDIS_ENABLED: {
      type: 'boolean',
      meaning: 'switch for refresh token metadata in Redis',
      default: 'true',
    },
    /**
     * Redis for refresh token metadata; a setting of its own. The server dials it. Needed, unless
     * REFRESH_TOKEN_REDIS_ENABLED is `false`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.host`
     */
    REFRESH_TOKEN_REDIS_HOST: {
      type: 'host',
      meaning: 'Redis for refresh token metadata; a setting of its own',
      default: 'localhost',
      needed: { unless: { REFRESH_TOKEN_REDIS_ENABLED: 'false' } },
      address: 'dialled',
    },
    /**
     * What the keys of refresh tokens in Redis begin with.
     *
     * @default `rt:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.prefix`
     */
    REFRESH_TOKEN_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of refresh tokens in Redis begin with',
      default: 'rt:',
    },
    /**
     * How many refresh tokens of one account Redis holds.
     *
     * @default `20`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.recordLimit`
     */
    REFRESH_TOKEN_REDIS_LIMIT: {
      type: 'integer',
      meaning: 'how many refresh tokens of one account Redis holds',
      default: '20',
    },
    /**
     * Longest life of refresh token metadata in Redis. A Duration; the program reads milliseconds.
     *
     * @default `86400000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.maxttl`
     */
    REFRESH_TOKEN_REDIS_MAX_TTL: {
      type: 'milliseconds',
      meaning: 'longest life of refresh token metadata in Redis',
      default: '86400000',
    },
    /**
     * Port of the Redis for refresh token metadata.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.refreshTokens.port`
     */
    REFRESH_TOKEN_REDIS_PORT: {
      type: 'port',
      meaning: 'port of the Redis for refresh token metadata',
      default: '6379',
    },
    /**
     * Bound on passwords that wait to be hashed, per pod; 0 is none.
     *
     * @default `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, scrypt.maxPending`
     */
    SCRYPT_MAX_PENDING: {
      type: 'integer',
      meaning: 'bound on passwords that wait to be hashed, per pod; 0 is none',
      default: '0',
    },
    /**
     * How long an unverified account keeps an address from being the second one of another. A Duration, or a text such
     * as `15 minutes`.
     *
     * @default `1 day`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, secondaryEmail.minUnverifiedAccountTime`
     */
    SECONDARY_EMAIL_MIN_UNVERIFIED_ACCOUNT_TIME: {
      type: 'duration',
      meaning: 'how long an unverified account keeps an address from being the second one of another',
      default: '1 day',
    },
    /**
     * Path of the private BrowserID JWK; file must exist. Needed always. The file holds the private RSA key of
     * BrowserID, as JWK, from key `browserid-secret-key` of Secret `fxa-auth-server`.
     *
     * @default `packages/fxa-auth-server/config/secret-key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, secretKeyFile`
     */
    SECRET_KEY_FILE: {
      type: 'path',
      meaning: 'path of the private BrowserID JWK; file must exist',
      default: 'packages/fxa-auth-server/config/secret-key.json',
      needed: true,
      file: { holds: 'the private RSA key of BrowserID, as JWK', secret: 'fxa-auth-server/browserid-secret-key' },
    },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.sentryDsn and sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-auth-server/sentry-dsn',
    },
    /**
     * What the keys of sessions in Redis begin with.
     *
     * @default `fxa-auth-session`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.sessionTokens.prefix`
     */
    SESSIONS_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of sessions in Redis begin with',
      default: 'fxa-auth-session',
    },
    /**
     * Longest life of a session without a device; 0 is no end. A Duration, or a text such as `15 minutes`.
     *
     * @default `4 weeks`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenLifetimes.sessionTokenWithoutDevice`
     */
    SESSION_TOKEN_WITHOUT_DEVICE_TTL: {
      type: 'duration',
      meaning: 'longest life of a session without a device; 0 is no end',
      default: '4 weeks',
    },
    /**
     * SES event publishing set name.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.sesConfigurationSet`
     */
    SES_CONFIGURATION_SET: { type: 'text', meaning: 'SES event publishing set name' },
    /**
     * Bytes of a sign-in code.
     *
     * @default `6`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinCodeSize`
     */
    SIGNIN_CODE_SIZE: { type: 'integer', meaning: 'bytes of a sign-in code', default: '6' },
    /**
     * Addresses that always confirm sign-in.
     *
     * @default `.+@mozilla\.com$`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinConfirmation.forcedEmailAddresses`
     */
    SIGNIN_CONFIRMATION_FORCE_EMAIL_REGEX: {
      type: 'regexp',
      meaning: 'addresses that always confirm sign-in',
      default: '.+@mozilla\\.com$',
    },
    /**
     * Confirm every sign-in.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinConfirmation.forceGlobally`
     */
    SIGNIN_CONFIRMATION_FORCE_GLOBALLY: { type: 'boolean', meaning: 'confirm every sign-in', default: 'false' },
    /**
     * Age up to which an account counts as new. A Duration, or a text such as `15 minutes`.
     *
     * @default `4 hours`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * signinConfirmation.skipForNewAccounts.maxAge`
     */
    SIGNIN_CONFIRMATION_MAX_AGE_OF_NEW_ACCOUNTS: {
      type: 'duration',
      meaning: 'age up to which an account counts as new',
      default: '4 hours',
    },
    /**
     * Addresses that never confirm a sign-in, but for TOTP. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinConfirmation.skipForEmailAddresses`
     */
    SIGNIN_CONFIRMATION_SKIP_FOR_EMAIL_ADDRESS: {
      type: 'list',
      meaning: 'addresses that never confirm a sign-in, but for TOTP',
    },
    /**
     * Let new accounts sign in without confirmation.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * signinConfirmation.skipForNewAccounts.enabled`
     */
    SIGNIN_CONFIRMATION_SKIP_FOR_NEW_ACCOUNTS: {
      type: 'boolean',
      meaning: 'let new accounts sign in without confirmation',
      default: 'true',
    },
    /**
     * Digits of the code that confirms a sign-in.
     *
     * @default `6`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * signinConfirmation.tokenVerificationCode.codeLength`
     */
    SIGNIN_TOKEN_CODE_LENGTH: { type: 'integer', meaning: 'digits of the code that confirms a sign-in', default: '6' },
    /**
     * How long a code that confirms a sign-in is good. A Duration, or a text such as `15 minutes`.
     *
     * @default `20 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * signinConfirmation.tokenVerificationCode.codeLifetime`
     */
    SIGNIN_TOKEN_CODE_LIFETIME: {
      type: 'duration',
      meaning: 'how long a code that confirms a sign-in is good',
      default: '20 minutes',
    },
    /**
     * Characters of the code that lifts a block.
     *
     * @default `8`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinUnblock.codeLength`
     */
    SIGNIN_UNBLOCK_CODE_LENGTH: { type: 'integer', meaning: 'characters of the code that lifts a block', default: '8' },
    /**
     * How long a code that lifts a block is good. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 hour`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinUnblock.codeLifetime`
     */
    SIGNIN_UNBLOCK_CODE_LIFETIME: {
      type: 'duration',
      meaning: 'how long a code that lifts a block is good',
      default: '1 hour',
    },
    /**
     * Addresses that always need a code that lifts a block.
     *
     * @default `^$`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, signinUnblock.forcedEmailAddresses`
     */
    SIGNIN_UNBLOCK_FORCED_EMAILS: {
      type: 'regexp',
      meaning: 'addresses that always need a code that lifts a block',
      default: '^$',
    },
    /**
     * AWS region for text messages.
     *
     * @default `us-east-1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.apiRegion`
     */
    SMS_API_REGION: { type: 'text', meaning: 'AWS region for text messages', default: 'us-east-1' },
    /**
     * How AWS treats text messages: as cheap or as reliable as it can. One of `Promotional` and `Transactional`.
     *
     * @default `Promotional`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.smsType`
     */
    SMS_AWS_SNS_SMSTYPE: {
      type: 'text',
      meaning: 'how AWS treats text messages: as cheap or as reliable as it can',
      default: 'Promotional',
      oneOf: ['Promotional', 'Transactional'],
    },
    /**
     * Countries that text messages go to, by ISO code. The program splits it at commas.
     *
     * @default `AT,AU,BE,CA,DE,DK,ES,FR,GB,IT,LU,NL,PT,US`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.countryCodes`
     */
    SMS_COUNTRY_CODES: {
      type: 'list',
      meaning: 'countries that text messages go to, by ISO code',
      default: 'AT,AU,BE,CA,DE,DK,ES,FR,GB,IT,LU,NL,PT,US',
    },
    /**
     * Text message feature.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.enabled`
     */
    SMS_ENABLED: { type: 'boolean', meaning: 'text message feature', default: 'true' },
    /**
     * Poll AWS spend from every pod; set false without AWS credentials.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.enableBudgetChecks`
     */
    SMS_ENABLE_BUDGET_CHECKS: {
      type: 'boolean',
      meaning: 'poll AWS spend from every pod; set false without AWS credentials',
      default: 'true',
    },
    /**
     * Link in text messages. Browsers or mails get it.
     *
     * @deprecated The program does nothing with it.
     * @default `https://mzl.la/firefoxapp`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.installFirefoxLink`
     */
    SMS_INSTALL_FIREFOX_LINK: {
      type: 'public-url',
      meaning: 'link in text messages',
      default: 'https://mzl.la/firefoxapp',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Credit at AWS, in US dollars, below which no text messages are sent.
     *
     * @default `200`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.minimumCreditThresholdUSD`
     */
    SMS_MINIMUM_CREDIT_THRESHOLD: {
      type: 'integer',
      meaning: 'credit at AWS, in US dollars, below which no text messages are sent',
      default: '200',
    },
    /**
     * How often AWS is asked for what text messages cost. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 hour`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.pollCurrentSpendInterval`
     */
    SMS_POLL_CURRENT_SPEND_INTERVAL: {
      type: 'duration',
      meaning: 'how often AWS is asked for what text messages cost',
      default: '1 hour',
    },
    /**
     * What links in text messages begin with. Browsers or mails get it.
     *
     * @default `https://accounts.firefox.com/m`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.installFirefoxWithSigninCodeBaseUri`
     */
    SMS_SIGNIN_CODES_BASE_URI: {
      type: 'public-url',
      meaning: 'what links in text messages begin with',
      default: 'https://accounts.firefox.com/m',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Look up the location of who asks whether text messages can be sent.
     *
     * @default `true`; in development `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.isStatusGeoEnabled`
     */
    SMS_STATUS_GEO_ENABLED: {
      type: 'boolean',
      meaning: 'look up the location of who asks whether text messages can be sent',
      default: 'true',
      defaultIn: { development: 'false' },
    },
    /**
     * Fake text message provider.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, sms.useMock`
     */
    SMS_USE_MOCK: {
      type: 'boolean',
      meaning: 'fake text message provider',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Relay of outgoing mail. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.host`
     */
    SMTP_HOST: {
      type: 'host',
      meaning: 'relay of outgoing mail',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * Password at the mail relay. Secret, from key `smtp-pass` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.password`
     */
    SMTP_PASS: {
      type: 'text',
      meaning: 'password at the mail relay',
      secret: true,
      secretKey: 'fxa-auth-server/smtp-pass',
    },
    /**
     * Port of the mail relay.
     *
     * @default `25`; in development `9999`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.port`
     */
    SMTP_PORT: { type: 'port', meaning: 'port of the mail relay', default: '25', defaultIn: { development: '9999' } },
    /**
     * TLS to the relay; false also turns STARTTLS off.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.secure`
     */
    SMTP_SECURE: { type: 'boolean', meaning: 'TLS to the relay; false also turns STARTTLS off', default: 'false' },
    /**
     * From address of mails.
     *
     * @default `Firefox Accounts <no-reply@lcip.org>`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.sender`
     */
    SMTP_SENDER: { type: 'text', meaning: 'From address of mails', default: 'Firefox Accounts <no-reply@lcip.org>' },
    /**
     * User at the mail relay; used only together with SMTP_PASS. Secret, from key `smtp-user` of Secret
     * `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.user`
     */
    SMTP_USER: {
      type: 'text',
      meaning: 'user at the mail relay; used only together with SMTP_PASS',
      secret: true,
      secretKey: 'fxa-auth-server/smtp-user',
    },
    /**
     * Topic for account events; the word disabled switches publishing off, and without it errors are logged at every
     * event. It is an ARN, such as "arn:aws:sns:us-east-1:111122223333:accounts". `disabled` is taken as well.
     *
     * @default - none; in development `arn:aws:sns:local-01:000000000000:local-topic1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, snsTopicArn`
     */
    SNS_TOPIC_ARN: {
      type: 'text',
      meaning:
        'topic for account events; the word disabled switches publishing off, and without it errors are logged at every event',
      defaultIn: { development: 'arn:aws:sns:local-01:000000000000:local-topic1' },
      or: ['disabled'],
      pattern: '^arn:',
      shape: 'an ARN, such as "arn:aws:sns:us-east-1:111122223333:accounts"',
    },
    /**
     * SNS emulator address; any value outside NODE_ENV=dev stops the server. The server dials it. In `development`
     * alone; elsewhere it stops the start.
     *
     * @default - none; in development `http://localhost:4100/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, snsTopicEndpoint`
     */
    SNS_TOPIC_ENDPOINT: {
      type: 'url',
      meaning: 'SNS emulator address; any value outside NODE_ENV=dev stops the server',
      defaultIn: { development: 'http://localhost:4100/' },
      address: 'dialled',
      onlyIn: ['development'],
    },
    /**
     * Characters that are collected before metrics are sent.
     *
     * @default `500`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.maxBufferSize`
     */
    STATSD_BUFFER_SIZE: {
      type: 'integer',
      meaning: 'characters that are collected before metrics are sent',
      default: '500',
    },
    /**
     * Switch for metrics.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.enabled`
     */
    STATSD_ENABLE: {
      type: 'boolean',
      meaning: 'switch for metrics',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Metric name prefix.
     *
     * @default `fxa-auth-server.`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.prefix`
     */
    STATSD_PREFIX: { type: 'text', meaning: 'metric name prefix', default: 'fxa-auth-server.' },
    /**
     * Share of metrics that is sent; 1 is all. To 1.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, statsd.sampleRate`
     */
    STATSD_SAMPLE_RATE: {
      type: 'number',
      meaning: 'share of metrics that is sent; 1 is all',
      default: '1',
      maximum: 1,
    },
    /**
     * Stripe webhook signing secret. Secret, from key `stripe-webhook-secret` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.stripeWebhookSecret`
     */
    STRIPE_WEBHOOK_SECRET: {
      type: 'text',
      meaning: 'Stripe webhook signing secret',
      secret: true,
      secretKey: 'fxa-auth-server/stripe-webhook-secret',
    },
    /**
     * How long a Stripe customer is cached. A Duration; the program reads seconds.
     *
     * @default `3600`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.customerCacheTtlSeconds`
     */
    SUBHUB_CUSTOMER_CACHE_TTL_SECONDS: {
      type: 'seconds',
      meaning: 'how long a Stripe customer is cached',
      default: '3600',
    },
    /**
     * Talk to the retired subhub service.
     *
     * @deprecated The program does nothing with it.
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.enabled`
     */
    SUBHUB_ENABLED: {
      type: 'boolean',
      meaning: 'talk to the retired subhub service',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Key of the retired subhub service. Secret, from key `subhub-key` of Secret `fxa-auth-server`. The default is a
     * placeholder that everybody knows.
     *
     * @deprecated The program does nothing with it.
     * @default `YOU MUST CHANGE ME`; in development `abcde`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.key`
     */
    SUBHUB_KEY: {
      type: 'text',
      meaning: 'key of the retired subhub service',
      default: 'YOU MUST CHANGE ME',
      defaultIn: { development: 'abcde' },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/subhub-key',
    },
    /**
     * How long the Stripe plans are cached. A Duration; the program reads seconds.
     *
     * @default `600`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.plansCacheTtlSeconds`
     */
    SUBHUB_PLANS_CACHE_TTL_SECONDS: {
      type: 'seconds',
      meaning: 'how long the Stripe plans are cached',
      default: '600',
    },
    /**
     * Queue of the retired subhub service. The server dials it.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * subhubServerMessaging.subhubUpdatesQueueUrl`
     */
    SUBHUB_QUEUE_URL: { type: 'url', meaning: 'queue of the retired subhub service', address: 'dialled' },
    /**
     * What the keys of cached Stripe answers in Redis begin with.
     *
     * @default `subhub:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.subhub.prefix`
     */
    SUBHUB_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of cached Stripe answers in Redis begin with',
      default: 'subhub:',
    },
    /**
     * Largest Redis pool for cached Stripe answers, per pod.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.subhub.maxConnections`
     */
    SUBHUB_REDIS_POOL_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for cached Stripe answers, per pod',
      default: '10',
    },
    /**
     * Smallest Redis pool for cached Stripe answers, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.subhub.minConnections`
     */
    SUBHUB_REDIS_POOL_MIN_CONNECTIONS: {
      type: 'integer',
      meaning: 'smallest Redis pool for cached Stripe answers, per pod',
      default: '1',
    },
    /**
     * AWS region of the queue of the retired subhub service.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhubServerMessaging.region`
     */
    SUBHUB_REGION: { type: 'text', meaning: 'AWS region of the queue of the retired subhub service' },
    /**
     * Stripe secret key; without it no Stripe route exists, the capability route included. Secret, from key
     * `subhub-stripe-apikey` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.stripeApiKey`
     */
    SUBHUB_STRIPE_APIKEY: {
      type: 'text',
      meaning: 'Stripe secret key; without it no Stripe route exists, the capability route included',
      secret: true,
      secretKey: 'fxa-auth-server/subhub-stripe-apikey',
    },
    /**
     * Made-up plans of the retired subhub service; the variable cannot hold them, a file can. The program splits it at
     * commas. A file that CONFIG_FILES names can hold it, a variable cannot.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.stubs.plans`
     */
    SUBHUB_STUB_PLANS: {
      type: 'list',
      meaning: 'made-up plans of the retired subhub service; the variable cannot hold them, a file can',
      fileOnly: true,
    },
    /**
     * Retired subhub service. The server dials it.
     *
     * @deprecated The program does nothing with it.
     * @default `https://subhub.services.mozilla.com/`; in development `http://localhost:8012/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.url`
     */
    SUBHUB_URL: {
      type: 'url',
      meaning: 'retired subhub service',
      default: 'https://subhub.services.mozilla.com/',
      defaultIn: { development: 'http://localhost:8012/' },
      address: 'dialled',
      strictUrl: true,
    },
    /**
     * Cache Stripe answers in Redis.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.subhub.enabled`
     */
    SUBHUB_USE_REDIS: { type: 'boolean', meaning: 'cache Stripe answers in Redis', default: 'true' },
    /**
     * Made-up answers instead of the retired subhub service.
     *
     * @deprecated The program does nothing with it.
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subhub.useStubs`
     */
    SUBHUB_USE_STUBS: {
      type: 'boolean',
      meaning: 'made-up answers instead of the retired subhub service',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Switch for subscription routes; needed by the event broker capability fetch.
     *
     * @default `false`; in development `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.enabled`
     */
    SUBSCRIPTIONS_ENABLED: {
      type: 'boolean',
      meaning: 'switch for subscription routes; needed by the event broker capability fetch',
      default: 'false',
      defaultIn: { development: 'true' },
    },
    /**
     * Switch for PayPal. Not yet in v1.195.0.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts,
     * subscriptions.paypalNvpSigCredentials.enabled`
     */
    SUBSCRIPTIONS_PAYPAL_ENABLED: { type: 'boolean', meaning: 'switch for PayPal', default: 'false' },
    /**
     * Shared secret for backend subscription routes. Needed in `production` and `stage` where SUBSCRIPTIONS_ENABLED is
     * `true`. Secret, from key `subscriptions-secret` of Secret `keys`. The default is a placeholder that everybody
     * knows. Equal to `fxa-event-broker CAPABILITY_AUTH_TOKEN`.
     *
     * @default `YOU MUST CHANGE ME`; in development `devsecret`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.sharedSecret`
     */
    SUBSCRIPTIONS_SHARED_SECRET: {
      type: 'text',
      meaning: 'shared secret for backend subscription routes',
      default: 'YOU MUST CHANGE ME',
      defaultIn: { development: 'devsecret' },
      needed: { in: ['production', 'stage'], when: { SUBSCRIPTIONS_ENABLED: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'keys/subscriptions-secret',
    },
    /**
     * Send mail about subscriptions from here rather than from a marketing system.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, subscriptions.transactionalEmails.enabled`
     */
    SUBSCRIPTIONS_TRANSACTIONAL_EMAILS_ENABLED: {
      type: 'boolean',
      meaning: 'send mail about subscriptions from here rather than from a marketing system',
      default: 'false',
    },
    /**
     * Terms link in mails. Browsers or mails get it.
     *
     * @default `https://www.mozilla.org/about/legal/terms/firefox-private-network/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, smtp.subscriptionTermsUrl`
     */
    SUBSCRIPTION_TERMS_URL: {
      type: 'public-url',
      meaning: 'terms link in mails',
      default: 'https://www.mozilla.org/about/legal/terms/firefox-private-network/',
      address: 'public',
    },
    /**
     * Languages of mails and errors; each needs its translation in the image. The program splits it at commas.
     *
     * @default the languages of the release
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, i18n.supportedLanguages and
     * oauthServer.i18n.supportedLanguages`
     */
    SUPPORTED_LANGS: {
      type: 'list',
      meaning: 'languages of mails and errors; each needs its translation in the image',
    },
    /**
     * Bearer token the support panel presents; checked in prod even without a panel. Needed in `production` and
     * `stage`. Secret, from key `support-panel-auth-secret-bearer-token` of Secret `fxa-auth-server`. The default is a
     * placeholder that everybody knows.
     *
     * @default `YOU MUST CHANGE ME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, supportPanel.secretBearerToken`
     */
    SUPPORT_PANEL_AUTH_SECRET_BEARER_TOKEN: {
      type: 'text',
      meaning: 'bearer token the support panel presents; checked in prod even without a panel',
      default: 'YOU MUST CHANGE ME',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-server/support-panel-auth-secret-bearer-token',
    },
    /**
     * Public token endpoint of the sync server; used as token audience, not dialled. It ends in /token. It is
     * compared, and nobody dials it. Equal to `fxa-content-server SYNC_TOKENSERVER_URL`.
     *
     * @default `http://localhost:5000/token`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, syncTokenserverUrl`
     */
    SYNC_TOKENSERVER_URL: {
      type: 'public-url',
      meaning: 'public token endpoint of the sync server; used as token audience, not dialled',
      default: 'http://localhost:5000/token',
      address: 'identity',
      pattern: '/token$',
      shape: 'ending in /token',
      strictUrl: true,
    },
    /**
     * Path of the TLS certificate, where USE_TLS is on. The file holds the TLS certificate, as PEM.
     *
     * @default `packages/fxa-auth-server/cert.pem`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, certPath`
     */
    TLS_CERT_PATH: {
      type: 'path',
      meaning: 'path of the TLS certificate, where USE_TLS is on',
      default: 'packages/fxa-auth-server/cert.pem',
      file: { holds: 'the TLS certificate, as PEM' },
    },
    /**
     * Path of the TLS key, where USE_TLS is on. The file holds the private TLS key, as PEM, from key `tls-key` of
     * Secret `fxa-auth-server`.
     *
     * @default `packages/fxa-auth-server/key.pem`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, keyPath`
     */
    TLS_KEY_PATH: {
      type: 'path',
      meaning: 'path of the TLS key, where USE_TLS is on',
      default: 'packages/fxa-auth-server/key.pem',
      file: { holds: 'the private TLS key, as PEM', secret: 'fxa-auth-server/tls-key' },
    },
    /**
     * Remove expired tokens from Redis.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenPruning.enabled`
     */
    TOKEN_PRUNING_ENABLED: { type: 'boolean', meaning: 'remove expired tokens from Redis', default: 'true' },
    /**
     * Age at which expired tokens are removed from Redis. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 month`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, tokenPruning.maxAge`
     */
    TOKEN_PRUNING_MAX_AGE: {
      type: 'duration',
      meaning: 'age at which expired tokens are removed from Redis',
      default: '1 month',
    },
    /**
     * What authenticator apps call this service.
     *
     * @default `Firefox`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, totp.serviceName`
     */
    TOTP_SERVICE_NAME: { type: 'text', meaning: 'what authenticator apps call this service', default: 'Firefox' },
    /**
     * How long a TOTP code is the current one. A Duration; the program reads seconds.
     *
     * @default `30`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, totp.step`
     */
    TOTP_STEP_SIZE: { type: 'seconds', meaning: 'how long a TOTP code is the current one', default: '30' },
    /**
     * How many earlier TOTP codes are still taken.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, totp.window`
     */
    TOTP_WINDOW: { type: 'integer', meaning: 'how many earlier TOTP codes are still taken', default: '1' },
    /**
     * Switch for session tokens in Redis.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, redis.sessionTokens.enabled`
     */
    USE_REDIS: { type: 'boolean', meaning: 'switch for session tokens in Redis', default: 'true' },
    /**
     * Serve HTTPS directly.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, useHttps`
     */
    USE_TLS: { type: 'boolean', meaning: 'serve HTTPS directly', default: 'false' },
    /**
     * Path of the key pair for web push; the empty text switches VAPID off, a missing file stops the start. The empty
     * text is taken as well. Needed always. The file holds a VAPID key pair, as JSON with publicKey and privateKey,
     * from key `vapid-keys` of Secret `fxa-auth-server`.
     *
     * @default `packages/fxa-auth-server/config/vapid-keys.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, vapidKeysFile`
     */
    VAPID_KEYS_FILE: {
      type: 'path',
      meaning: 'path of the key pair for web push; the empty text switches VAPID off, a missing file stops the start',
      default: 'packages/fxa-auth-server/config/vapid-keys.json',
      needed: true,
      or: [''],
      file: { holds: 'a VAPID key pair, as JSON with publicKey and privateKey', secret: 'fxa-auth-server/vapid-keys' },
    },
    /**
     * When the first reminder to verify an account is due. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 day`; in development `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.firstInterval`
     */
    VERIFICATION_REMINDERS_FIRST_INTERVAL: {
      type: 'duration',
      meaning: 'when the first reminder to verify an account is due',
      default: '1 day',
      defaultIn: { development: '5' },
    },
    /**
     * Largest Redis pool for reminders to verify an account, per pod.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.redis.maxConnections`
     */
    VERIFICATION_REMINDERS_REDIS_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for reminders to verify an account, per pod',
      default: '10',
    },
    /**
     * Smallest Redis pool for reminders to verify an account, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.redis.minConnections`
     */
    VERIFICATION_REMINDERS_REDIS_MIN_CONNECTIONS: {
      type: 'integer',
      meaning: 'smallest Redis pool for reminders to verify an account, per pod',
      default: '1',
    },
    /**
     * What the keys of reminders to verify an account begin with in Redis.
     *
     * @default `verificationReminders:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.redis.prefix`
     */
    VERIFICATION_REMINDERS_REDIS_PREFIX: {
      type: 'text',
      meaning: 'what the keys of reminders to verify an account begin with in Redis',
      default: 'verificationReminders:',
    },
    /**
     * Share of accounts that are reminded to verify themselves; 1 is all. To 1.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.rolloutRate`
     */
    VERIFICATION_REMINDERS_ROLLOUT_RATE: {
      type: 'number',
      meaning: 'share of accounts that are reminded to verify themselves; 1 is all',
      default: '1',
      maximum: 1,
    },
    /**
     * When the second reminder to verify an account is due. A Duration, or a text such as `15 minutes`.
     *
     * @default `5 days`; in development `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verificationReminders.secondInterval`
     */
    VERIFICATION_REMINDERS_SECOND_INTERVAL: {
      type: 'duration',
      meaning: 'when the second reminder to verify an account is due',
      default: '5 days',
      defaultIn: { development: '10' },
    },
    /**
     * BrowserID verifier endpoint, path /v2. It ends in /v2. The server dials it.
     *
     * @default `https://verifier.accounts.firefox.com/v2`; in development `http://localhost:5050/v2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, oauthServer.browserid.verificationUrl`
     */
    VERIFICATION_URL: {
      type: 'url',
      meaning: 'BrowserID verifier endpoint, path /v2',
      default: 'https://verifier.accounts.firefox.com/v2',
      defaultIn: { development: 'http://localhost:5050/v2' },
      address: 'dialled',
      pattern: '/v2$',
      shape: 'ending in /v2',
      strictUrl: true,
    },
    /**
     * Way in which new passwords are hashed; 0 is for tests.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, verifierVersion`
     */
    VERIFIER_VERSION: {
      type: 'integer',
      meaning: 'way in which new passwords are hashed; 0 is for tests',
      default: '1',
    },
    /**
     * Zendesk field for the app a ticket is about.
     *
     * @default `360030780972`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.appFieldId`
     */
    ZENDESK_APP_FIELD_ID: {
      type: 'text',
      meaning: 'Zendesk field for the app a ticket is about',
      default: '360030780972',
    },
    /**
     * Zendesk field for the sender's city.
     *
     * @default `360026463311`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.locationCityFieldId`
     */
    ZENDESK_LOCATION_CITY_FIELD_ID: {
      type: 'text',
      meaning: "Zendesk field for the sender's city",
      default: '360026463311',
    },
    /**
     * Zendesk field for the sender's country.
     *
     * @default `360026463511`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.locationCountryFieldId`
     */
    ZENDESK_LOCATION_COUNTRY_FIELD_ID: {
      type: 'text',
      meaning: "Zendesk field for the sender's country",
      default: '360026463511',
    },
    /**
     * Zendesk field for the sender's state.
     *
     * @default `360026463491`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.locationStateFieldId`
     */
    ZENDESK_LOCATION_STATE_FIELD_ID: {
      type: 'text',
      meaning: "Zendesk field for the sender's state",
      default: '360026463491',
    },
    /**
     * Zendesk field for the product a ticket is about.
     *
     * @default `360022027772`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.productNameFieldId`
     */
    ZENDESK_PRODUCT_NAME_FIELD_ID: {
      type: 'text',
      meaning: 'Zendesk field for the product a ticket is about',
      default: '360022027772',
    },
    /**
     * Subdomain of zendesk.com that tickets go to.
     *
     * @default `mozilladev`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.subdomain`
     */
    ZENDESK_SUBDOMAIN: { type: 'text', meaning: 'subdomain of zendesk.com that tickets go to', default: 'mozilladev' },
    /**
     * Token for the Zendesk API. Secret, from key `zendesk-token` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.token`
     */
    ZENDESK_TOKEN: {
      type: 'text',
      meaning: 'token for the Zendesk API',
      secret: true,
      secretKey: 'fxa-auth-server/zendesk-token',
    },
    /**
     * Zendesk field for the topic of a ticket.
     *
     * @default `360028484432`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.topicFieldId`
     */
    ZENDESK_TOPIC_FIELD_ID: {
      type: 'text',
      meaning: 'Zendesk field for the topic of a ticket',
      default: '360028484432',
    },
    /**
     * User of the Zendesk API. Secret, from key `zendesk-username` of Secret `fxa-auth-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, zendesk.username`
     */
    ZENDESK_USERNAME: {
      type: 'text',
      meaning: 'user of the Zendesk API',
      secret: true,
      secretKey: 'fxa-auth-server/zendesk-username',
    },
  },
} as const satisfies Server;
