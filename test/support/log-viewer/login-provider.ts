import { exportJWK, generateKeyPair } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { Provider } from 'oidc-provider';

/** A real OpenID Connect provider, at which anybody logs in with any name. */
export interface LoginProvider {
  readonly issuer: string;
  readonly clientId: string;
  /** Where its keys are. */
  readonly jwks: string;
  /** Another origin that it answers at. */
  readonly elsewhere: string;
  /** Says where the page is; before that nobody can log in. */
  allow(redirectUri: string): void;
  /** What was asked of it: the addresses without their parameters. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

/**
 * Starts one. Who logs in as `stranger` may not read logs.
 * @param seconds how long its tokens are valid. @default 600
 */
export async function startLoginProvider(seconds = 600): Promise<LoginProvider> {
  const clientId = 'log-viewer';
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'test' };
  const client = {
    client_id: clientId,
    redirect_uris: ['http://localhost/'],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };
  const asked: string[] = [];
  let handle: ReturnType<Provider['callback']> | undefined;
  const servers = [1, 2].map(() =>
    createServer((request, response) => {
      asked.push((request.url ?? '').split('?', 1)[0] ?? '');
      handle?.(request, response);
    }).listen(0, '127.0.0.1'),
  );
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const [issuer = '', elsewhere = ''] = servers.map(
    (server) => `http://localhost:${(server.address() as AddressInfo).port}`,
  );
  const open = (redirectUri: string): void => {
    const { warn } = console;
    // It warns that it is one for tests.
    console.warn = () => undefined;
    const provider = new Provider(issuer, {
      clients: [{ ...client, redirect_uris: [redirectUri] }],
      jwks: { keys: [key] },
      pkce: { required: () => true },
      clientBasedCORS: () => true,
      conformIdTokenClaims: false,
      claims: { openid: ['sub', 'multimedia_admin'], profile: ['name'] },
      ttl: { IdToken: seconds, AccessToken: seconds, Session: 3600, Interaction: 600, Grant: 3600 },
      cookies: { keys: ['a test'] },
      findAccount: (_context: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...(id !== 'stranger' && { multimedia_admin: 'true' }) }),
      }),
    });
    console.warn = warn;
    handle = provider.callback();
  };
  open('http://localhost/');
  return {
    issuer,
    clientId,
    jwks: `${issuer}/jwks`,
    elsewhere,
    allow: open,
    asked,
    stop: async () => {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
