import type { KeyFormat, KeyFormats } from '../../config/key-format.ts';
import { publicUrlOf } from './addresses.ts';
import type { SecretName } from './catalogue/settings.ts';
import type { FxaSettings } from './settings.ts';

const user = (name: string): KeyFormat => ({ form: 'text', text: name });
/** No program takes anything ill in hexadecimal digits: neither SQL, nor addresses, nor lists that are split at commas. */
const random = { form: 'text', text: '{hex:32}' } as const;
const signingKey: KeyFormat = { form: 'rsa-jwk', members: { alg: 'RS256', use: 'sig' } };

/**
 * How the keys are made that a deployment of its own needs, by Secret and key. What is not here is somebody else's to give: AWS, Google, Stripe, mail relays.
 *
 * @param domain of the cluster @default cluster.local
 * @see mozilla/fxa@b5b6cccd packages/fxa-auth-server: lib/oauth/keys.js, lib/routes/idp.js, scripts/gen_vapid_keys.js; lib/oauth/encrypt.js on secrets of clients
 */
export function keyFormats(
  settings: FxaSettings,
  domain = 'cluster.local',
): { readonly [Group in SecretName]?: KeyFormats } {
  const demo: KeyFormats = {
    'client-secret': { ...random, hashed: /^([0-9a-f]{64})$/ },
    'cookie-secret': random,
  };
  return {
    mysql: {
      'fxa-username': user('fxa'),
      'fxa-password': random,
      'oauth-username': user('fxa_oauth'),
      'oauth-password': random,
      'profile-username': user('fxa_profile'),
      'profile-password': random,
      'sync-url': { form: 'text', text: `pymysql://sync:{hex:32}@${mysqlAuthority(settings, domain)}/sync` },
    },
    keys: {
      'flow-id-key': random,
      'profile-bearer-token': random,
      'pushbox-token': random,
      'subscriptions-secret': random,
    },
    'fxa-auth-server': {
      'browserid-secret-key': { form: 'rsa-jwk', members: { algorithm: 'RS' } },
      'browserid-public-key': { form: 'public-jwk', of: 'fxa-auth-server/browserid-secret-key' },
      'oauth-secret-key': random,
      'openid-key': signingKey,
      'openid-new-key': signingKey,
      'ppid-salt': random,
      'support-panel-auth-secret-bearer-token': random,
      'vapid-keys': { form: 'vapid' },
    },
    'fxa-auth-db-mysql': { 'ip-hmac-key': random },
    'fxa-event-broker': {
      // relying parties look for it among the keys that the auth server publishes
      'openid-key': { form: 'copy', of: 'fxa-auth-server/openid-key' },
      'pubsub-verification-token': random,
    },
    'fxa-mail-service': { hmackey: { form: 'base64', bytes: 32 }, secretkey: { form: 'base64', bytes: 32 } },
    'mozilla-sync': { 'syncserver-secret': random },
    '123done': demo,
    '321done': demo,
    fortress: {
      config: {
        form: 'text',
        // its name in hexadecimal digits: one that whoever registers it knows beforehand
        text: `{"client_id":"666f727472657373","client_secret":"{hex:32}","redirect_uri":"${publicUrlOf(settings, 'fortress').value}/download"}`,
        hashed: /"client_secret":"([0-9a-f]{64})"/,
      },
    },
  };
}

function mysqlAuthority({ mysql: { service }, namespace }: FxaSettings, domain: string): string {
  return 'host' in service ? `${service.host}:${service.port}` : `mysql.${namespace}.svc.${domain}:3306`;
}
