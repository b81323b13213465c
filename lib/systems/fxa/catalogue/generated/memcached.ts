// Written by `npm run catalogue` from data/memcached.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * memcached: counters of customs and metrics contexts of auth.
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:_dev/pm2/infrastructure.config.js`
 */
export const server = {
  name: 'memcached',
  image: 'memcached',
  ports: { memcached: { number: 11211 } },
  health: { liveness: 'tcp', readiness: 'tcp' },
  replicas: { several: false, why: 'clients know one address, so two pods would count apart', observed: false },
  stop: { onSigterm: 'ends', how: 'it ends; counters begin anew', observed: false },
  variables: {},
} as const satisfies Server;
