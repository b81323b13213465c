// Written by `npm run catalogue` from data/browserid-verifier.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * browserid-verifier: checks BrowserID assertions.
 *
 * What must hold beside its variables:
 * - the public host of the auth server, resolvable and trusted from inside: it fetches /.well-known/browserid
 * there
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/browserid-verifier/lib/config.js`
 */
export const server = {
  name: 'browserid-verifier',
  image: 'fxa',
  folder: 'packages/browserid-verifier',
  command: ['node', 'server.js'],
  ports: { http: { number: 5050, variable: 'PORT' } },
  bind: { variable: 'IP_ADDRESS', default: 'localhost' },
  health: { liveness: '/__lbheartbeat__', readiness: '/__heartbeat__', version: '/__version__' },
  replicas: { several: true, why: 'it keeps nothing', observed: false },
  stop: {
    onSigterm: 'ends',
    how: 'it closes its listener and child processes, and ends with 0 within 0.1 s when idle',
    observed: true,
  },
  idle: {
    memoryMiB: 46,
    listensAfterSeconds: 0.2,
    peakMemoryMiB: 171,
    note: 'after the first check, with three child processes',
  },
  variables: {
    /**
     * Bound on checks that wait, per pod.
     *
     * @default a bound that follows the number of processes
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, computecluster.maxBacklog`
     */
    COMPUTECLUSTER_MAX_BACKLOG: { type: 'integer', meaning: 'bound on checks that wait, per pod' },
    /**
     * Child processes per pod. From 1.
     *
     * @default the CPUs of the node
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, computecluster.maxProcesses`
     */
    COMPUTECLUSTER_MAX_PROCESSES: { type: 'integer', meaning: 'child processes per pod', minimum: 1 },
    /**
     * JSON files that are laid over the defaults; a missing one stops the start. The program splits it at commas.
     *
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js`
     */
    CONFIG_FILES: {
      type: 'list',
      meaning: 'JSON files that are laid over the defaults; a missing one stops the start',
      of: 'path',
    },
    /**
     * Domain that vouches where the look-up of an issuer fails. It is a domain, such as "accounts.example.com".
     * Browsers or mails get it.
     *
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, fallback`
     */
    FALLBACK_DOMAIN: {
      type: 'text',
      meaning: 'domain that vouches where the look-up of an issuer fails',
      address: 'public',
      pattern: '^[a-z0-9.-]+(:[0-9]+)?$',
      shape: 'a domain, such as "accounts.example.com"',
    },
    /**
     * Look up over plain http; testing only.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, forceInsecureLookupOverHTTP`
     */
    FORCE_INSECURE_LOOKUP_OVER_HTTP: {
      type: 'boolean',
      meaning: 'look up over plain http; testing only',
      default: 'false',
    },
    /**
     * Timeout of look-ups. A Duration; the program reads seconds.
     *
     * @default `8`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, httpTimeout`
     */
    HTTP_TIMEOUT: { type: 'seconds', meaning: 'timeout of look-ups', default: '8' },
    /**
     * Accept bad certificates; testing only.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, insecureSSL`
     */
    INSECURE_SSL: { type: 'boolean', meaning: 'accept bad certificates; testing only', default: 'false' },
    /**
     * Listen address. Needed always.
     *
     * @default `localhost`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, ip`
     */
    IP_ADDRESS: { type: 'text', meaning: 'listen address', default: 'localhost', needed: true },
    /**
     * Log more.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, logging.debug`
     */
    LOG_DEBUG: { type: 'boolean', meaning: 'log more', default: 'false' },
    /**
     * Least level that is logged.
     *
     * @default `debug`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, logging.level`
     */
    LOG_LEVEL: { type: 'text', meaning: 'least level that is logged', default: 'debug' },
    /**
     * Listen port. Needed always.
     *
     * @default a port that the system picks
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, port`
     */
    PORT: { type: 'port', meaning: 'listen port', needed: true },
    /**
     * Answer every check with a failure; testing only.
     *
     * @default `false`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, testServiceFailure`
     */
    TEST_SERVICE_FAILURE: {
      type: 'boolean',
      meaning: 'answer every check with a failure; testing only',
      default: 'false',
    },
    /**
     * Delay of the event loop above which requests are answered 503. A Duration; the program reads milliseconds.
     *
     * @default `70`
     * @see `mozilla/fxa@b5b6cccd packages/browserid-verifier/lib/config.js, toobusy.maxLag`
     */
    TOOBUSY_MAX_LAG: {
      type: 'milliseconds',
      meaning: 'delay of the event loop above which requests are answered 503',
      default: '70',
    },
  },
} as const satisfies Server;
