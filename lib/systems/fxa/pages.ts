import { clientAddressDepth, publicUrlOf } from './addresses.ts';
import { avatarHost } from './avatars.ts';
import { metricsTo } from './metrics.ts';
import type { Fleet } from './parts.ts';

/** Wires the pages of accounts. All URLs they are given are for browsers. */
export function wireContent({ settings, backings: { redis, statsd }, parts }: Fleet): void {
  const own = publicUrlOf(settings, 'fxa-content-server');
  const auth = publicUrlOf(settings, 'fxa-auth-server');
  const payments = publicUrlOf(settings, 'fxa-payments-server');
  const content = parts['fxa-content-server'];
  content.wire({
    variables: {
      PUBLIC_URL: own,
      STATIC_RESOURCE_URL: own,
      FXA_URL: auth,
      FXA_OAUTH_URL: auth,
      FXA_PROFILE_URL: publicUrlOf(settings, 'fxa-profile-server'),
      FXA_PROFILE_IMAGES_URL: avatarHost(settings),
      FXA_GQL_URL: publicUrlOf(settings, 'fxa-graphql-api'),
      SUBSCRIPTIONS_MANAGEMENT_URL: payments,
      SYNC_TOKENSERVER_URL: publicUrlOf(settings, 'mozilla-sync').withPath('/token'),
      ALLOWED_METRICS_FLOW_ORIGINS: [payments],
      CLIENT_ADDRESS_DEPTH: clientAddressDepth(settings),
      // in development the pod builds its pages itself; anywhere else it serves those of the image
      ...(content.mode === 'development' ? {} : { STATIC_DIRECTORY: 'dist', PAGE_TEMPLATE_SUBDIRECTORY: 'dist' }),
      FEATURE_FLAGS_REDIS_HOST: redis.host,
      FEATURE_FLAGS_REDIS_PORT: redis.port,
      METRIC_ENABLED: statsd !== undefined,
      METRIC_HOST: statsd?.host,
      METRIC_PORT: statsd?.port,
    },
    secrets: ['FLOW_ID_KEY'],
  });
}

/** Wires the pages of subscriptions. They too hand out nothing but public URLs. */
export function wirePayments({ settings, backings: { statsd }, parts }: Fleet): void {
  const own = publicUrlOf(settings, 'fxa-payments-server');
  const auth = publicUrlOf(settings, 'fxa-auth-server');
  parts['fxa-payments-server'].wire({
    variables: {
      PUBLIC_URL: own,
      STATIC_RESOURCE_URL: own,
      AUTH_SERVER_URL: auth,
      OAUTH_SERVER_URL: auth,
      CONTENT_SERVER_URL: publicUrlOf(settings, 'fxa-content-server'),
      PROFILE_SERVER_URL: publicUrlOf(settings, 'fxa-profile-server'),
      FXA_PROFILE_IMAGES_URL: avatarHost(settings),
      CLIENT_ADDRESS_DEPTH: clientAddressDepth(settings),
      HSTS_ENABLED: settings.public.tls !== undefined,
      ...metricsTo(statsd),
    },
  });
}
