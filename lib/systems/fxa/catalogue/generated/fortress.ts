// Written by `npm run catalogue` from data/fortress.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * fortress: a demonstration of a product with a subscription.
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/fortress/config.js`
 */
export const server = {
  name: 'fortress',
  image: 'fxa',
  folder: 'packages/fortress',
  command: ['node', 'server.js'],
  ports: { http: { number: 9292, variable: 'PORT' } },
  health: { liveness: '/', readiness: '/' },
  replicas: { several: true, why: 'it keeps nothing', observed: false },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 41, listensAfterSeconds: 0.2 },
  variables: {
    /**
     * Config file of the package; keys client_id, client_secret, redirect_uri. It is a path that is absolute or begins
     * with ./. The file holds JSON with client_id, client_secret and redirect_uri, from key `config` of Secret
     * `fortress`.
     *
     * @default `./config.json`
     * @see `mozilla/fxa@b5b6cccd packages/fortress/config.js`
     */
    CONFIG_FORTRESS: {
      type: 'text',
      meaning: 'config file of the package; keys client_id, client_secret, redirect_uri',
      default: './config.json',
      pattern: '^\\.{0,2}/',
      shape: 'a path that is absolute or begins with ./',
      file: { holds: 'JSON with client_id, client_secret and redirect_uri', secret: 'fortress/config' },
    },
    /**
     * Listen port.
     *
     * @default `9292`
     * @see `mozilla/fxa@b5b6cccd packages/fortress/config.js`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '9292' },
  },
} as const satisfies Server;
