// Written by `npm run catalogue` from data/123done.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * 123done: a demonstration of a relying party.
 *
 * What must hold beside its variables:
 * - the public addresses of content, auth and profile, from inside too: the OpenID document of ISSUER_URI names
 * them
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:packages/123done/config.js`
 */
export const server = {
  name: '123done',
  image: 'fxa',
  folder: 'packages/123done',
  command: ['node', 'server.js'],
  ports: { http: { number: 8080, variable: 'PORT' } },
  health: { liveness: '/__version__', readiness: '/__version__', version: '/__version__' },
  replicas: {
    several: false,
    why: 'sign-ins that are under way are in the memory of the pod they began at',
    observed: false,
  },
  stop: { onSigterm: 'ignores', how: 'it has no handler; as process 1 it serves on until SIGKILL', observed: true },
  idle: { memoryMiB: 60, listensAfterSeconds: 0.3 },
  variables: {
    /**
     * OAuth client id. It is 16 hexadecimal digits.
     *
     * @default `dcdb5ae7add825d2`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, client_id`
     */
    CLIENT_ID: {
      type: 'text',
      meaning: 'OAuth client id',
      default: 'dcdb5ae7add825d2',
      pattern: '^[0-9a-f]{16}$',
      shape: '16 hexadecimal digits',
    },
    /**
     * OAuth client secret. Needed in `production` and `stage`. Secret, from key `client-secret` of Secret `123done`.
     * The default is a placeholder that everybody knows.
     *
     * @default that of the file, which is public
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, client_secret`
     */
    CLIENT_SECRET: {
      type: 'text',
      meaning: 'OAuth client secret',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: '123done/client-secret',
    },
    /**
     * Config file of the package: config-local.json is the local-stack variant. It is a path that is absolute or
     * begins with ./.
     *
     * @default `./config.json`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js`
     */
    CONFIG_123DONE: {
      type: 'text',
      meaning: 'config file of the package: config-local.json is the local-stack variant',
      default: './config.json',
      pattern: '^\\.{0,2}/',
      shape: 'a path that is absolute or begins with ./',
    },
    /**
     * Cookie name.
     *
     * @default `123done`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, cookie_name`
     */
    COOKIE_NAME: { type: 'text', meaning: 'cookie name', default: '123done' },
    /**
     * Session cookie key; must be equal on all pods. Needed in `production` and `stage`. Secret, from key
     * `cookie-secret` of Secret `123done`. The default is a placeholder that everybody knows.
     *
     * @default `define a real secret, please`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, cookie_secret`
     */
    COOKIE_SECRET: {
      type: 'text',
      meaning: 'session cookie key; must be equal on all pods',
      default: 'define a real secret, please',
      needed: { in: ['production', 'stage'] },
      placeholder: true,
      secret: true,
      secretKey: '123done/cookie-secret',
    },
    /**
     * Content server public URL; the server fetches its OpenID document and then uses the public endpoints named
     * there, also from inside the cluster. The server dials it, and browsers get it too. Needed always. Equal to
     * `fxa-content-server PUBLIC_URL`, `fxa-auth-server CONTENT_SERVER_URL`, `fxa-auth-server FXA_OPENID_ISSUER`,
     * `fxa-event-broker OPENID_ISSUER`, `fxa-payments-server CONTENT_SERVER_URL`, and `321done ISSUER_URI`.
     *
     * @default that of the file; in ./config.json a development stack of Mozilla
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, issuer_uri`
     */
    ISSUER_URI: {
      type: 'dialled-public-url',
      meaning:
        'content server public URL; the server fetches its OpenID document and then uses the public endpoints named there, also from inside the cluster',
      needed: true,
      address: 'public',
      strictUrl: true,
    },
    /**
     * Public client id. It is 16 hexadecimal digits.
     *
     * @default `38a6b9b3a65a1871`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, pkce_client_id`
     */
    PKCE_CLIENT_ID: {
      type: 'text',
      meaning: 'public client id',
      default: '38a6b9b3a65a1871',
      pattern: '^[0-9a-f]{16}$',
      shape: '16 hexadecimal digits',
    },
    /**
     * Own public URL for the PKCE flow. It ends in ?oauth_pkce_redirect=1. Browsers or mails get it.
     *
     * @default `http://localhost:8080/?oauth_pkce_redirect=1`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, pkce_redirect_uri`
     */
    PKCE_REDIRECT_URI: {
      type: 'public-url',
      meaning: 'own public URL for the PKCE flow',
      default: 'http://localhost:8080/?oauth_pkce_redirect=1',
      address: 'public',
      pattern: '\\?&?oauth_pkce_redirect=1$',
      shape: 'ending in ?oauth_pkce_redirect=1',
      strictUrl: true,
    },
    /**
     * Listen port.
     *
     * @default `8080`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, port`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '8080' },
    /**
     * Own public URL + /api/oauth; must be registered for the client in the auth server. It ends in /api/oauth.
     * Browsers or mails get it. Needed always.
     *
     * @default `http://localhost:8080/api/oauth`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, redirect_uri`
     */
    REDIRECT_URI: {
      type: 'public-url',
      meaning: 'own public URL + /api/oauth; must be registered for the client in the auth server',
      default: 'http://localhost:8080/api/oauth',
      needed: true,
      address: 'public',
      pattern: '/api/oauth$',
      shape: 'ending in /api/oauth',
      strictUrl: true,
    },
    /**
     * Requested scopes.
     *
     * @default `profile openid`
     * @see `mozilla/fxa@b5b6cccd packages/123done/config.js, scopes`
     */
    SCOPES: { type: 'text', meaning: 'requested scopes', default: 'profile openid' },
  },
} as const satisfies Server;
