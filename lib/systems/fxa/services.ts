import { DialledPublicUrl } from '../../wiring/address.ts';
import { hostAndPort, publicUrlOf } from './addresses.ts';
import type { Fleet } from './parts.ts';

/** Wires the server of rate limits: without memcached every check of it answers block. */
export function wireCustoms({ backings: { memcached }, parts }: Fleet): void {
  parts['fxa-customs-server'].wire({ variables: { MEMCACHE_ADDRESS: hostAndPort(memcached) } });
}

/** Wires the verifier of BrowserID: it fetches the public key of an issuer from the issuer's public address. */
export function wireVerifier({ settings, backings: { front }, parts }: Fleet): void {
  const verifier = parts['browserid-verifier'];
  verifier.wire({
    variables: settings.public.tls === undefined ? { FORCE_INSECURE_LOOKUP_OVER_HTTP: true } : {},
  });
  verifier.server.unit.connect(front, '/.well-known/browserid of the issuer');
}

/** Wires the GraphQL API of the settings pages. */
export function wireGraphql({ settings, backings: { mysql, front }, parts }: Fleet): void {
  const auth = publicUrlOf(settings, 'fxa-auth-server');
  parts['fxa-graphql-api'].wire({
    variables: {
      // requests are signed over host and port, which auth compares with those of its own public URL: the name of its Service is answered 401
      AUTH_SERVER_URL: new DialledPublicUrl(auth.withPath('/v1'), [front]),
      PROFILE_SERVER_URL: parts['fxa-profile-server'].server.url('http', '/v1'),
      CUSTOMS_SERVER_URL: parts['fxa-customs-server'].server.url('http'),
      CORS_ORIGIN: [publicUrlOf(settings, 'fxa-content-server')],
      AUTH_MYSQL_HOST: mysql.host,
      AUTH_MYSQL_PORT: mysql.port,
      PROFILE_MYSQL_HOST: mysql.host,
      PROFILE_MYSQL_PORT: mysql.port,
    },
    secrets: ['AUTH_MYSQL_USERNAME', 'AUTH_MYSQL_PASSWORD', 'PROFILE_MYSQL_USERNAME', 'PROFILE_MYSQL_PASSWORD'],
  });
}

/** Wires the mail service, which the auth server sends through for addresses that are meant for it. */
export function wireMail({ settings, backings: { redis, smtp }, parts }: Fleet): void {
  const { mailService } = settings;
  const mail = parts['fxa-mail-service'];
  if (mailService === 'off' || mail === undefined) return;
  const { ses, sender } = mailService;
  // it speaks to a relay in plain text and knows no login
  const relay = settings.smtp.tls || settings.smtp.login ? undefined : smtp;
  mail.wire({
    variables: {
      // it joins paths to it, and so it has to end in a slash
      FXA_EMAIL_AUTHDB_BASEURI: parts['fxa-auth-db-mysql'].server.url('http', '/'),
      FXA_EMAIL_REDIS_HOST: redis.host,
      FXA_EMAIL_REDIS_PORT: redis.port,
      ...(ses
        ? { FXA_EMAIL_PROVIDER_DEFAULT: 'ses', FXA_EMAIL_AWS_REGION: ses.region }
        : { FXA_EMAIL_PROVIDER_DEFAULT: 'smtp', FXA_EMAIL_SMTP_HOST: relay?.host, FXA_EMAIL_SMTP_PORT: relay?.port }),
      FXA_EMAIL_SENDER_ADDRESS: sender,
      FXA_EMAIL_LOG_LEVEL: 'normal',
    },
    secrets: [
      'FXA_EMAIL_HMACKEY',
      'FXA_EMAIL_SECRETKEY',
      ...(ses ? (['FXA_EMAIL_AWS_KEYS_ACCESS', 'FXA_EMAIL_AWS_KEYS_SECRET'] as const) : []),
    ],
  });
  if (ses) mail.reach('SES', ses.service, 'FXA_EMAIL_AWS_REGION');
}

/** Wires Firefox Sync. */
export function wireSync({ settings, backings: { mysql }, parts }: Fleet): void {
  const sync = parts['mozilla-sync'];
  sync?.wire({
    variables: {
      SYNCSERVER_PUBLIC_URL: publicUrlOf(settings, 'mozilla-sync'),
      // it asks content once, when it starts, and auth at each token; the names of their Services will do
      SYNCSERVER_IDENTITY_PROVIDER: parts['fxa-content-server'].server.url('http'),
      SYNCSERVER_OAUTH_VERIFIER: parts['fxa-auth-server'].server.url('http'),
      SYNCSERVER_BROWSERID_VERIFIER: parts['browserid-verifier'].server.url('http', '/v2'),
      // a request that came to another address than the public one, as probes do, is answered 500 otherwise
      SYNCSERVER_FORCE_WSGI_ENVIRON: true,
    },
    secrets: ['SYNCSERVER_SECRET', 'SYNCSERVER_SQLURI'],
  });
  for (const target of mysql.host.targets) sync?.server.unit.connect(target, 'SYNCSERVER_SQLURI');
}
