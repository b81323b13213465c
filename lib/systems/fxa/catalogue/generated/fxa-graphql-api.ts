// Written by `npm run catalogue` from data/fxa-graphql-api.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-graphql-api: GraphQL for the pages of settings.
 *
 * What must hold beside its variables:
 * - a build: nest start needs the development packages and a folder it can write to
 * - the host and port of the auth server PUBLIC_URL in AUTH_SERVER_URL: requests are signed over them, and others
 * are answered 401
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-graphql-api/src/config.ts`
 */
export const server = {
  name: 'fxa-graphql-api',
  image: 'fxa',
  folder: 'packages/fxa-graphql-api',
  command: ['node', 'dist/main'],
  ports: { http: { number: 8290, variable: 'PORT' } },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'stage', development: 'development', test: 'test' },
  },
  health: {
    liveness: '/__lbheartbeat__',
    readiness: '/__heartbeat__',
    version: '/__version__',
    asks: 'MySQL, but answers 200 all the same; what it found stands in the body',
  },
  replicas: { several: true, why: 'it keeps nothing', observed: false },
  stop: {
    onSigterm: 'hangs',
    how: 'it closes its listener, but as process 1 with a pool of connections it does not end before SIGKILL',
    observed: true,
  },
  idle: { memoryMiB: 112, listensAfterSeconds: 1.2 },
  variables: {
    /**
     * Redis of access tokens. The server dials it.
     *
     * @deprecated The program does nothing with it.
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, redis.accessTokens.host`
     */
    ACCESS_TOKEN_REDIS_HOST: {
      type: 'host',
      meaning: 'Redis of access tokens',
      default: 'localhost',
      address: 'dialled',
    },
    /**
     * What the keys of access tokens in Redis begin with.
     *
     * @deprecated The program does nothing with it.
     * @default `at:`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, redis.accessTokens.prefix`
     */
    ACCESS_TOKEN_REDIS_KEY_PREFIX: {
      type: 'text',
      meaning: 'what the keys of access tokens in Redis begin with',
      default: 'at:',
    },
    /**
     * Port of the Redis of access tokens; not used, yet a wrong one stops the start.
     *
     * @deprecated The program does nothing with it.
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, redis.accessTokens.port`
     */
    ACCESS_TOKEN_REDIS_PORT: {
      type: 'port',
      meaning: 'port of the Redis of access tokens; not used, yet a wrong one stops the start',
      default: '6379',
    },
    /**
     * Name of schema fxa.
     *
     * @default `fxa`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.auth.database`
     */
    AUTH_MYSQL_DATABASE: { type: 'text', meaning: 'name of schema fxa', default: 'fxa' },
    /**
     * MySQL host of schema fxa. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.auth.host`
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
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.auth.password`
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
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.auth.port`
     */
    AUTH_MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa', default: '3306' },
    /**
     * MySQL user of schema fxa. Secret, from key `fxa-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.auth.user`
     */
    AUTH_MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa',
      default: 'root',
      secret: true,
      secretKey: 'mysql/fxa-username',
    },
    /**
     * Auth server, to which requests are signed over host and port: those of its PUBLIC_URL; /v1 is added where it is
     * absent. The server dials it, and browsers get it too. Needed always. Of `fxa-graphql-api AUTH_SERVER_URL` and
     * `fxa-auth-server PUBLIC_URL`, scheme, host, port and the beginning of the path are equal, since requests are
     * signed over them.
     *
     * @default `http://localhost:9000/v1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, authServer.url`
     */
    AUTH_SERVER_URL: {
      type: 'dialled-public-url',
      meaning:
        'auth server, to which requests are signed over host and port: those of its PUBLIC_URL; /v1 is added where it is absent',
      default: 'http://localhost:9000/v1',
      needed: true,
      address: 'public',
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Origins of browsers that may call, that of the content server at least; in development any may. The program
     * splits it at commas. Browsers or mails get it. Needed in `production`, `stage`, and `test`. Of
     * `fxa-content-server PUBLIC_URL` and `fxa-graphql-api CORS_ORIGIN`, the first is an entry of the second.
     *
     * @default `http://accounts.firefox.com/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, corsOrigin`
     */
    CORS_ORIGIN: {
      type: 'list',
      meaning: 'origins of browsers that may call, that of the content server at least; in development any may',
      default: 'http://accounts.firefox.com/',
      needed: { in: ['production', 'stage', 'test'] },
      address: 'public',
      of: 'public-url',
    },
    /**
     * Rate-limit server; the word none switches it off. `none` is taken as well. The server dials it. Needed always.
     * Not yet in v1.195.0.
     *
     * @default `http://localhost:7000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, customsUrl`
     */
    CUSTOMS_SERVER_URL: {
      type: 'url',
      meaning: 'rate-limit server; the word none switches it off',
      default: 'http://localhost:7000',
      needed: true,
      address: 'dialled',
      or: ['none'],
    },
    /**
     * Log requests.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, log.routes.enabled`
     */
    ENABLE_ROUTE_LOGGING: { type: 'boolean', meaning: 'log requests', default: 'true' },
    /**
     * Tell browsers to use HTTPS from now on (HSTS).
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, hstsEnabled`
     */
    HSTS_ENABLED: { type: 'boolean', meaning: 'tell browsers to use HTTPS from now on (HSTS)', default: 'true' },
    /**
     * Upload size bound. A Size; the program reads bytes.
     *
     * @default `2097152`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, image.maxSize`
     */
    IMG_UPLOADS_DEST_MAX_SIZE: { type: 'bytes', meaning: 'upload size bound', default: '2097152' },
    /**
     * Log format. One of `heka` and `pretty`.
     *
     * @default `heka`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, log.fmt`
     */
    LOGGING_FORMAT: { type: 'text', meaning: 'log format', default: 'heka', oneOf: ['heka', 'pretty'] },
    /**
     * Least level that is logged.
     *
     * @default `info`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, log.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'info' },
    /**
     * Mode that the server runs in. One of `development`, `test`, `stage`, and `production`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in',
      default: 'production',
      oneOf: ['development', 'test', 'stage', 'production'],
    },
    /**
     * OAuth client id presented to the profile server; must exist in the auth server. It is 16 hexadecimal digits.
     *
     * @default `98e6508e88680e1a`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, oauth.clientId`
     */
    OAUTH_CLIENT_ID: {
      type: 'text',
      meaning: 'OAuth client id presented to the profile server; must exist in the auth server',
      default: '98e6508e88680e1a',
      pattern: '^[0-9a-f]{16}$',
      shape: '16 hexadecimal digits',
    },
    /**
     * Name of schema fxa_oauth.
     *
     * @deprecated The program does nothing with it.
     * @default `fxa_oauth`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.oauth.database`
     */
    OAUTH_MYSQL_DATABASE: { type: 'text', meaning: 'name of schema fxa_oauth', default: 'fxa_oauth' },
    /**
     * MySQL host of schema fxa_oauth. The server dials it.
     *
     * @deprecated The program does nothing with it.
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.oauth.host`
     */
    OAUTH_MYSQL_HOST: {
      type: 'host',
      meaning: 'MySQL host of schema fxa_oauth',
      default: 'localhost',
      address: 'dialled',
    },
    /**
     * MySQL password of schema fxa_oauth. Secret, from key `oauth-password` of Secret `mysql`.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.oauth.password`
     */
    OAUTH_MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL password of schema fxa_oauth',
      secret: true,
      secretKey: 'mysql/oauth-password',
    },
    /**
     * MySQL port of schema fxa_oauth.
     *
     * @deprecated The program does nothing with it.
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.oauth.port`
     */
    OAUTH_MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa_oauth', default: '3306' },
    /**
     * MySQL user of schema fxa_oauth. Secret, from key `oauth-username` of Secret `mysql`.
     *
     * @deprecated The program does nothing with it.
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.oauth.user`
     */
    OAUTH_MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa_oauth',
      default: 'root',
      secret: true,
      secretKey: 'mysql/oauth-username',
    },
    /**
     * Listen port.
     *
     * @default `8290`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '8290' },
    /**
     * Name of schema fxa_profile.
     *
     * @default `fxa_profile`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.profile.database`
     */
    PROFILE_MYSQL_DATABASE: { type: 'text', meaning: 'name of schema fxa_profile', default: 'fxa_profile' },
    /**
     * MySQL host of schema fxa_profile. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.profile.host`
     */
    PROFILE_MYSQL_HOST: {
      type: 'host',
      meaning: 'MySQL host of schema fxa_profile',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * MySQL password of schema fxa_profile. Needed in `production` and `stage`. Secret, from key `profile-password` of
     * Secret `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.profile.password`
     */
    PROFILE_MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL password of schema fxa_profile',
      needed: { in: ['production', 'stage'] },
      secret: true,
      secretKey: 'mysql/profile-password',
    },
    /**
     * MySQL port of schema fxa_profile.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.profile.port`
     */
    PROFILE_MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa_profile', default: '3306' },
    /**
     * MySQL user of schema fxa_profile. Secret, from key `profile-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, database.mysql.profile.user`
     */
    PROFILE_MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa_profile',
      default: 'root',
      secret: true,
      secretKey: 'mysql/profile-username',
    },
    /**
     * Profile server; its Service name will do, since requests carry bearer tokens. It ends in /v1. The server dials
     * it. Needed always.
     *
     * @default `http://localhost:1111/v1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, profileServer.url`
     */
    PROFILE_SERVER_URL: {
      type: 'url',
      meaning: 'profile server; its Service name will do, since requests carry bearer tokens',
      default: 'http://localhost:1111/v1',
      needed: true,
      address: 'dialled',
      pattern: '/v1$',
      shape: 'ending in /v1',
    },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-graphql-api`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-graphql-api/src/config.ts, sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-graphql-api/sentry-dsn',
    },
  },
} as const satisfies Server;
