// Written by `npm run catalogue` from data/statsd.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * statsd: gathers metrics and hands them on.
 *
 * What must hold beside its variables:
 * - a host called graphite, to which the image sends by default
 *
 * @see `statsd/statsd@f7157b880631152569b04d626f631b60eec366f8:exampleConfig.js`
 */
export const server = {
  name: 'statsd',
  image: 'statsd/statsd',
  ports: { statsd: { number: 8125, protocol: 'UDP' }, mgmt: { number: 8126 } },
  health: { liveness: 'tcp', readiness: 'tcp' },
  replicas: { several: false, why: 'several pods would report parts of a sum under one name', observed: false },
  variables: {},
} as const satisfies Server;
