// Written by `npm run catalogue` from data/fxa-customs-server.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fxa-customs-server: rate limits and blocks; for the other servers alone, since anybody may block through it.
 *
 * What must hold beside its variables:
 * - memcached: without it every check answers block, while health stays good
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fxa-customs-server/lib/config/config.js`
 */
export const server = {
  name: 'fxa-customs-server',
  image: 'fxa',
  folder: 'packages/fxa-customs-server',
  command: ['node', 'bin/customs_server.js'],
  ports: { http: { number: 7000, variable: 'PORT' } },
  bind: { variable: 'IP_ADDRESS', default: 'localhost' },
  mode: { variable: 'NODE_ENV', words: { production: 'prod', stage: 'stage', development: 'dev', test: 'test' } },
  health: { liveness: '/', readiness: '/', version: '/' },
  replicas: {
    several: true,
    why: 'counters are in memcached, which all pods must share; they are read, then written, so some hits go uncounted',
    observed: false,
  },
  stop: { onSigterm: 'ends', how: 'it closes its listener, and ends with 0 within 0.1 s when idle', observed: true },
  idle: { memoryMiB: 77, listensAfterSeconds: 0.7 },
  variables: {
    /**
     * Mail domains that are never limited; the default holds test domains, the empty text takes them away. The program
     * splits it at commas. The empty text is taken as well.
     *
     * @default `restmail.net,restmail.dev.lcip.org`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, allowedEmailDomains`
     */
    ALLOWED_EMAIL_DOMAINS: {
      type: 'list',
      meaning: 'mail domains that are never limited; the default holds test domains, the empty text takes them away',
      default: 'restmail.net,restmail.dev.lcip.org',
      or: [''],
    },
    /**
     * Addresses that are never limited. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, allowedIPs`
     */
    ALLOWED_IPS: { type: 'list', meaning: 'addresses that are never limited' },
    /**
     * Telephone numbers that are never limited. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, allowedPhoneNumbers`
     */
    ALLOWED_PHONE_NUMBERS: { type: 'list', meaning: 'telephone numbers that are never limited' },
    /**
     * How much a failed login counts, by error number.
     *
     * @default `{"102":2,"125":4,"126":2}`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.badLoginErrnoWeights`
     */
    BAD_LOGIN_ERRNO_WEIGHTS: {
      type: 'json',
      meaning: 'how much a failed login counts, by error number',
      default: '{"102":2,"125":4,"126":2}',
      json: 'object',
      plainKeys: true,
    },
    /**
     * How long a block set by hand lasts. A Duration; the program reads seconds.
     *
     * @default `86400`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.blockIntervalSeconds`
     */
    BLOCK_INTERVAL_SECONDS: { type: 'seconds', meaning: 'how long a block set by hand lasts', default: '86400' },
    /**
     * JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files
     * are passed over in silence. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning:
        'JSON files that are laid over the defaults, the later over the earlier; the environment wins, and missing files are passed over in silence',
      of: 'path',
    },
    /**
     * Consume fraud signals from Google Pub/Sub.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, dataflow.enabled`
     */
    DATAFLOW_ENABLED: { type: 'boolean', meaning: 'consume fraud signals from Google Pub/Sub', default: 'false' },
    /**
     * Google project of dataflow. Needed where DATAFLOW_ENABLED is `true`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, dataflow.gcpPubSub.projectId`
     */
    DATAFLOW_GCP_PUBSUB_PROJECT_ID: {
      type: 'text',
      meaning: 'Google project of dataflow',
      needed: { when: { DATAFLOW_ENABLED: 'true' } },
    },
    /**
     * Pub/Sub subscription of dataflow. Needed where DATAFLOW_ENABLED is `true`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * dataflow.gcpPubSub.subscriptionName`
     */
    DATAFLOW_GCP_PUBSUB_SUBSCRIPTION_NAME: {
      type: 'text',
      meaning: 'Pub/Sub subscription of dataflow',
      needed: { when: { DATAFLOW_ENABLED: 'true' } },
    },
    /**
     * Age at which signals of dataflow are passed over; 0 is never. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 day`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, dataflow.ignoreOlderThan`
     */
    DATAFLOW_IGNORE_OLDER_THAN: {
      type: 'duration',
      meaning: 'age at which signals of dataflow are passed over; 0 is never',
      default: '1 day',
    },
    /**
     * Only report what dataflow asks for.
     *
     * @default `true`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, dataflow.reportOnly`
     */
    DATAFLOW_REPORT_ONLY: { type: 'boolean', meaning: 'only report what dataflow asks for', default: 'true' },
    /**
     * How long an account stays disabled by dataflow. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 year`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.disableInterval`
     */
    DISABLE_INTERVAL: {
      type: 'duration',
      meaning: 'how long an account stays disabled by dataflow',
      default: '1 year',
    },
    /**
     * User agents, as regular expressions, that need no flow id. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * requestChecks.flowIdExemptUserAgentREs`
     */
    FLOW_ID_EXEMPT_UA_REGEXES: { type: 'list', meaning: 'user agents, as regular expressions, that need no flow id' },
    /**
     * Refuse logins without a flow id.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * requestChecks.flowIdRequiredOnLogin`
     */
    FLOW_ID_REQUIRED_ON_LOGIN: { type: 'boolean', meaning: 'refuse logins without a flow id', default: 'false' },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, listen.host`
     */
    IP_ADDRESS: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Use block list files.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, ipBlocklist.enable`
     */
    IP_BLOCKLIST_ENABLE: { type: 'boolean', meaning: 'use block list files', default: 'false' },
    /**
     * Block lists, as paths. The program splits it at commas. Needed where IP_BLOCKLIST_ENABLE is `true`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, ipBlocklist.lists`
     */
    IP_BLOCKLIST_FILES: {
      type: 'list',
      meaning: 'block lists, as paths',
      needed: { when: { IP_BLOCKLIST_ENABLE: 'true' } },
      of: 'path',
    },
    /**
     * Block lists whose hits are only logged, as paths. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, ipBlocklist.logOnlyLists`
     */
    IP_BLOCKLIST_LOG_ONLY_FILES: {
      type: 'list',
      meaning: 'block lists whose hits are only logged, as paths',
      of: 'path',
    },
    /**
     * How often block lists are read again. A Duration; the program reads seconds.
     *
     * @default `300`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, ipBlocklist.updatePollInterval`
     */
    IP_BLOCKLIST_POLL_INTERVAL_SECONDS: {
      type: 'seconds',
      meaning: 'how often block lists are read again',
      default: '300',
    },
    /**
     * How long an address is refused. A Duration; the program reads seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * limits.ipRateLimitBanDurationSeconds`
     */
    IP_RATE_LIMIT_BAN_DURATION_SECONDS: { type: 'seconds', meaning: 'how long an address is refused', default: '900' },
    /**
     * Time over which requests of an address are counted. A Duration; the program reads seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.ipRateLimitIntervalSeconds`
     */
    IP_RATE_LIMIT_INTERVAL_SECONDS: {
      type: 'seconds',
      meaning: 'time over which requests of an address are counted',
      default: '900',
    },
    /**
     * Least level that is logged.
     *
     * @default `trace`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, log.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'trace' },
    /**
     * Account actions per address and interval.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxAccountAccess`
     */
    MAX_ACCOUNT_ACCESS: { type: 'integer', meaning: 'account actions per address and interval', default: '5' },
    /**
     * Status checks per interval.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxAccountStatusCheck`
     */
    MAX_ACCOUNT_STATUS_CHECK: { type: 'integer', meaning: 'status checks per interval', default: '5' },
    /**
     * Failed logins per interval.
     *
     * @default `2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxBadLogins`
     */
    MAX_BAD_LOGINS: { type: 'integer', meaning: 'failed logins per interval', default: '2' },
    /**
     * Failed logins per mail address and interval.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxBadLoginsPerEmail`
     */
    MAX_BAD_LOGINS_PER_EMAIL: { type: 'integer', meaning: 'failed logins per mail address and interval', default: '3' },
    /**
     * Failed logins per address and interval.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxBadLoginsPerIp`
     */
    MAX_BAD_LOGINS_PER_IP: { type: 'integer', meaning: 'failed logins per address and interval', default: '3' },
    /**
     * Mails per interval.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxEmails`
     */
    MAX_EMAILS: { type: 'integer', meaning: 'mails per interval', default: '3' },
    /**
     * Text messages per interval.
     *
     * @default `3`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.smsRateLimit.maxSms`
     */
    MAX_SMS: { type: 'integer', meaning: 'text messages per interval', default: '3' },
    /**
     * Logins that may lift a block.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxUnblockAttempts`
     */
    MAX_UNBLOCK_ATTEMPTS: { type: 'integer', meaning: 'logins that may lift a block', default: '5' },
    /**
     * Codes tried per interval.
     *
     * @default `10`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.maxVerifyCodes`
     */
    MAX_VERIFY_CODES: { type: 'integer', meaning: 'codes tried per interval', default: '10' },
    /**
     * Host and port of memcached, which holds the counters. Host, colon and port. The server dials it. Needed always.
     *
     * @default `localhost:11211`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, memcache.address`
     */
    MEMCACHE_ADDRESS: {
      type: 'host-port',
      meaning: 'host and port of memcached, which holds the counters',
      default: 'localhost:11211',
      needed: true,
      address: 'dialled',
    },
    /**
     * Mode that the server runs in. One of `dev`, `test`, `stage`, and `prod`.
     *
     * @default `prod`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, env`
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
     * @default `7000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, listen.port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '7000' },
    /**
     * Own address, for information. Browsers or mails get it.
     *
     * @deprecated The program does nothing with it.
     * @default `http://localhost:7000`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, publicUrl`
     */
    PUBLIC_URL: {
      type: 'public-url',
      meaning: 'own address, for information',
      default: 'http://localhost:7000',
      address: 'public',
      strictUrl: true,
    },
    /**
     * Time over which most actions are counted, and for which they are refused then. A Duration; the program reads
     * seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.rateLimitIntervalSeconds`
     */
    RATE_LIMIT_INTERVAL_SECONDS: {
      type: 'seconds',
      meaning: 'time over which most actions are counted, and for which they are refused then',
      default: '900',
    },
    /**
     * Life of counters. A Duration; the program reads seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, memcache.recordLifetimeSeconds`
     */
    RECORD_LIFETIME_SECONDS: { type: 'seconds', meaning: 'life of counters', default: '900' },
    /**
     * Address of the reputation service. The server dials it. Needed where REPUTATION_SERVICE_ENABLE is `true`.
     *
     * @default `http://localhost:8080/`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.baseUrl`
     */
    REPUTATION_SERVICE_BASE_URL: {
      type: 'url',
      meaning: 'address of the reputation service',
      default: 'http://localhost:8080/',
      needed: { when: { REPUTATION_SERVICE_ENABLE: 'true' } },
      address: 'dialled',
      strictUrl: true,
    },
    /**
     * Reputation below which a request is blocked.
     *
     * @default `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.blockBelow`
     */
    REPUTATION_SERVICE_BLOCK_BELOW: {
      type: 'integer',
      meaning: 'reputation below which a request is blocked',
      default: '0',
    },
    /**
     * Report to an IP reputation service.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.enable`
     */
    REPUTATION_SERVICE_ENABLE: { type: 'boolean', meaning: 'report to an IP reputation service', default: 'false' },
    /**
     * Ask for the reputation of addresses.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.enableCheck`
     */
    REPUTATION_SERVICE_ENABLE_CHECK: {
      type: 'boolean',
      meaning: 'ask for the reputation of addresses',
      default: 'false',
    },
    /**
     * Hawk id at the reputation service. Needed in `production` and `stage` where REPUTATION_SERVICE_ENABLE is `true`.
     * Secret, from key `reputation-service-hawk-id` of Secret `fxa-customs-server`. The default is a placeholder that
     * everybody knows.
     *
     * @default `root`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.hawkId`
     */
    REPUTATION_SERVICE_HAWK_ID: {
      type: 'text',
      meaning: 'Hawk id at the reputation service',
      default: 'root',
      needed: { in: ['production', 'stage'], when: { REPUTATION_SERVICE_ENABLE: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-customs-server/reputation-service-hawk-id',
    },
    /**
     * Hawk key at the reputation service. Needed in `production` and `stage` where REPUTATION_SERVICE_ENABLE is
     * `true`. Secret, from key `reputation-service-hawk-key` of Secret `fxa-customs-server`. The default is a
     * placeholder that everybody knows.
     *
     * @default `toor`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.hawkKey`
     */
    REPUTATION_SERVICE_HAWK_KEY: {
      type: 'text',
      meaning: 'Hawk key at the reputation service',
      default: 'toor',
      needed: { in: ['production', 'stage'], when: { REPUTATION_SERVICE_ENABLE: 'true' } },
      placeholder: true,
      secret: true,
      secretKey: 'fxa-customs-server/reputation-service-hawk-key',
    },
    /**
     * Reputation below which a request is suspect.
     *
     * @default `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.suspectBelow`
     */
    REPUTATION_SERVICE_SUSPECT_BELOW: {
      type: 'integer',
      meaning: 'reputation below which a request is suspect',
      default: '0',
    },
    /**
     * Timeout of calls to the reputation service. A Duration; the program reads milliseconds.
     *
     * @default `50`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, reputationService.timeout`
     */
    REPUTATION_SERVICE_TIMEOUT: {
      type: 'milliseconds',
      meaning: 'timeout of calls to the reputation service',
      default: '50',
    },
    /**
     * DSN of the Sentry project; without it nothing is reported. Secret, from key `sentry-dsn` of Secret
     * `fxa-customs-server`.
     *
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, sentryDsn`
     */
    SENTRY_DSN: {
      type: 'text',
      meaning: 'DSN of the Sentry project; without it nothing is reported',
      secret: true,
      secretKey: 'fxa-customs-server/sentry-dsn',
    },
    /**
     * Time over which text messages are counted. A Duration; the program reads seconds.
     *
     * @default `1800`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * limits.smsRateLimit.limitIntervalSeconds`
     */
    SMS_RATE_LIMIT_INTERVAL_SECONDS: {
      type: 'seconds',
      meaning: 'time over which text messages are counted',
      default: '1800',
    },
    /**
     * How long a mark of suspicion by dataflow lasts. A Duration, or a text such as `15 minutes`.
     *
     * @default `1 day`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.suspectInterval`
     */
    SUSPECT_INTERVAL: { type: 'duration', meaning: 'how long a mark of suspicion by dataflow lasts', default: '1 day' },
    /**
     * How long mailed sign-in codes are refused. A Duration, or a text such as `15 minutes`.
     *
     * @default `15 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.tokenCodeRules.limits.rateLimitIntervalMs`
     */
    TOKEN_CODE_RULE_LIMIT_INTERVAL_MS: {
      type: 'duration',
      meaning: 'how long mailed sign-in codes are refused',
      default: '15 minutes',
    },
    /**
     * Mailed sign-in codes that may be tried per period.
     *
     * @default `5`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.tokenCodeRules.limits.max`
     */
    TOKEN_CODE_RULE_MAX: {
      type: 'integer',
      meaning: 'mailed sign-in codes that may be tried per period',
      default: '5',
    },
    /**
     * Time over which mailed sign-in codes are counted. A Duration, or a text such as `15 minutes`.
     *
     * @default `15 minutes`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.tokenCodeRules.limits.periodMs`
     */
    TOKEN_CODE_RULE_PERIOD_MS: {
      type: 'duration',
      meaning: 'time over which mailed sign-in codes are counted',
      default: '15 minutes',
    },
    /**
     * How long TOTP codes are refused. A Duration, or a text such as `15 minutes`.
     *
     * @default `30 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.totpCodeRules.limits.rateLimitIntervalMs`
     */
    TOTP_CODE_RULE_LIMIT_INTERVAL_MS: {
      type: 'duration',
      meaning: 'how long TOTP codes are refused',
      default: '30 seconds',
    },
    /**
     * TOTP codes that may be tried per period.
     *
     * @default `2`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.totpCodeRules.limits.max`
     */
    TOTP_CODE_RULE_MAX: { type: 'integer', meaning: 'TOTP codes that may be tried per period', default: '2' },
    /**
     * Time over which TOTP codes are counted. A Duration, or a text such as `15 minutes`.
     *
     * @default `30 seconds`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * userDefinedRateLimitRules.totpCodeRules.limits.periodMs`
     */
    TOTP_CODE_RULE_PERIOD_MS: {
      type: 'duration',
      meaning: 'time over which TOTP codes are counted',
      default: '30 seconds',
    },
    /**
     * Mark every request as suspect.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * requestChecks.treatEveryoneWithSuspicion`
     */
    TREAT_EVERYONE_WITH_SUSPICION: { type: 'boolean', meaning: 'mark every request as suspect', default: 'false' },
    /**
     * Checks per account and interval.
     *
     * @default `100`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, limits.uidRateLimit.maxChecks`
     */
    UID_RATE_LIMIT: { type: 'integer', meaning: 'checks per account and interval', default: '100' },
    /**
     * How long an account is refused. A Duration; the program reads seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * limits.uidRateLimit.banDurationSeconds`
     */
    UID_RATE_LIMIT_BAN_DURATION_SECONDS: { type: 'seconds', meaning: 'how long an account is refused', default: '900' },
    /**
     * Time over which checks of an account are counted. A Duration; the program reads seconds.
     *
     * @default `900`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js,
     * limits.uidRateLimit.limitIntervalSeconds`
     */
    UID_RATE_LIMIT_INTERVAL_SECONDS: {
      type: 'seconds',
      meaning: 'time over which checks of an account are counted',
      default: '900',
    },
    /**
     * Reload limits from memcached; 0 is off. A Duration; the program reads seconds.
     *
     * @default `0`
     * @see `mozilla/fxa@b5b6cccd packages/fxa-customs-server/lib/config/config.js, updatePollIntervalSeconds`
     */
    UPDATE_POLL_INTERVAL_SECONDS: { type: 'seconds', meaning: 'reload limits from memcached; 0 is off', default: '0' },
  },
} as const satisfies Server;
