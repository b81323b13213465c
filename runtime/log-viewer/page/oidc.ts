import * as oauth from 'oauth4webapi';

/** A provider, and who the page is there. */
interface Provider {
  readonly issuer: string;
  readonly clientId: string;
}

/** What has to be known when the provider sends the browser back. */
interface Question {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The address that was asked for, below the root. */
  readonly target: string;
}

const QUESTION_KEY = 'log-viewer.login';

/**
 * Leaves the page for the provider's login: authorization code with PKCE. Never resolves where that succeeds.
 * @param root where the provider sends the browser back to; the provider has to know this address
 * @see https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth, RFC 7636
 */
export async function startLogin(provider: Provider, root: string): Promise<void> {
  const { authorization_endpoint: endpoint } = await discover(provider);
  if (endpoint === undefined) throw new Error(`${provider.issuer} names no authorization_endpoint`);
  const question: Question = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    target: location.href.slice(root.length),
  };
  sessionStorage.setItem(QUESTION_KEY, JSON.stringify(question));
  const url = new URL(endpoint);
  const parameters = {
    response_type: 'code',
    client_id: provider.clientId,
    redirect_uri: root,
    scope: 'openid profile',
    state: question.state,
    nonce: question.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(question.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.assign(url);
  await new Promise(() => undefined);
}

/**
 * Completes a login if the address is the provider's answer to one, and puts the address from before in its place.
 * @returns the token for the API: the access token where that is a JWT, else the ID token; undefined where there is nothing to complete
 */
export async function finishLogin(provider: Provider, root: string): Promise<string | undefined> {
  const url = new URL(location.href);
  const isAnswer = url.searchParams.has('state') && (url.searchParams.has('code') || url.searchParams.has('error'));
  if (!isAnswer) return undefined;
  const stored = sessionStorage.getItem(QUESTION_KEY);
  sessionStorage.removeItem(QUESTION_KEY);
  // The code leaves the address and the history whatever becomes of it.
  const question = stored === null ? undefined : (JSON.parse(stored) as Question);
  history.replaceState(null, '', root + (question?.target ?? ''));
  if (question === undefined) throw new Error('This login was not started in this window.');

  const server = await discover(provider);
  const client: oauth.Client = { client_id: provider.clientId };
  const answer = oauth.validateAuthResponse(server, client, url, question.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    answer,
    root,
    question.verifier,
    insecureIfAsked(provider),
  );
  const { access_token: accessToken, id_token: idToken } = await oauth.processAuthorizationCodeResponse(
    server,
    client,
    response,
    { expectedNonce: question.nonce, requireIdToken: true },
  );
  return accessToken.split('.').length === 3 ? accessToken : idToken;
}

async function discover(provider: Provider): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(provider.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecureIfAsked(provider)));
}

/** A deployment whose issuer has an http address has asked for that. */
const insecureIfAsked = ({ issuer }: Provider): { [oauth.allowInsecureRequests]: boolean } => ({
  [oauth.allowInsecureRequests]: issuer.startsWith('http:'),
});
