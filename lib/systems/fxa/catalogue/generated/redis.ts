// Written by `npm run catalogue` from data/redis.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * redis: access tokens, sessions, reminders and mail problems; it must keep its data.
 *
 * What must hold beside its variables:
 * - no password: no server has a setting for one
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:_dev/pm2/infrastructure.config.js`
 */
export const server = {
  name: 'redis',
  image: 'redis',
  ports: { redis: { number: 6379 } },
  health: { liveness: 'tcp', readiness: 'tcp' },
  replicas: { several: false, why: 'several behind one Service would split the data', observed: false },
  stop: { onSigterm: 'ends', how: 'it saves and ends', observed: false },
  variables: {},
} as const satisfies Server;
