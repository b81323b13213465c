// Written by `npm run catalogue` from data/fxa-auth-db-mysql.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-auth-db-mysql: HTTP API over the MySQL schema of accounts.
 *
 * What must hold beside its variables:
 * - the schema fxa at level 115 or above when it starts
 *
 * Later releases are without it, from 2022-01-19 on.
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-auth-db-mysql/config/config.js`
 */
export const server = {
  name: 'fxa-auth-db-mysql',
  image: 'fxa',
  folder: 'packages/fxa-auth-db-mysql',
  command: ['node', 'bin/server.js'],
  ports: { http: { number: 8000, variable: 'PORT' } },
  bind: { variable: 'HOST', default: 'localhost' },
  mode: { variable: 'NODE_ENV', words: { production: 'prod', stage: 'stage', development: 'dev', test: 'test' } },
  health: {
    liveness: '/__version__',
    readiness: '/__heartbeat__',
    version: '/__version__',
    asks: 'MySQL; while that is down it gives no answer for a minute',
  },
  replicas: {
    several: true,
    why: 'the server keeps nothing, and pruning takes a lock in MySQL; its patcher takes none, so that must run once',
    observed: false,
  },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 63, listensAfterSeconds: 0.4 },
  endsWithZeroOn: 'no MySQL, a wrong password or no schema',
  extraProcesses: {
    'db-patcher': {
      kind: 'Job',
      command: ['node', 'bin/db_patcher.js'],
      meaning: 'makes the schema fxa and migrates it to level 115; takes no lock, and ends with 2 on failure',
    },
  },
  variables: {
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Delete expired tokens from time to time.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, enablePruning`
     */
    ENABLE_PRUNING: { type: 'boolean', meaning: 'delete expired tokens from time to time', default: 'false' },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, hostname`
     */
    HOST: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Key that hashes client addresses in security events; this server does not refuse the placeholder. Needed in
     * `production` and `stage`. Secret, from key `ip-hmac-key` of Secret `fxa-auth-db-mysql`. The default is a
     * placeholder that everybody knows.
     *
     * @default `changeme`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, ipHmacKey`
     */
    IP_HMAC_KEY: {
      type: 'text',
      meaning: 'key that hashes client addresses in security events; this server does not refuse the placeholder',
      default: 'changeme',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-auth-db-mysql/ip-hmac-key',
    },
    /**
     * Least level that is logged.
     *
     * @default `info`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, logging.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'info' },
    /**
     * Write pool size per pod. From 1.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.connectionLimit`
     */
    MYSQL_CONNECTION_LIMIT: { type: 'integer', meaning: 'write pool size per pod', default: '10', minimum: 1 },
    /**
     * MySQL write host. The server dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.host`
     */
    MYSQL_HOST: { type: 'host', meaning: 'MySQL write host', default: 'localhost', needed: true, address: 'dialled' },
    /**
     * MySQL write password. Needed in `production` and `stage`. Secret, from key `fxa-password` of Secret `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.password`
     */
    MYSQL_PASSWORD: {
      type: 'text',
      meaning: 'MySQL write password',
      needed: { in: ['production', 'stage'] },
      secret: true,
      secretKey: 'mysql/fxa-password',
    },
    /**
     * MySQL port for writes.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.port`
     */
    MYSQL_PORT: { type: 'port', meaning: 'MySQL port for writes', default: '3306' },
    /**
     * Write pool queue bound.
     *
     * @default `100`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.queueLimit`
     */
    MYSQL_QUEUE_LIMIT: { type: 'integer', meaning: 'write pool queue bound', default: '100' },
    /**
     * Read pool size per pod. From 1.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.connectionLimit`
     */
    MYSQL_SLAVE_CONNECTION_LIMIT: { type: 'integer', meaning: 'read pool size per pod', default: '10', minimum: 1 },
    /**
     * MySQL host for reads, which may be that for writes; the level of the schema is read there at start. The server
     * dials it. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.host`
     */
    MYSQL_SLAVE_HOST: {
      type: 'host',
      meaning: 'MySQL host for reads, which may be that for writes; the level of the schema is read there at start',
      default: 'localhost',
      needed: true,
      address: 'dialled',
    },
    /**
     * MySQL read password. Needed in `production` and `stage`. Secret, from key `fxa-password` of Secret `mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.password`
     */
    MYSQL_SLAVE_PASSWORD: {
      type: 'text',
      meaning: 'MySQL read password',
      needed: { in: ['production', 'stage'] },
      secret: true,
      secretKey: 'mysql/fxa-password',
    },
    /**
     * MySQL read port.
     *
     * @default `3306`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.port`
     */
    MYSQL_SLAVE_PORT: { type: 'port', meaning: 'MySQL read port', default: '3306' },
    /**
     * Read pool queue bound.
     *
     * @default `100`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.queueLimit`
     */
    MYSQL_SLAVE_QUEUE_LIMIT: { type: 'integer', meaning: 'read pool queue bound', default: '100' },
    /**
     * MySQL read user. Secret, from key `fxa-username` of Secret `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.user`
     */
    MYSQL_SLAVE_USER: {
      type: 'text',
      meaning: 'MySQL read user',
      default: 'root',
      secret: true,
      secretKey: 'mysql/fxa-username',
    },
    /**
     * Queue reads instead of failing when the read pool is empty.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, slave.waitForConnections`
     */
    MYSQL_SLAVE_WAIT_FOR_CONNECTIONS: {
      type: 'boolean',
      meaning: 'queue reads instead of failing when the read pool is empty',
      default: 'true',
    },
    /**
     * MySQL user that writes; other servers call the variable differently. Secret, from key `fxa-username` of Secret
     * `mysql`.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.user`
     */
    MYSQL_USER: {
      type: 'text',
      meaning: 'MySQL user that writes; other servers call the variable differently',
      default: 'root',
      secret: true,
      secretKey: 'mysql/fxa-username',
    },
    /**
     * Queue instead of failing when the pool is empty.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, master.waitForConnections`
     */
    MYSQL_WAIT_FOR_CONNECTIONS: {
      type: 'boolean',
      meaning: 'queue instead of failing when the pool is empty',
      default: 'true',
    },
    /**
     * Mode that the server runs in. One of `dev`, `test`, `stage`, and `prod`.
     *
     * @default `prod`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in',
      default: 'prod',
      oneOf: ['dev', 'test', 'stage', 'prod'],
    },
    /**
     * Listen port.
     *
     * @default `8000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '8000' },
    /**
     * Pruning interval, randomised by half. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 hour`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, pruneEvery`
     */
    PRUNE_EVERY: { type: 'duration', meaning: 'pruning interval, randomised by half', default: '1 hour' },
    /**
     * Age of pruned tokens; must exceed auth server token lives. A Duration, or a text such as `15 minutes`.
     *
     * @default `3 months`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, pruneTokensMaxAge`
     */
    PRUNE_TOKENS_MAX_AGE: {
      type: 'duration',
      meaning: 'age of pruned tokens; must exceed auth server token lives',
      default: '3 months',
    },
    /**
     * Recovery code length. From 1.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, recoveryCodes.length`
     */
    RECOVERY_CODE_LENGTH: { type: 'integer', meaning: 'recovery code length', default: '10', minimum: 1 },
    /**
     * Comma list of SQL modes forced on each connection.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, requiredSQLModes`
     */
    REQUIRED_SQL_MODES: { type: 'text', meaning: 'comma list of SQL modes forced on each connection' },
    /**
     * Row name of the patch level.
     *
     * @default `schema-patch-level`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, patchKey`
     */
    SCHEMA_PATCH_KEY: { type: 'text', meaning: 'row name of the patch level', default: 'schema-patch-level' },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-auth-db-mysql`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-auth-db-mysql/sentry-dsn',
    },
    /**
     * Age of sign-in codes. A Duration, or a text such as `15 minutes`.
     *
     * @default `2 days`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/config/config.js, signinCodesMaxAge`
     */
    SIGNIN_CODES_MAX_AGE: { type: 'duration', meaning: 'age of sign-in codes', default: '2 days' },
  },
} as const satisfies Server;
