import { finishLogin, startLogin } from './oidc.ts';

/** How the page is deployed, as the server has written it into index.html. */
export interface PageSettings {
  readonly oidc: { readonly issuer: string; readonly clientId: string } | null;
  /** The key in localStorage under which a host page keeps the token, where there is no `oidc`. */
  readonly tokenKey: string;
}

/** Where the token comes from, and how to get another. */
export interface Session {
  /** The token to use now. */
  token(): string | undefined;
  /** Leaves the page to log in and comes back to the same place; absent where another page does the login. */
  readonly logIn?: () => Promise<void>;
  /** Calls back when another page has put a new token. */
  onRenewed(callback: () => void): void;
}

const TOKEN_KEY = 'log-viewer.token';

/**
 * The session that a deployment has: OpenID Connect where it names a provider, else the token that a host page keeps. Where the address is the provider's
 * answer to a login, that is completed first, and the address is again the one from before.
 * @param root the address of the page, with slash at its end
 * @throws when the provider refused the login, or its answer is not one to a question of this window
 */
export async function openSession({ oidc, tokenKey }: PageSettings, root: string): Promise<Session> {
  if (oidc === null) {
    return {
      token: () => localStorage.getItem(tokenKey) ?? undefined,
      onRenewed: (callback) =>
        addEventListener('storage', ({ key, newValue }) => {
          if (key === tokenKey && newValue !== null) callback();
        }),
    };
  }
  const token = await finishLogin(oidc, root);
  if (token !== undefined) sessionStorage.setItem(TOKEN_KEY, token);
  return {
    token: () => sessionStorage.getItem(TOKEN_KEY) ?? undefined,
    logIn: () => startLogin(oidc, root),
    onRenewed: () => undefined,
  };
}
