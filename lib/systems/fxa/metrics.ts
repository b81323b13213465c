import type { HostAndPort } from './addresses.ts';

/** The variables of auth and payments for StatsD, which is off without them. */
export const metricsTo = (statsd: HostAndPort | undefined) =>
  statsd === undefined
    ? { STATSD_ENABLE: false }
    : { STATSD_ENABLE: true, DD_AGENT_HOST: statsd.host, DD_DOGSTATSD_PORT: statsd.port };
