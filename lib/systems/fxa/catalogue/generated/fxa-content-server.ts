// Written by `npm run catalogue` from data/fxa-content-server.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-content-server: the pages of accounts.
 *
 * What must hold beside its variables:
 * - pages that were built into dist, those of the settings too, outside development
 * - a writable package folder in development
 *
 * @see
 * `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-content-server/server/lib/configuration.js`
 */
export const server = {
  name: 'fxa-content-server',
  image: 'fxa',
  folder: 'packages/fxa-content-server',
  command: ['node', 'server/bin/fxa-content-server.js'],
  ports: { http: { number: 3030, variable: 'PORT' }, 'http-redirect': { number: 3080, variable: 'HTTP_PORT' } },
  mode: {
    variable: 'NODE_ENV',
    words: { production: 'production', stage: 'production', development: 'development', test: 'production' },
  },
  health: { liveness: '/__lbheartbeat__', readiness: '/__lbheartbeat__', version: '/__version__' },
  replicas: {
    several: true,
    why: 'it keeps nothing; feature flags are cached per pod',
    observed: false,
    notIn: ['development'],
  },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: {
    memoryMiB: 111,
    listensAfterSeconds: 0.7,
    peakMemoryMiB: 900,
    note: 'the peak is that of development, which builds with webpack in the pod',
  },
  endsWithZeroOn: 'missing pages',
  variables: {
    /**
     * Origins that may fetch flow ids, such as that of the payments site. The program splits it at commas. Browsers or
     * mails get it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * allowed_metrics_flow_cors_origins`
     */
    ALLOWED_METRICS_FLOW_ORIGINS: {
      type: 'list',
      meaning: 'origins that may fetch flow ids, such as that of the payments site',
      address: 'public',
      of: 'public-url',
    },
    /**
     * Origins allowed to frame pages. The program splits it at commas. Browsers or mails get it.
     *
     * @deprecated The program does nothing with it.
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, allowed_parent_origins`
     */
    ALLOWED_PARENT_ORIGINS: {
      type: 'list',
      meaning: 'origins allowed to frame pages',
      address: 'public',
      of: 'public-url',
    },
    /**
     * Drop usage events.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, amplitude.disabled`
     */
    AMPLITUDE_DISABLED: { type: 'boolean', meaning: 'drop usage events', default: 'false' },
    /**
     * Log usage events unprocessed as well.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, amplitude.rawEvents`
     */
    AMPLITUDE_RAW_EVENTS: { type: 'boolean', meaning: 'log usage events unprocessed as well', default: 'false' },
    /**
     * Check usage events against their schema.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, amplitude.schemaValidation`
     */
    AMPLITUDE_SCHEMA_VALIDATION: {
      type: 'boolean',
      meaning: 'check usage events against their schema',
      default: 'true',
    },
    /**
     * Where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front,
     * plus one. From 1.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, clientAddressDepth`
     */
    CLIENT_ADDRESS_DEPTH: {
      type: 'integer',
      meaning:
        'where the address of a client stands in X-Forwarded-For, counted from its end: the number of proxies in front, plus one',
      default: '3',
      minimum: 1,
    },
    /**
     * How far an event may lie from the start of its page view. A Duration, or a text such as `15 minutes`.
     *
     * @default `2 days`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * client_metrics.max_event_offset`
     */
    CLIENT_METRICS_MAX_EVENT_OFFSET: {
      type: 'duration',
      meaning: 'how far an event may lie from the start of its page view',
      default: '2 days',
    },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Ask for the age at sign-up.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, coppa.enabled`
     */
    COPPA_ENABLED: { type: 'boolean', meaning: 'ask for the age at sign-up', default: 'true' },
    /**
     * Send the blocking content security policy.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, csp.enabled`
     */
    CSP_ENABLED: { type: 'boolean', meaning: 'send the blocking content security policy', default: 'false' },
    /**
     * Retired: only report what the policy would block.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, csp.reportOnly`
     */
    CSP_REPORT_ONLY: { type: 'boolean', meaning: 'retired: only report what the policy would block', default: 'false' },
    /**
     * Send a second content security policy, which only reports.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, csp.reportOnlyEnabled`
     */
    CSP_REPORT_ONLY_ENABLED: {
      type: 'boolean',
      meaning: 'send a second content security policy, which only reports',
      default: 'false',
    },
    /**
     * Own path that takes the reports of the policy that only reports. It is a path of this server, such as
     * "/_/csp-violation".
     *
     * @default `/_/csp-violation-report-only`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, csp.reportOnlyUri`
     */
    CSP_REPORT_ONLY_URI: {
      type: 'text',
      meaning: 'own path that takes the reports of the policy that only reports',
      default: '/_/csp-violation-report-only',
      pattern: '^/',
      shape: 'a path of this server, such as "/_/csp-violation"',
    },
    /**
     * Own path that takes reports of what the policy blocked. It is a path of this server, such as "/_/csp-violation".
     *
     * @default `/_/csp-violation`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, csp.reportUri`
     */
    CSP_REPORT_URI: {
      type: 'text',
      meaning: 'own path that takes reports of what the policy blocked',
      default: '/_/csp-violation',
      pattern: '^/',
      shape: 'a path of this server, such as "/_/csp-violation"',
    },
    /**
     * Do not log metrics of browsers.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * client_metrics.stderr_collector_disabled`
     */
    DISABLE_CLIENT_METRICS_STDERR: { type: 'boolean', meaning: 'do not log metrics of browsers', default: 'false' },
    /**
     * Do not log requests.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, disable_route_logging`
     */
    DISABLE_ROUTE_LOGGING: { type: 'boolean', meaning: 'do not log requests', default: 'false' },
    /**
     * File (relative to server/config) with public keys for anonymous telemetry ids; a missing one stops the start.
     * The file holds public keys, as an array of JWKs.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, ecosystem_anon_id.keys_file`
     */
    ECOSYSTEM_ANON_ID_KEYS_FILE: {
      type: 'path',
      meaning:
        'file (relative to server/config) with public keys for anonymous telemetry ids; a missing one stops the start',
      file: { holds: 'public keys, as an array of JWKs' },
    },
    /**
     * Read feature flags from Redis; false takes the need for Redis away.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, featureFlags.enabled`
     */
    FEATURE_FLAGS_ENABLED: {
      type: 'boolean',
      meaning: 'read feature flags from Redis; false takes the need for Redis away',
      default: 'true',
    },
    /**
     * Flag refresh interval. A Duration, or a text such as `15 minutes`.
     *
     * @default `30 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, featureFlags.interval`
     */
    FEATURE_FLAGS_INTERVAL: { type: 'duration', meaning: 'flag refresh interval', default: '30 seconds' },
    /**
     * Redis of the feature flags. The server dials it. Needed, unless FEATURE_FLAGS_ENABLED is `false`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, featureFlags.redis.host`
     */
    FEATURE_FLAGS_REDIS_HOST: {
      type: 'host',
      meaning: 'Redis of the feature flags',
      default: 'localhost',
      needed: { unless: { FEATURE_FLAGS_ENABLED: 'false' } },
      address: 'dialled',
    },
    /**
     * Largest Redis pool for feature flags, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * featureFlags.redis.maxConnections`
     */
    FEATURE_FLAGS_REDIS_MAX_CONNECTIONS: {
      type: 'integer',
      meaning: 'largest Redis pool for feature flags, per pod',
      default: '1',
    },
    /**
     * Bound on requests that wait for the Redis of the feature flags, per pod.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * featureFlags.redis.maxPending`
     */
    FEATURE_FLAGS_REDIS_MAX_PENDING: {
      type: 'integer',
      meaning: 'bound on requests that wait for the Redis of the feature flags, per pod',
      default: '10',
    },
    /**
     * Smallest Redis pool for feature flags, per pod.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * featureFlags.redis.minConnections`
     */
    FEATURE_FLAGS_REDIS_MIN_CONNECTIONS: {
      type: 'integer',
      meaning: 'smallest Redis pool for feature flags, per pod',
      default: '1',
    },
    /**
     * Port of the Redis of the feature flags.
     *
     * @default `6379`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, featureFlags.redis.port`
     */
    FEATURE_FLAGS_REDIS_PORT: { type: 'port', meaning: 'port of the Redis of the feature flags', default: '6379' },
    /**
     * Attempts to connect to the Redis of the feature flags.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * featureFlags.redis.retryCount`
     */
    FEATURE_FLAGS_REDIS_RETRY_COUNT: {
      type: 'integer',
      meaning: 'attempts to connect to the Redis of the feature flags',
      default: '5',
    },
    /**
     * First pause between attempts to connect to the Redis of the feature flags; it grows with each. A Duration, or a
     * text such as `15 minutes`.
     *
     * @default `100 milliseconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * featureFlags.redis.initialBackoff`
     */
    FEATURE_FLAGS_REDIS_TIMEOUT: {
      type: 'duration',
      meaning: 'first pause between attempts to connect to the Redis of the feature flags; it grows with each',
      default: '100 milliseconds',
    },
    /**
     * Age at which a flow id is refused. A Duration, or a text such as `15 minutes`.
     *
     * @default `2 hours`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, flow_id_expiry`
     */
    FLOW_ID_EXPIRY: { type: 'duration', meaning: 'age at which a flow id is refused', default: '2 hours' },
    /**
     * HMAC key for flow ids; this server does not refuse the placeholder. Needed in `production` and `stage`. Secret,
     * from key `flow-id-key` of Secret `keys`. The default is a placeholder that everybody knows. Equal to
     * `fxa-auth-server FLOW_ID_KEY`.
     *
     * @default `YOU MUST CHANGE ME`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, flow_id_key`
     */
    FLOW_ID_KEY: {
      type: 'text',
      meaning: 'HMAC key for flow ids; this server does not refuse the placeholder',
      default: 'YOU MUST CHANGE ME',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: 'keys/flow-id-key',
    },
    /**
     * Do not log flow metrics.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, flow_metrics_disabled`
     */
    FLOW_METRICS_DISABLED: { type: 'boolean', meaning: 'do not log flow metrics', default: 'false' },
    /**
     * GraphQL API for browsers. Browsers or mails get it. Needed always.
     *
     * @default `http://localhost:8290`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, settings_gql_url`
     */
    FXA_GQL_URL: {
      type: 'public-url',
      meaning: 'GraphQL API for browsers',
      default: 'http://localhost:8290',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Show mail preferences in the settings.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, marketing_email.enabled`
     */
    FXA_MARKETING_EMAIL_ENABLED: { type: 'boolean', meaning: 'show mail preferences in the settings', default: 'true' },
    /**
     * Newsletter preferences page. Browsers or mails get it.
     *
     * @default `https://basket.allizom.org/fxa/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * marketing_email.preferences_url`
     */
    FXA_MARKETING_EMAIL_PREFERENCES_URL: {
      type: 'public-url',
      meaning: 'newsletter preferences page',
      default: 'https://basket.allizom.org/fxa/',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Mail domains that the DNS check leaves out. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * mxRecordValidation.exclusions`
     */
    FXA_MX_RECORD_EXCLUSIONS: { type: 'list', meaning: 'mail domains that the DNS check leaves out' },
    /**
     * DNS check of mail domains; needs outbound DNS.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, mxRecordValidation.enabled`
     */
    FXA_MX_RECORD_VALIDATION: {
      type: 'boolean',
      meaning: 'DNS check of mail domains; needs outbound DNS',
      default: 'true',
    },
    /**
     * OAuth client id of this site; must exist in the auth server with grant rights. It is 16 hexadecimal digits.
     *
     * @default `ea3ca969f8c6bb0d`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, oauth_client_id`
     */
    FXA_OAUTH_CLIENT_ID: {
      type: 'text',
      meaning: 'OAuth client id of this site; must exist in the auth server with grant rights',
      default: 'ea3ca969f8c6bb0d',
      pattern: '^[0-9a-f]{16}$',
      shape: '16 hexadecimal digits',
    },
    /**
     * OAuth API for browsers; same server as auth. It is without /v1 at its end. Browsers or mails get it. Needed
     * always. Equal to `fxa-auth-server PUBLIC_URL`, `fxa-content-server FXA_URL`, `fxa-payments-server
     * AUTH_SERVER_URL`, and `fxa-payments-server OAUTH_SERVER_URL`.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, oauth_url`
     */
    FXA_OAUTH_URL: {
      type: 'public-url',
      meaning: 'OAuth API for browsers; same server as auth',
      default: 'http://localhost:9000',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Avatar host for browsers (CSP). Browsers or mails get it. Needed always. Of `fxa-profile-server IMG_URL`,
     * `fxa-content-server FXA_PROFILE_IMAGES_URL`, and `fxa-payments-server FXA_PROFILE_IMAGES_URL`, scheme, host and
     * port are equal.
     *
     * @default `http://localhost:1112`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, profile_images_url`
     */
    FXA_PROFILE_IMAGES_URL: {
      type: 'public-url',
      meaning: 'avatar host for browsers (CSP)',
      default: 'http://localhost:1112',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Profile server for browsers. It is without /v1 at its end. Browsers or mails get it. Needed always. Equal to
     * `fxa-profile-server PUBLIC_URL` and `fxa-payments-server PROFILE_SERVER_URL`.
     *
     * @default `http://localhost:1111`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, profile_url`
     */
    FXA_PROFILE_URL: {
      type: 'public-url',
      meaning: 'profile server for browsers',
      default: 'http://localhost:1111',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Auth server for browsers. It is without /v1 at its end. Browsers or mails get it. Needed always. Equal to
     * `fxa-auth-server PUBLIC_URL`, `fxa-content-server FXA_OAUTH_URL`, `fxa-payments-server AUTH_SERVER_URL`, and
     * `fxa-payments-server OAUTH_SERVER_URL`.
     *
     * @default `http://localhost:9000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, fxaccount_url`
     */
    FXA_URL: {
      type: 'public-url',
      meaning: 'auth server for browsers',
      default: 'http://localhost:9000',
      needed: true,
      address: 'public',
      pattern: '^(?!.*/v1/?$)',
      shape: 'without /v1 at its end',
      strictUrl: true,
    },
    /**
     * Database of IP locations.
     *
     * @default `packages/fxa-geodb/db/cities-db.mmdb`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, geodb.dbPath`
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
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, geodb.enabled`
     */
    GEODB_ENABLED: { type: 'boolean', meaning: 'IP location lookups', default: 'true' },
    /**
     * Port of a second listener, which only redirects.
     *
     * @default `3080`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, http_port`
     */
    HTTP_PORT: { type: 'port', meaning: 'port of a second listener, which only redirects', default: '3080' },
    /**
     * Proxy for calls to the outside, as host and port without a scheme. Host, colon and port. The server dials it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js`
     */
    HTTP_PROXY: {
      type: 'host-port',
      meaning: 'proxy for calls to the outside, as host and port without a scheme',
      address: 'dialled',
    },
    /**
     * Suffix of the folders of translations; only Mozilla Online has one. One of `_x_mococn`. The empty text is taken
     * as well.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, i18n.localeSubdirSuffix`
     */
    I18N_LOCALE_SUBDIR_SUFFIX: {
      type: 'text',
      meaning: 'suffix of the folders of translations; only Mozilla Online has one',
      oneOf: ['_x_mococn'],
      or: [''],
    },
    /**
     * Languages; each must be built into the image. The program splits it at commas.
     *
     * @default the languages of the release
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, i18n.supportedLanguages`
     */
    I18N_SUPPORTED_LANGUAGES: { type: 'list', meaning: 'languages; each must be built into the image' },
    /**
     * Folder of the translations.
     *
     * @default `packages/fxa-content-server/app/i18n`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, i18n.translationDirectory`
     */
    I18N_TRANSLATION_DIR: {
      type: 'path',
      meaning: 'folder of the translations',
      default: 'packages/fxa-content-server/app/i18n',
    },
    /**
     * File format of the translations.
     *
     * @default `key-value-json`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, i18n.translationType`
     */
    I18N_TRANSLATION_TYPE: { type: 'text', meaning: 'file format of the translations', default: 'key-value-json' },
    /**
     * Least level that is logged.
     *
     * @default `info`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, logging.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'info' },
    /**
     * Characters that are collected before metrics are sent.
     *
     * @default `500`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.maxBufferSize`
     */
    METRIC_BUFFER_SIZE: {
      type: 'integer',
      meaning: 'characters that are collected before metrics are sent',
      default: '500',
    },
    /**
     * Switch for StatsD.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.enabled`
     */
    METRIC_ENABLED: { type: 'boolean', meaning: 'switch for StatsD', default: 'false' },
    /**
     * StatsD host, UDP. The server dials it. Needed where METRIC_ENABLED is `true`.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.host`
     */
    METRIC_HOST: {
      type: 'host',
      meaning: 'StatsD host, UDP',
      default: 'localhost',
      needed: { when: { METRIC_ENABLED: 'true' } },
      address: 'dialled',
    },
    /**
     * StatsD UDP port.
     *
     * @default `8125`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.port`
     */
    METRIC_PORT: { type: 'port', meaning: 'StatsD UDP port', default: '8125' },
    /**
     * Metric name prefix.
     *
     * @default `fxa-content.`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.prefix`
     */
    METRIC_PREFIX: { type: 'text', meaning: 'metric name prefix', default: 'fxa-content.' },
    /**
     * Share of metrics that is sent; 1 is all. To 1.
     *
     * @default `1`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, statsd.sampleRate`
     */
    METRIC_SAMPLE_RATE: {
      type: 'number',
      meaning: 'share of metrics that is sent; 1 is all',
      default: '1',
      maximum: 1,
    },
    /**
     * Mode that the server runs in; all but development serve pages that were built before. One of `production` and
     * `development`.
     *
     * @default `production`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, env`
     */
    NODE_ENV: {
      type: 'text',
      meaning: 'mode that the server runs in; all but development serve pages that were built before',
      default: 'production',
      oneOf: ['production', 'development'],
    },
    /**
     * Service names by OAuth client id.
     *
     * @default `{"dcdb5ae7add825d2":"123done","325b4083e32fe8e7":"321done"}`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, oauth_client_id_map`
     */
    OAUTH_CLIENT_IDS: {
      type: 'json',
      meaning: 'service names by OAuth client id',
      default: '{"dcdb5ae7add825d2":"123done","325b4083e32fe8e7":"321done"}',
      json: 'object',
    },
    /**
     * Let OAuth clients ask for a sign-in without any page.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, oauth.prompt_none.enabled`
     */
    OAUTH_PROMPT_NONE_ENABLED: {
      type: 'boolean',
      meaning: 'let OAuth clients ask for a sign-in without any page',
      default: 'true',
    },
    /**
     * OAuth clients that may ask for a sign-in without any page. The program splits it at commas.
     *
     * @default `dcdb5ae7add825d2,7f368c6886429f19`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * oauth.prompt_none.enabled_client_ids`
     */
    OAUTH_PROMPT_NONE_ENABLED_CLIENT_IDS: {
      type: 'list',
      meaning: 'OAuth clients that may ask for a sign-in without any page',
      default: 'dcdb5ae7add825d2,7f368c6886429f19',
    },
    /**
     * Folder of the page templates; dist holds the built ones. One of `src` and `dist`. Needed in `production`,
     * `stage`, and `test`, unless CONFIG_FILES is given.
     *
     * @default `src`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, page_template_subdirectory`
     */
    PAGE_TEMPLATE_SUBDIRECTORY: {
      type: 'text',
      meaning: 'folder of the page templates; dist holds the built ones',
      default: 'src',
      needed: { in: ['production', 'stage', 'test'], unless: { CONFIG_FILES: '*' } },
      oneOf: ['src', 'dist'],
    },
    /**
     * OAuth clients that may pair. The program splits it at commas.
     *
     * @default `3c49430b43dfba77,a2270f727f45f648,1b1a3e44c54fbb58`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, pairing.clients`
     */
    PAIRING_CLIENTS: {
      type: 'list',
      meaning: 'OAuth clients that may pair',
      default: '3c49430b43dfba77,a2270f727f45f648,1b1a3e44c54fbb58',
    },
    /**
     * Pairing channel server, websocket scheme. Browsers or mails get it.
     *
     * @default `wss://channelserver.services.mozilla.com`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, pairing.server_base_uri`
     */
    PAIRING_SERVER_BASE_URI: {
      type: 'public-url',
      meaning: 'pairing channel server, websocket scheme',
      default: 'wss://channelserver.services.mozilla.com',
      address: 'public',
      schemes: ['wss', 'ws'],
    },
    /**
     * Listen port.
     *
     * @default `3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '3030' },
    /**
     * Address of this server for browsers; issuer in OpenID metadata. Browsers or mails get it. Needed always. Equal
     * to `fxa-auth-server CONTENT_SERVER_URL`, `fxa-auth-server FXA_OPENID_ISSUER`, `fxa-event-broker OPENID_ISSUER`,
     * `fxa-payments-server CONTENT_SERVER_URL`, `123done ISSUER_URI`, and `321done ISSUER_URI`. Of `fxa-content-server
     * PUBLIC_URL` and `fxa-graphql-api CORS_ORIGIN`, the first is an entry of the second. Of `fxa-auth-server
     * CONTENT_URL` and `fxa-content-server PUBLIC_URL`, scheme, host and port are equal; nothing else of the first is
     * used.
     *
     * @default `http://localhost:3030`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, public_url`
     */
    PUBLIC_URL: {
      type: 'public-url',
      meaning: 'address of this server for browsers; issuer in OpenID metadata',
      default: 'http://localhost:3030',
      needed: true,
      address: 'public',
    },
    /**
     * Port of the redirecting listener where the server speaks HTTPS itself, which no variable turns on.
     *
     * @deprecated The program does nothing with it.
     * @default `80`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, redirect_port`
     */
    REDIRECT_PORT: {
      type: 'port',
      meaning: 'port of the redirecting listener where the server speaks HTTPS itself, which no variable turns on',
      default: '80',
    },
    /**
     * Hand out keys that are bound to a scope.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, scopedKeys.enabled`
     */
    SCOPED_KEYS_ENABLED: { type: 'boolean', meaning: 'hand out keys that are bound to a scope', default: 'true' },
    /**
     * Redirect addresses by scope for which such keys are handed out.
     *
     * @default a table of four scopes of Mozilla apps
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, scopedKeys.validation`
     */
    SCOPED_KEYS_VALIDATION: {
      type: 'json',
      meaning: 'redirect addresses by scope for which such keys are handed out',
      json: 'object',
    },
    /**
     * Browser-side Sentry DSN; public by nature.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, sentry.client_errors_dsn`
     */
    SENTRY_CLIENT_ERRORS_DSN: { type: 'text', meaning: 'browser-side Sentry DSN; public by nature' },
    /**
     * Server-side Sentry DSN. Secret, from key `sentry-server-errors-dsn` of Secret `fxa-content-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, sentry.server_errors_dsn`
     */
    SENTRY_SERVER_ERRORS_DSN: {
      type: 'text',
      meaning: 'server-side Sentry DSN',
      secret: true,
      secretKey: 'fxa-content-server/sentry-server-errors-dsn',
    },
    /**
     * Adjust id of the beta app, for links in text messages.
     *
     * @default `c71cw4`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, sms.redirect.channels.beta`
     */
    SMS_ADJUST_BETA_CHANNEL_APP_ID: {
      type: 'text',
      meaning: 'Adjust id of the beta app, for links in text messages',
      default: 'c71cw4',
    },
    /**
     * Adjust id of the nightly app, for links in text messages.
     *
     * @default `8jy086`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * sms.redirect.channels.nightly`
     */
    SMS_ADJUST_NIGHTLY_CHANNEL_APP_ID: {
      type: 'text',
      meaning: 'Adjust id of the nightly app, for links in text messages',
      default: '8jy086',
    },
    /**
     * Adjust id of the released app, for links in text messages.
     *
     * @default `2uo1qc`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * sms.redirect.channels.release`
     */
    SMS_ADJUST_RELEASE_CHANNEL_APP_ID: {
      type: 'text',
      meaning: 'Adjust id of the released app, for links in text messages',
      default: '2uo1qc',
    },
    /**
     * Address that links in text messages lead to; ${ channel } and ${ signinCode } are filled in.
     *
     * @default `https://app.adjust.com/${ channel
     * }?campaign=fxa-conf-page&adgroup=sms&creative=link&deep_link=firef...`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * sms.redirect.targetURITemplate`
     */
    SMS_REDIRECT_TARGET_URI_TEMPLATE: {
      type: 'text',
      meaning: 'address that links in text messages lead to; ${ channel } and ${ signinCode } are filled in',
      default:
        'https://app.adjust.com/${ channel }?campaign=fxa-conf-page&adgroup=sms&creative=link&deep_link=firefox%3A%2F%2Ffxa-signin%3Futm_source%3Dsms%26signin%3D${ signinCode }',
    },
    /**
     * Address that links in text messages lead to on iOS; ${ channel } and ${ signinCode } are filled in.
     *
     * @default
     * `https://app.adjust.com/jsr?url=https%3A%2F%2Fnn8g.adj.st%2Ffxa-signin%3Futm_source%3Dsms%26signin%3D...`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * sms.redirect.targetURITemplateiOS`
     */
    SMS_REDIRECT_TARGET_URI_TEMPLATE_IOS: {
      type: 'text',
      meaning: 'address that links in text messages lead to on iOS; ${ channel } and ${ signinCode } are filled in',
      default:
        'https://app.adjust.com/jsr?url=https%3A%2F%2Fnn8g.adj.st%2Ffxa-signin%3Futm_source%3Dsms%26signin%3D${ signinCode }%26adj_t%3D${ channel }%26adj_campaign%3Dfxa-conf-page%26adj_adgroup%3Dsms%26adj_creative%3Dlink%26adjust_deeplink_js%3D1',
    },
    /**
     * Kind of source maps of the development build, as webpack names them.
     *
     * @default `source-map`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, sourceMapType`
     */
    SOURCE_MAP_TYPE: {
      type: 'text',
      meaning: 'kind of source maps of the development build, as webpack names them',
      default: 'source-map',
    },
    /**
     * Folder of the assets; dist holds the built ones. One of `app` and `dist`. Needed in `production`, `stage`, and
     * `test`, unless CONFIG_FILES is given.
     *
     * @default `app`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, static_directory`
     */
    STATIC_DIRECTORY: {
      type: 'text',
      meaning: 'folder of the assets; dist holds the built ones',
      default: 'app',
      needed: { in: ['production', 'stage', 'test'], unless: { CONFIG_FILES: '*' } },
      oneOf: ['app', 'dist'],
    },
    /**
     * Asset cache time. A Duration, or a text such as `15 minutes`.
     *
     * @default `10 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, static_max_age`
     */
    STATIC_MAX_AGE: { type: 'duration', meaning: 'asset cache time', default: '10 minutes' },
    /**
     * Asset origin; defaults to PUBLIC_URL. Browsers or mails get it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, static_resource_url`
     */
    STATIC_RESOURCE_URL: {
      type: 'public-url',
      meaning: 'asset origin; defaults to PUBLIC_URL',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Show subscription features.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, subscriptions.enabled`
     */
    SUBSCRIPTIONS_ENABLED: { type: 'boolean', meaning: 'show subscription features', default: 'false' },
    /**
     * OAuth client id of the payments site. It is 16 hexadecimal digits.
     *
     * @default `59cceb6f8c32317c`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * subscriptions.managementClientId`
     */
    SUBSCRIPTIONS_MANAGEMENT_CLIENT_ID: {
      type: 'text',
      meaning: 'OAuth client id of the payments site',
      default: '59cceb6f8c32317c',
      pattern: '^[0-9a-f]{16}$',
      shape: '16 hexadecimal digits',
    },
    /**
     * OAuth scopes of the token for the payments site, with blanks between them.
     *
     * @default `profile https://identity.mozilla.com/account/subscriptions`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * subscriptions.managementScopes`
     */
    SUBSCRIPTIONS_MANAGEMENT_SCOPES: {
      type: 'text',
      meaning: 'OAuth scopes of the token for the payments site, with blanks between them',
      default: 'profile https://identity.mozilla.com/account/subscriptions',
    },
    /**
     * Life of the token for the payments site. A Duration; the program reads seconds.
     *
     * @default `1800`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * subscriptions.managementTokenTTL`
     */
    SUBSCRIPTIONS_MANAGEMENT_TOKEN_TTL: {
      type: 'seconds',
      meaning: 'life of the token for the payments site',
      default: '1800',
    },
    /**
     * Payments site for browsers. Browsers or mails get it. Equal to `fxa-payments-server PUBLIC_URL` and
     * `fxa-auth-server PAYMENTS_SERVER_URL`.
     *
     * @default `http://localhost:3031`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, subscriptions.managementUrl`
     */
    SUBSCRIPTIONS_MANAGEMENT_URL: {
      type: 'public-url',
      meaning: 'payments site for browsers',
      default: 'http://localhost:3031',
      address: 'public',
    },
    /**
     * Show surveys to users.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, surveyFeature.enabled`
     */
    SURVEYS_ENABLED: { type: 'boolean', meaning: 'show surveys to users', default: 'false' },
    /**
     * Least time between two surveys for one user. A Duration; the program reads milliseconds.
     *
     * @default `2592000000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js,
     * surveyFeature.doNotBotherSpan`
     */
    SURVEY_DONT_BOTHER_MS: {
      type: 'milliseconds',
      meaning: 'least time between two surveys for one user',
      default: '2592000000',
    },
    /**
     * Sync token endpoint for Firefox. It ends in /token. Browsers or mails get it. Needed always. Equal to
     * `fxa-auth-server SYNC_TOKENSERVER_URL`. Of `fxa-content-server SYNC_TOKENSERVER_URL` and `mozilla-sync
     * SYNCSERVER_PUBLIC_URL`, the first is the second with /token at its end.
     *
     * @default `http://localhost:5000/token`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, sync_tokenserver_url`
     */
    SYNC_TOKENSERVER_URL: {
      type: 'public-url',
      meaning: 'sync token endpoint for Firefox',
      default: 'http://localhost:5000/token',
      needed: true,
      address: 'public',
      pattern: '/token$',
      shape: 'ending in /token',
      strictUrl: true,
    },
    /**
     * Folder for keys and logs.
     *
     * @deprecated The program does nothing with it.
     * @default `packages/fxa-content-server/server/var`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-content-server/server/lib/configuration.js, var_path`
     */
    VAR_PATH: { type: 'path', meaning: 'folder for keys and logs', default: 'packages/fxa-content-server/server/var' },
  },
} as const satisfies Server;
