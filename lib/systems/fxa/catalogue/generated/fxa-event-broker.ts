// Written by `npm run catalogue` from data/fxa-event-broker.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-event-broker: tells relying parties what happens to accounts.
 *
 * What must hold beside its variables:
 * - Firestore: without it the pod stays up and never listens
 * - the capability list of the auth server, unless CAPABILITY_FAIL_ON_START is false: the same
 * - a Firestore emulator at port 9090, whatever port FIRESTORE_EMULATOR_HOST says
 * - a route from outside for Pub/Sub: POST /v1/proxy/{clientId}
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-event-broker/src/config.ts`
 */
export const server = {
  name: 'fxa-event-broker',
  image: 'fxa',
  folder: 'packages/fxa-event-broker',
  command: ['node', 'dist/main'],
  ports: { http: { number: 8090, variable: 'PUBSUB_PROXY_PORT' } },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'stage', development: 'development', test: 'test' },
  },
  health: { liveness: '/__lbheartbeat__', readiness: '/__heartbeat__', version: '/__version__' },
  replicas: {
    several: true,
    why: 'consumers of the queue compete, and caches are per pod and refresh themselves',
    observed: false,
  },
  stop: { onSigterm: 'fails', how: 'its hook throws, so that it ends with 1 at once', observed: true },
  idle: { memoryMiB: 124, listensAfterSeconds: 2.2 },
  together: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
  variables: {
    /**
     * Id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there.
     * Secret, from key `aws-access-key-id` of Secret `fxa-event-broker`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_ACCESS_KEY_ID: {
      type: 'text',
      meaning:
        'id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there',
      secret: true,
      secretKey: 'fxa-event-broker/aws-access-key-id',
    },
    /**
     * The AWS key of AWS_ACCESS_KEY_ID. Secret, from key `aws-secret-access-key` of Secret `fxa-event-broker`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_SECRET_ACCESS_KEY: {
      type: 'text',
      meaning: 'the AWS key of AWS_ACCESS_KEY_ID',
      secret: true,
      secretKey: 'fxa-event-broker/aws-secret-access-key',
    },
    /**
     * Secret that is sent as Authorization to CAPABILITY_URL. Needed in `production`, `stage`, and `test`, unless
     * CAPABILITY_FAIL_ON_START is `false`. Secret, from key `subscriptions-secret` of Secret `keys`. Equal to
     * `fxa-auth-server SUBSCRIPTIONS_SHARED_SECRET`.
     *
     * @default - none; in development `devsecret`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, clientCapabilityFetch.authToken`
     */
    CAPABILITY_AUTH_TOKEN: {
      type: 'text',
      meaning: 'secret that is sent as Authorization to CAPABILITY_URL',
      defaultIn: { development: 'devsecret' },
      needed: { in: ['production', 'stage', 'test'], unless: { CAPABILITY_FAIL_ON_START: 'false' } },
      secret: true,
      secretKey: 'keys/subscriptions-secret',
    },
    /**
     * Do not start without the list of capabilities; false also ends its refreshes.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, clientCapabilityFetch.requireCapabilities`
     */
    CAPABILITY_FAIL_ON_START: {
      type: 'boolean',
      meaning: 'do not start without the list of capabilities; false also ends its refreshes',
      default: 'true',
    },
    /**
     * How often the list of capabilities is fetched. A Duration; the program reads seconds.
     *
     * @default `300`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, clientCapabilityFetch.refreshInterval`
     */
    CAPABILITY_REFRESH_INTERVAL: {
      type: 'seconds',
      meaning: 'how often the list of capabilities is fetched',
      default: '300',
    },
    /**
     * Auth server route /v1/oauth/subscriptions/clients; that route exists only with SUBSCRIPTIONS_ENABLED=true and a
     * Stripe key in the auth server. It ends in /v1/oauth/subscriptions/clients. The server dials it. Needed, unless
     * CAPABILITY_FAIL_ON_START is `false`.
     *
     * @default - none; in development `http://localhost:9000/v1/oauth/subscriptions/clients`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, clientCapabilityFetch.clientUrl`
     */
    CAPABILITY_URL: {
      type: 'url',
      meaning:
        'auth server route /v1/oauth/subscriptions/clients; that route exists only with SUBSCRIPTIONS_ENABLED=true and a Stripe key in the auth server',
      defaultIn: { development: 'http://localhost:9000/v1/oauth/subscriptions/clients' },
      needed: { unless: { CAPABILITY_FAIL_ON_START: 'false' } },
      address: 'dialled',
      pattern: '/v1/oauth/subscriptions/clients$',
      shape: 'ending in /v1/oauth/subscriptions/clients',
    },
    /**
     * Webhook addresses by client id, of a development store.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, clientWebhooks`
     */
    CLIENT_WEBHOOK_URLS: {
      type: 'json',
      meaning: 'webhook addresses by client id, of a development store',
      json: 'object',
      plainKeys: true,
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Do not poll; the URL is still required.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, disableQueueWorker`
     */
    DISABLE_QUEUE_WORKER: { type: 'boolean', meaning: 'do not poll; the URL is still required', default: 'false' },
    /**
     * Mail address of the service account. Needed where FIRESTORE_KEY_FILE is the empty text, unless
     * FIRESTORE_EMULATOR_HOST is given. Secret, from key `firestore-client-email-credential` of Secret
     * `fxa-event-broker`.
     *
     * @default `test@localtest.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.credentials.client_email`
     */
    FIRESTORE_CLIENT_EMAIL_CREDENTIAL: {
      type: 'text',
      meaning: 'mail address of the service account',
      default: 'test@localtest.com',
      needed: { when: { FIRESTORE_KEY_FILE: '' }, unless: { FIRESTORE_EMULATOR_HOST: '*' } },
      secret: true,
      secretKey: 'fxa-event-broker/firestore-client-email-credential',
    },
    /**
     * What Firestore collections begin with.
     *
     * @default `fxa-eb-`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.prefix`
     */
    FIRESTORE_COLLECTION_PREFIX: { type: 'text', meaning: 'what Firestore collections begin with', default: 'fxa-eb-' },
    /**
     * Firestore emulator; the port is always taken for 9090. Host, colon and port. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/firestore/firestore.service.ts`
     */
    FIRESTORE_EMULATOR_HOST: {
      type: 'host-port',
      meaning: 'Firestore emulator; the port is always taken for 9090',
      address: 'dialled',
    },
    /**
     * Switch that changes nothing: Firestore is needed anyway.
     *
     * @deprecated The program does nothing with it.
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.enabled`
     */
    FIRESTORE_ENABLED: {
      type: 'boolean',
      meaning: 'switch that changes nothing: Firestore is needed anyway',
      default: 'true',
    },
    /**
     * Path of the key file of the service account; wins over the two credential variables, the empty text lets them be
     * used. The empty text is taken as well. Needed, unless FIRESTORE_EMULATOR_HOST is given. The file holds the key
     * of a Google service account, as JSON, from key `firestore-key` of Secret `fxa-event-broker`.
     *
     * @default `packages/fxa-auth-server/config/secret-key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.keyFilename`
     */
    FIRESTORE_KEY_FILE: {
      type: 'path',
      meaning:
        'path of the key file of the service account; wins over the two credential variables, the empty text lets them be used',
      default: 'packages/fxa-auth-server/config/secret-key.json',
      needed: { unless: { FIRESTORE_EMULATOR_HOST: '*' } },
      or: [''],
      file: { holds: 'the key of a Google service account, as JSON', secret: 'fxa-event-broker/firestore-key' },
    },
    /**
     * Key of the service account. Needed where FIRESTORE_KEY_FILE is the empty text, unless FIRESTORE_EMULATOR_HOST is
     * given. Secret, from key `firestore-private-key-credential` of Secret `fxa-event-broker`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.credentials.private_key`
     */
    FIRESTORE_PRIVATE_KEY_CREDENTIAL: {
      type: 'text',
      meaning: 'key of the service account',
      needed: { when: { FIRESTORE_KEY_FILE: '' }, unless: { FIRESTORE_EMULATOR_HOST: '*' } },
      secret: true,
      secretKey: 'fxa-event-broker/firestore-private-key-credential',
    },
    /**
     * Google project. Needed, unless FIRESTORE_EMULATOR_HOST is given.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, firestore.projectId`
     */
    FIRESTORE_PROJECT_ID: {
      type: 'text',
      meaning: 'Google project',
      needed: { unless: { FIRESTORE_EMULATOR_HOST: '*' } },
    },
    /**
     * Path of the key file of the service account for Pub/Sub. The file holds the key of a Google service account, as
     * JSON, from key `google-credentials` of Secret `fxa-event-broker`.
     *
     * @see `npm google-auth-library`
     */
    GOOGLE_APPLICATION_CREDENTIALS: {
      type: 'path',
      meaning: 'path of the key file of the service account for Pub/Sub',
      file: { holds: 'the key of a Google service account, as JSON', secret: 'fxa-event-broker/google-credentials' },
    },
    /**
     * Name of the logger.
     *
     * @default `fxa-event-broker`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, log.app`
     */
    LOG_APP_NAME: { type: 'text', meaning: 'name of the logger', default: 'fxa-event-broker' },
    /**
     * Log format. One of `heka` and `pretty`.
     *
     * @default `heka`; in development `pretty`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, log.fmt`
     */
    LOG_FORMAT: {
      type: 'text',
      meaning: 'log format',
      default: 'heka',
      defaultIn: { development: 'pretty' },
      oneOf: ['heka', 'pretty'],
    },
    /**
     * Least level that is logged.
     *
     * @default `info`; in development `debug`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, log.level`
     */
    LOG_LEVEL: {
      type: 'text',
      meaning: 'least level that is logged',
      default: 'info',
      defaultIn: { development: 'debug' },
    },
    /**
     * StatsD host, UDP; the empty text switches metrics off. The empty text is taken as well. The server dials it.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, metrics.host`
     */
    METRIC_HOST: {
      type: 'host',
      meaning: 'StatsD host, UDP; the empty text switches metrics off',
      default: 'localhost',
      address: 'dialled',
      or: [''],
    },
    /**
     * StatsD UDP port.
     *
     * @default `8125`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, metrics.port`
     */
    METRIC_PORT: { type: 'port', meaning: 'StatsD UDP port', default: '8125' },
    /**
     * Metric name prefix.
     *
     * @default `fxa-event-broker.`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, metrics.prefix`
     */
    METRIC_PREFIX: { type: 'text', meaning: 'metric name prefix', default: 'fxa-event-broker.' },
    /**
     * Telegraf tag syntax; set false for a plain StatsD.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, metrics.telegraf`
     */
    METRIC_USE_TELEGRAF: {
      type: 'boolean',
      meaning: 'Telegraf tag syntax; set false for a plain StatsD',
      default: 'true',
    },
    /**
     * Mode that the server runs in; all but development hide what goes wrong at start. One of `development`, `test`,
     * `stage`, and `production`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in; all but development hide what goes wrong at start',
      default: 'production',
      oneOf: ['development', 'test', 'stage', 'production'],
    },
    /**
     * Iss of event tokens; relying parties expect the content server public URL. It is compared, and nobody dials it.
     * Needed always. Equal to `fxa-content-server PUBLIC_URL`, `fxa-auth-server CONTENT_SERVER_URL`, `fxa-auth-server
     * FXA_OPENID_ISSUER`, `fxa-payments-server CONTENT_SERVER_URL`, `123done ISSUER_URI`, and `321done ISSUER_URI`.
     *
     * @default - none; in development `http://localhost:3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, openid.issuer`
     */
    OPENID_ISSUER: {
      type: 'public-url',
      meaning: 'iss of event tokens; relying parties expect the content server public URL',
      defaultIn: { development: 'http://localhost:3030' },
      needed: true,
      address: 'identity',
    },
    /**
     * Key that signs event tokens, as a private RSA JWK; read where OPENID_KEYFILE is the empty text. Needed where
     * OPENID_KEYFILE is the empty text. Secret, from key `openid-key` of Secret `fxa-event-broker`. Of
     * `fxa-event-broker OPENID_KEY` and `fxa-auth-server FXA_OPENID_KEY`, relying parties look for the key of event
     * tokens among those that the auth server publishes; not tried.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, openid.key`
     */
    OPENID_KEY: {
      type: 'json',
      meaning: 'key that signs event tokens, as a private RSA JWK; read where OPENID_KEYFILE is the empty text',
      needed: { when: { OPENID_KEYFILE: '' } },
      json: 'object',
      secret: true,
      secretKey: 'fxa-event-broker/openid-key',
      plainKeys: true,
    },
    /**
     * Path of the key that signs event tokens; the empty text lets OPENID_KEY be read instead. The empty text is taken
     * as well. Needed always. The file holds the private RSA key that signs event tokens, as JWK, from key
     * `openid-key` of Secret `fxa-event-broker`.
     *
     * @default `packages/fxa-auth-server/config/secret-key.json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, openid.keyFile`
     */
    OPENID_KEYFILE: {
      type: 'path',
      meaning: 'path of the key that signs event tokens; the empty text lets OPENID_KEY be read instead',
      default: 'packages/fxa-auth-server/config/secret-key.json',
      needed: true,
      or: [''],
      file: { holds: 'the private RSA key that signs event tokens, as JWK', secret: 'fxa-event-broker/openid-key' },
    },
    /**
     * Audience of incoming push tokens: the public push URL; example.com, the default, also fixes the Google project
     * of the client. It is compared, and nobody dials it. Needed always.
     *
     * @default example.com
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, pubsub.audience`
     */
    PUBSUB_AUDIENCE: {
      type: 'public-url',
      meaning:
        'audience of incoming push tokens: the public push URL; example.com, the default, also fixes the Google project of the client',
      needed: true,
      address: 'identity',
    },
    /**
     * Check push tokens; keep true.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, pubsub.authenticate`
     */
    PUBSUB_AUTHENTICATE: { type: 'boolean', meaning: 'check push tokens; keep true', default: 'true' },
    /**
     * Pub/Sub emulator. Host, colon and port. The server dials it.
     *
     * @see `npm @google-cloud/pubsub`
     */
    PUBSUB_EMULATOR_HOST: { type: 'host-port', meaning: 'Pub/Sub emulator', address: 'dialled' },
    /**
     * Listen port.
     *
     * @default `8090`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, proxy.port`
     */
    PUBSUB_PROXY_PORT: { type: 'port', meaning: 'listen port', default: '8090' },
    /**
     * What the names of Pub/Sub topics begin with.
     *
     * @default `rpQueue-`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, topicPrefix`
     */
    PUBSUB_QUEUE_PREFIX: { type: 'text', meaning: 'what the names of Pub/Sub topics begin with', default: 'rpQueue-' },
    /**
     * Query token of push requests. Needed in `production` and `stage`, unless PUBSUB_AUTHENTICATE is `false`. Secret,
     * from key `pubsub-verification-token` of Secret `fxa-event-broker`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, pubsub.verificationToken`
     */
    PUBSUB_VERIFICATION_TOKEN: {
      type: 'text',
      meaning: 'query token of push requests',
      needed: { in: ['production', 'stage'], unless: { PUBSUB_AUTHENTICATE: 'false' } },
      secret: true,
      secretKey: 'fxa-event-broker/pubsub-verification-token',
    },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-event-broker`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-event-broker/sentry-dsn',
    },
    /**
     * SQS queue of account events. It is one whose host begins with sqs and the region, such as
     * https://sqs.us-east-1.amazonaws.com/111122223333/accounts. The server dials it. Needed always.
     *
     * @default - none; in development `http://localhost:4100/serviceNotifications`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-event-broker/src/config.ts, serviceNotificationQueueUrl`
     */
    SERVICE_NOTIFICATION_QUEUE_URL: {
      type: 'url',
      meaning: 'SQS queue of account events',
      defaultIn: { development: 'http://localhost:4100/serviceNotifications' },
      needed: true,
      address: 'dialled',
      pattern: '/sqs\\.[^/.]+\\.',
      shape:
        'whose host begins with sqs and the region, such as https://sqs.us-east-1.amazonaws.com/111122223333/accounts',
    },
  },
} as const satisfies Server;
