import { ConfigFiles } from '../../config/config-files.ts';
import type { Volume } from '../../core/volume.ts';
import { clientAddressDepth, hostAndPort, publicUrlOf } from './addresses.ts';
import { metricsTo } from './metrics.ts';
import type { Fleet } from './parts.ts';

const configFolder = '/etc/fxa/config';

/** Wires the HTTP API over the schema of accounts. Reads and writes go to one MySQL; a replica for reads is a variable of its own. */
export function wireAuthDb({ backings: { mysql }, parts }: Fleet): void {
  parts['fxa-auth-db-mysql'].wire({
    variables: {
      MYSQL_HOST: mysql.host,
      MYSQL_PORT: mysql.port,
      MYSQL_SLAVE_HOST: mysql.host,
      MYSQL_SLAVE_PORT: mysql.port,
      ENABLE_PRUNING: true,
    },
    secrets: ['MYSQL_USER', 'MYSQL_PASSWORD', 'MYSQL_SLAVE_USER', 'MYSQL_SLAVE_PASSWORD', 'IP_HMAC_KEY'],
  });
}

/** Wires the auth server: accounts, sessions and OAuth. */
export function wireAuth(fleet: Fleet): void {
  const { settings, parts, backings } = fleet;
  const { mysql, redis, memcached, smtp, statsd } = backings;
  const auth = parts['fxa-auth-server'];
  const mail = parts['fxa-mail-service'];
  const url = publicUrlOf(settings, 'fxa-auth-server');
  const content = publicUrlOf(settings, 'fxa-content-server');
  const files = oauthFiles(fleet);
  const single = auth.replicas === 1;
  auth.wire({
    variables: {
      PUBLIC_URL: url,
      ISSUER: url.authority,
      OAUTH_URL: url,
      CONTENT_SERVER_URL: content,
      CONTENT_URL: content.withPath('/oauth'),
      FXA_OPENID_ISSUER: content,
      PAYMENTS_SERVER_URL: publicUrlOf(settings, 'fxa-payments-server'),
      SYNC_TOKENSERVER_URL: publicUrlOf(settings, 'mozilla-sync').withPath('/token'),
      REDIRECT_DOMAIN: settings.public.hosts['fxa-content-server'],
      CLIENT_ADDRESS_DEPTH: clientAddressDepth(settings),
      HTTPDB_URL: parts['fxa-auth-db-mysql'].server.url('http'),
      CUSTOMS_SERVER_URL: parts['fxa-customs-server'].server.url('http'),
      PROFILE_SERVER_URL: parts['fxa-profile-server'].server.url('http'),
      VERIFICATION_URL: parts['browserid-verifier'].server.url('http', '/v2'),
      AUTH_MYSQL_HOST: mysql.host,
      AUTH_MYSQL_PORT: mysql.port,
      MYSQL_HOST: mysql.host,
      MYSQL_PORT: mysql.port,
      REDIS_HOST: redis.host,
      REDIS_PORT: redis.port,
      ACCESS_TOKEN_REDIS_HOST: redis.host,
      ACCESS_TOKEN_REDIS_PORT: redis.port,
      REFRESH_TOKEN_REDIS_HOST: redis.host,
      REFRESH_TOKEN_REDIS_PORT: redis.port,
      MEMCACHE_METRICS_CONTEXT_ADDRESS: hostAndPort(memcached),
      SMTP_HOST: smtp.host,
      SMTP_PORT: smtp.port,
      SMTP_SECURE: settings.smtp.tls === true,
      SMTP_SENDER: settings.smtp.sender,
      EMAIL_SERVICE_HOST: mail?.server.host('http'),
      EMAIL_SERVICE_PORT: mail?.server.port('http'),
      SNS_TOPIC_ARN: settings.sns?.topicArn ?? 'disabled',
      // text messages need AWS, and each pod would ask it for what they cost
      SMS_ENABLED: false,
      SMS_ENABLE_BUDGET_CHECKS: false,
      PUSHBOX_ENABLED: false,
      SUBSCRIPTIONS_ENABLED: false,
      // the schema and, of several pods, the clients too are for Jobs
      CREATE_MYSQL_SCHEMA: false,
      DB_AUTO_UPDATE_CLIENTS: single,
      CONFIG_FILES: files === undefined ? undefined : [`${configFolder}/${oauthFile}`],
      ...metricsTo(statsd),
    },
    secrets: [
      'AUTH_MYSQL_USERNAME',
      'AUTH_MYSQL_PASSWORD',
      'MYSQL_USERNAME',
      'MYSQL_PASSWORD',
      'FLOW_ID_KEY',
      'OAUTH_SERVER_SECRET_KEY',
      'AUTH_SERVER_SECRETS',
      'PROFILE_SERVER_AUTH_SECRET_BEARER_TOKEN',
      'SUPPORT_PANEL_AUTH_SECRET_BEARER_TOKEN',
      'PUSHBOX_KEY',
      'SUBSCRIPTIONS_SHARED_SECRET',
      ...(settings.smtp.login ? (['SMTP_USER', 'SMTP_PASS'] as const) : []),
    ],
    files: ['PUBLIC_KEY_FILE', 'SECRET_KEY_FILE', 'VAPID_KEYS_FILE', 'FXA_OPENID_KEYFILE'],
    ...(files === undefined ? {} : { mounts: { [configFolder]: files } }),
  });
  if (settings.sns) auth.reach('Account events', settings.sns.service, 'SNS_TOPIC_ARN');
}

const oauthFile = 'oauth.json';

/** Relying parties and scopes: a variable would split them at commas. */
function oauthFiles({ settings: { oauth }, parts }: Fleet): Volume | undefined {
  if (oauth === undefined) return undefined;
  const { clients, scopes } = oauth;
  const content = { oauthServer: { clients, ...(scopes ? { scopes } : {}) } };
  return new ConfigFiles(parts['fxa-auth-server'].chart, 'oauth', {
    name: 'fxa-auth-server-oauth',
    files: { [oauthFile]: `${JSON.stringify(content, null, 2)}\n` },
  });
}
