// Written by `npm run catalogue` from data/fxa-profile-server.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-profile-server: names and avatars.
 *
 * What must hold beside its variables:
 * - MySQL when it starts: else it ends with 2
 * - Redis when it starts, unless USE_REDIS is false: else it ends with 1
 * - the schema fxa_profile, which it makes itself where CREATE_MYSQL_SCHEMA is true, without a lock
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-profile-server/lib/config.js`
 */
export const server = {
  name: 'fxa-profile-server',
  image: 'fxa',
  folder: 'packages/fxa-profile-server',
  command: ['node', 'bin/server.js'],
  ports: { http: { number: 1111, variable: 'PORT' } },
  bind: { variable: 'HOST', default: 'localhost' },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'stage', development: 'development', test: 'test' },
  },
  health: {
    liveness: '/__lbheartbeat__',
    readiness: '/__heartbeat__',
    version: '/__version__',
    asks: 'MySQL, and answers 500 when that fails; not Redis',
  },
  replicas: {
    several: true,
    why: 'state is in MySQL and Redis',
    observed: false,
    when: { DB: 'mysql', USE_REDIS: 'true', CREATE_MYSQL_SCHEMA: 'false' },
  },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 102, listensAfterSeconds: 1.1 },
  together: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']],
  variables: {
    /**
     * Bearer token that the auth server presents; this server does not refuse the placeholder. Needed in `production`
     * and `stage`. Secret, from key `profile-bearer-token` of Secret `keys`. The default is a placeholder that
     * everybody knows. Equal to `fxa-auth-server PROFILE_SERVER_AUTH_SECRET_BEARER_TOKEN`.
     *
     * @default `supersecret`; in development `8675309jenny`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, secretBearerToken`
     */
    AUTH_SECRET_BEARER_TOKEN: {
      type: 'text',
      meaning: 'bearer token that the auth server presents; this server does not refuse the placeholder',
      default: 'supersecret',
      defaultIn: { development: '8675309jenny' },
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'keys/profile-bearer-token',
    },
    /**
     * AWS region of the profile change queue. Needed where PROFILE_UPDATES_QUEUE_URL is given.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, authServerMessaging.region`
     */
    AUTH_SERVER_MESSAGING_REGION: {
      type: 'text',
      meaning: 'AWS region of the profile change queue',
      needed: { when: { PROFILE_UPDATES_QUEUE_URL: '*' } },
    },
    /**
     * Auth server; its Service name will do, since requests carry bearer tokens. It ends in /v1. The server dials it.
     * Needed always.
     *
     * @default `http://localhost:9000/v1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, authServer.url`
     */
    AUTH_SERVER_URL: {
      type: 'url',
      meaning: 'auth server; its Service name will do, since requests carry bearer tokens',
      default: 'http://localhost:9000/v1',
      needed: true,
      address: 'dialled',
      pattern: '/v1$',
      shape: 'ending in /v1',
    },
    /**
     * Id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there.
     * Secret, from key `aws-access-key-id` of Secret `fxa-profile-server`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_ACCESS_KEY_ID: {
      type: 'text',
      meaning:
        'id of an AWS key; needed where the server uses SQS, SNS, SES or S3 and its pod has no identity of its own there',
      secret: true,
      secretKey: 'fxa-profile-server/aws-access-key-id',
    },
    /**
     * The AWS key of AWS_ACCESS_KEY_ID. Secret, from key `aws-secret-access-key` of Secret `fxa-profile-server`.
     *
     * @see `npm aws-sdk, default credential provider chain`
     */
    AWS_SECRET_ACCESS_KEY: {
      type: 'text',
      meaning: 'the AWS key of AWS_ACCESS_KEY_ID',
      secret: true,
      secretKey: 'fxa-profile-server/aws-secret-access-key',
    },
    /**
     * How long responses are cached. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 hour`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.expiresIn`
     */
    CACHE_EXPIRES_IN: { type: 'duration', meaning: 'how long responses are cached', default: '1 hour' },
    /**
     * How long a request waits for a value that is about to be cached. A Duration, or a text such as `15 minutes`.
     *
     * @default `11 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.generateTimeout`
     */
    CACHE_GENERATE_TIMEOUT: {
      type: 'duration',
      meaning: 'how long a request waits for a value that is about to be cached',
      default: '11 seconds',
    },
    /**
     * Where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front,
     * plus one. From 1.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, clientAddressDepth`
     */
    CLIENT_ADDRESS_DEPTH: {
      type: 'integer',
      meaning:
        'where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front, plus one',
      default: '3',
      minimum: 1,
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Make and migrate the schema at start, without a lock; on by default here.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.createSchema`
     */
    CREATE_MYSQL_SCHEMA: {
      type: 'boolean',
      meaning: 'make and migrate the schema at start, without a lock; on by default here',
      default: 'true',
    },
    /**
     * Rate-limit server; the word none switches it off. `none` is taken as well. The server dials it.
     *
     * @default `none`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, customsUrl`
     */
    CUSTOMS_SERVER_URL: {
      type: 'url',
      meaning: 'rate-limit server; the word none switches it off',
      default: 'none',
      address: 'dialled',
      or: ['none'],
    },
    /**
     * Storage driver. One of `mysql` and `memory`. Needed always.
     *
     * @default `memory`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, db.driver`
     */
    DB: { type: 'text', meaning: 'storage driver', default: 'memory', needed: true, oneOf: ['mysql', 'memory'] },
    /**
     * Id of the default avatar. It is 32 hexadecimal digits.
     *
     * @default `00000000000000000000000000000000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.defaultAvatarId`
     */
    DEFAULT_AVATAR_ID: {
      type: 'text',
      meaning: 'id of the default avatar',
      default: '00000000000000000000000000000000',
      pattern: '^[0-9a-f]{32}$',
      shape: '32 hexadecimal digits',
    },
    /**
     * Ask for the event queue in production and stage.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, events.enabled`
     */
    EVENTS_ENABLED: { type: 'boolean', meaning: 'ask for the event queue in production and stage', default: 'true' },
    /**
     * SQS queue of account events. The server dials it. Needed in `production` and `stage`, unless EVENTS_ENABLED is
     * `false`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, events.queueUrl`
     */
    EVENTS_QUEUE_URL: {
      type: 'url',
      meaning: 'SQS queue of account events',
      needed: { in: ['production', 'stage'], unless: { EVENTS_ENABLED: 'false' } },
      address: 'dialled',
    },
    /**
     * AWS region of the queue of account events. Needed in `production` and `stage`, unless EVENTS_ENABLED is `false`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, events.region`
     */
    EVENTS_REGION: {
      type: 'text',
      meaning: 'AWS region of the queue of account events',
      needed: { in: ['production', 'stage'], unless: { EVENTS_ENABLED: 'false' } },
    },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, server.host`
     */
    HOST: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Image store: local or aws. One of `local` and `aws`.
     *
     * @default `aws`; in development `local`; in test `local`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.driver`
     */
    IMG: {
      type: 'text',
      meaning: 'image store: local or aws',
      default: 'aws',
      defaultIn: { development: 'local', test: 'local' },
      oneOf: ['local', 'aws'],
    },
    /**
     * Child processes of the image worker; this server starts none.
     *
     * @default 1.25 times the CPUs of the node, rounded up; a limit of the pod does not count; in test `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.compute.maxProcesses`
     */
    IMG_COMPUTE_MAX_PROCESSES: {
      type: 'integer',
      meaning: 'child processes of the image worker; this server starts none',
      defaultIn: { test: '0' },
    },
    /**
     * Pattern that addresses of avatars match. It is compared, and nobody dials it. Needed always. Of
     * `fxa-profile-server IMG_URL` and `fxa-profile-server IMG_PROVIDERS_FXA`, the first, with an id of 32 hexadecimal
     * digits, matches the second.
     *
     * @default `^http://localhost:1112/a/[0-9a-f]{32}$`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.providers.fxa`
     */
    IMG_PROVIDERS_FXA: {
      type: 'regexp',
      meaning: 'pattern that addresses of avatars match',
      default: '^http://localhost:1112/a/[0-9a-f]{32}$',
      needed: true,
      address: 'identity',
    },
    /**
     * How long browsers may cache stored images. A Duration; the program reads seconds.
     *
     * @default `31536000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.cacheControlSeconds`
     */
    IMG_UPLOADS_CACHE_CONTROL_SECONDS: {
      type: 'seconds',
      meaning: 'how long browsers may cache stored images',
      default: '31536000',
    },
    /**
     * Upload size bound. A Size; the program reads bytes.
     *
     * @default `2097152`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.maxSize`
     */
    IMG_UPLOADS_DEST_MAX_SIZE: { type: 'bytes', meaning: 'upload size bound', default: '2097152' },
    /**
     * Bucket name for aws, directory for local. It is letters, digits, _ and - for a bucket, or the absolute path of a
     * folder. Needed where IMG is `aws`. The default is a placeholder that everybody knows.
     *
     * @default `BUCKET_NAME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.uploads.dest.public`
     */
    IMG_UPLOADS_DEST_PUBLIC: {
      type: 'text',
      meaning: 'bucket name for aws, directory for local',
      default: 'BUCKET_NAME',
      needed: { when: { IMG: 'aws' } },
      placeholder: true,
      pattern: '^([A-Za-z0-9_-]+|/.*)$',
      shape: 'letters, digits, _ and - for a bucket, or the absolute path of a folder',
    },
    /**
     * Address of avatars. It is with {id} where the id of the avatar goes. Browsers or mails get it. Needed always. Of
     * `fxa-profile-server IMG_URL`, `fxa-content-server FXA_PROFILE_IMAGES_URL`, and `fxa-payments-server
     * FXA_PROFILE_IMAGES_URL`, scheme, host and port are equal. Of `fxa-profile-server IMG_URL` and
     * `fxa-profile-server IMG_PROVIDERS_FXA`, the first, with an id of 32 hexadecimal digits, matches the second.
     *
     * @default `http://localhost:1112/a/{id}`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, img.url`
     */
    IMG_URL: {
      type: 'public-url',
      meaning: 'address of avatars',
      default: 'http://localhost:1112/a/{id}',
      needed: true,
      address: 'public',
      pattern: '\\{id\\}',
      shape: 'with {id} where the id of the avatar goes',
    },
    /**
     * Log more.
     *
     * @default `false`; in development `true`; in test `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, logging.debug`
     */
    LOG_DEBUG: {
      type: 'boolean',
      meaning: 'log more',
      default: 'false',
      defaultIn: { development: 'true', test: 'true' },
    },
    /**
     * Least level that is logged.
     *
     * @default `info`; in development `all`; in test `warn`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, logging.level`
     */
    LOG_LEVEL: {
      type: 'text',
      meaning: 'least level that is logged',
      default: 'info',
      defaultIn: { development: 'all', test: 'warn' },
    },
    /**
     * Name of schema fxa_profile.
     *
     * @default `fxa_profile`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.database`
     */
    MYSQL_DATABASE: { type: 'text', meaning: 'name of schema fxa_profile', default: 'fxa_profile' },
    /**
     * MySQL host of schema fxa_profile; the server ends with 2 when it cannot connect. The server dials it. Needed,
     * unless DB is `memory`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.host`
     */
    MYSQL_HOST: {
      type: 'host',
      meaning: 'MySQL host of schema fxa_profile; the server ends with 2 when it cannot connect',
      default: 'localhost',
      needed: { unless: { DB: 'memory' } },
      address: 'dialled',
    },
    /**
     * MySQL password of schema fxa_profile. Needed in `production` and `stage`, unless DB is `memory`. Secret, from
     * key `profile-password` of Secret `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.password`
     */
    MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL password of schema fxa_profile',
      needed: { in: ['production', 'stage'], unless: { DB: 'memory' } },
      secret: true,
      secretKey: 'mysql/profile-password',
    },
    /**
     * MySQL port of schema fxa_profile.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.port`
     */
    MYSQL_PORT: { type: 'port', meaning: 'MySQL port of schema fxa_profile', default: '3306' },
    /**
     * MySQL user of schema fxa_profile. Secret, from key `profile-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, mysql.user`
     */
    MYSQL_USERNAME: {
      type: 'text',
      meaning: 'MySQL user of schema fxa_profile',
      default: 'root',
      secret: true,
      secretKey: 'mysql/profile-username',
    },
    /**
     * Mode that the server runs in. One of `development`, `test`, `stage`, and `production`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in',
      default: 'production',
      oneOf: ['development', 'test', 'stage', 'production'],
    },
    /**
     * OAuth API, on the same server, which verifies tokens. It ends in /v1. The server dials it. Needed always.
     *
     * @default `http://localhost:9000/v1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, oauth.url`
     */
    OAUTH_SERVER_URL: {
      type: 'url',
      meaning: 'OAuth API, on the same server, which verifies tokens',
      default: 'http://localhost:9000/v1',
      needed: true,
      address: 'dialled',
      pattern: '/v1$',
      shape: 'ending in /v1',
    },
    /**
     * Listen port.
     *
     * @default `1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, server.port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '1111' },
    /**
     * SQS queue of profile changes; without it none are sent. The server dials it. Equal to `fxa-auth-server
     * PROFILE_UPDATES_QUEUE_URL`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js,
     * authServerMessaging.profileUpdatesQueueUrl`
     */
    PROFILE_UPDATES_QUEUE_URL: {
      type: 'url',
      meaning: 'SQS queue of profile changes; without it none are sent',
      address: 'dialled',
    },
    /**
     * Address of this server for browsers; used in default avatar links. Browsers or mails get it. Needed always.
     * Equal to `fxa-content-server FXA_PROFILE_URL` and `fxa-payments-server PROFILE_SERVER_URL`.
     *
     * @default `http://localhost:1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, publicUrl`
     */
    PUBLIC_URL: {
      type: 'public-url',
      meaning: 'address of this server for browsers; used in default avatar links',
      default: 'http://localhost:1111',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Redis of the response cache; it must answer when the server starts. The server dials it. Needed, unless
     * USE_REDIS is `false`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.redis.host`
     */
    REDIS_HOST: {
      type: 'host',
      meaning: 'Redis of the response cache; it must answer when the server starts',
      default: 'localhost',
      needed: { unless: { USE_REDIS: 'false' } },
      address: 'dialled',
    },
    /**
     * Part of Redis that the response cache uses.
     *
     * @default `fxa-profile`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.redis.keyPrefix`
     */
    REDIS_KEY_PREFIX: { type: 'text', meaning: 'part of Redis that the response cache uses', default: 'fxa-profile' },
    /**
     * Port of the Redis of the response cache.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.redis.port`
     */
    REDIS_PORT: { type: 'port', meaning: 'port of the Redis of the response cache', default: '6379' },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-profile-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-profile-server/sentry-dsn',
    },
    /**
     * Cache responses in Redis.
     *
     * @default `true`; in development `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, serverCache.useRedis`
     */
    USE_REDIS: {
      type: 'boolean',
      meaning: 'cache responses in Redis',
      default: 'true',
      defaultIn: { development: 'false' },
    },
    /**
     * Headers not forwarded to the worker. The program splits it at commas.
     *
     * @default `host`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.headers_exclude`
     */
    WORKER_HEADERS_EXCLUDE: { type: 'list', meaning: 'headers not forwarded to the worker', default: 'host' },
    /**
     * Listen address of the image worker; this server does not listen there.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.host`
     */
    WORKER_HOST: {
      type: 'text',
      meaning: 'listen address of the image worker; this server does not listen there',
      default: 'localhost',
    },
    /**
     * Listen port of the image worker; this server does not listen there.
     *
     * @default `1113`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.port`
     */
    WORKER_PORT: {
      type: 'port',
      meaning: 'listen port of the image worker; this server does not listen there',
      default: '1113',
    },
    /**
     * Image worker address. The server dials it. Needed always.
     *
     * @default `http://localhost:1113`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/config.js, worker.url`
     */
    WORKER_URL: {
      type: 'url',
      meaning: 'image worker address',
      default: 'http://localhost:1113',
      needed: true,
      address: 'dialled',
    },
  },
} as const satisfies Server;
