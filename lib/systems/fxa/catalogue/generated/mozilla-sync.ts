// Written by `npm run catalogue` from data/mozilla-sync.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * mozilla-sync: stores what Firefox synchronises.
 *
 * What must hold beside its variables:
 * - the content server when it starts
 * - SYNCSERVER_FORCE_WSGI_ENVIRON: without it every request that came to another address than the public one is
 * answered 500, probes too
 * - its database, which must exist
 *
 * @see `mozilla-services/syncserver@eaaef49dd172ba771ab8b08919e3fd61dd97065f:syncserver/__init__.py`
 */
export const server = {
  name: 'mozilla-sync',
  image: 'mozilla/syncserver',
  ports: { http: { number: 5000, variable: 'PORT' } },
  bind: { variable: 'HOST', default: '0.0.0.0' },
  health: { liveness: '/', readiness: '/', version: '/token/__version__' },
  replicas: {
    several: true,
    why: 'with one secret and one SQL database for all',
    observed: false,
    when: { SYNCSERVER_SECRET: '*', SYNCSERVER_SQLURI: '*' },
  },
  stop: { onSigterm: 'ends', how: 'dumb-init hands the signal to gunicorn', observed: false },
  user: 1001,
  variables: {
    /**
     * Listen address.
     *
     * @default `0.0.0.0`
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    HOST: { type: 'text', meaning: 'listen address', default: '0.0.0.0' },
    /**
     * Listen port.
     *
     * @default `5000`
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    PORT: { type: 'port', meaning: 'listen port', default: '5000' },
    /**
     * Let in users who were never here.
     *
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_ALLOW_NEW_USERS: { type: 'boolean', meaning: 'let in users who were never here' },
    /**
     * Uploads in batches.
     *
     * @default `true`
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_BATCH_UPLOAD_ENABLED: { type: 'boolean', meaning: 'uploads in batches', default: 'true' },
    /**
     * Remote verifier. The server dials it.
     *
     * @default verification in the process itself
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_BROWSERID_VERIFIER: { type: 'url', meaning: 'remote verifier', address: 'dialled' },
    /**
     * Log for debugging.
     *
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_DEBUG_ENABLED: { type: 'boolean', meaning: 'log for debugging' },
    /**
     * Take the public address for the one a request came to; needed behind an ingress, and for probes. Needed always.
     *
     * @default `false`
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_FORCE_WSGI_ENVIRON: {
      type: 'boolean',
      meaning: 'take the public address for the one a request came to; needed behind an ingress, and for probes',
      default: 'false',
      needed: true,
    },
    /**
     * Proxies trusted for forwarded headers. The program splits it at commas.
     *
     * @default `127.0.0.1,172.17.0.1`
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_FORWARDED_ALLOW_IPS: {
      type: 'list',
      meaning: 'proxies trusted for forwarded headers',
      default: '127.0.0.1,172.17.0.1',
    },
    /**
     * Content server root; fetched once at start, so an internal name works, and a failure stops the start. The server
     * dials it. Needed always.
     *
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_IDENTITY_PROVIDER: {
      type: 'url',
      meaning: 'content server root; fetched once at start, so an internal name works, and a failure stops the start',
      needed: true,
      address: 'dialled',
    },
    /**
     * Auth server root for token checks; set it to stay inside the cluster. The server dials it.
     *
     * @default the one that the identity provider names
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_OAUTH_VERIFIER: {
      type: 'url',
      meaning: 'auth server root for token checks; set it to stay inside the cluster',
      address: 'dialled',
    },
    /**
     * Address that Firefox uses; requests are signed over it. Browsers or mails get it. Needed always. Of
     * `fxa-content-server SYNC_TOKENSERVER_URL` and `mozilla-sync SYNCSERVER_PUBLIC_URL`, the first is the second with
     * /token at its end.
     *
     * @default http://localhost:5000/, from a file
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_PUBLIC_URL: {
      type: 'public-url',
      meaning: 'address that Firefox uses; requests are signed over it',
      needed: true,
      address: 'public',
    },
    /**
     * Token signing secret. Needed, unless SYNCSERVER_SECRET_FILE is given. Secret, from key `syncserver-secret` of
     * Secret `mozilla-sync`.
     *
     * @default a random one per process
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_SECRET: {
      type: 'text',
      meaning: 'token signing secret',
      needed: { unless: { SYNCSERVER_SECRET_FILE: '*' } },
      secret: true,
      secretKey: 'mozilla-sync/syncserver-secret',
    },
    /**
     * File that holds SYNCSERVER_SECRET; the variable wins. The file holds the text of SYNCSERVER_SECRET, from key
     * `syncserver-secret` of Secret `mozilla-sync`.
     *
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_SECRET_FILE: {
      type: 'path',
      meaning: 'file that holds SYNCSERVER_SECRET; the variable wins',
      file: { holds: 'the text of SYNCSERVER_SECRET', secret: 'mozilla-sync/syncserver-secret' },
    },
    /**
     * Database with its user and password; its schema must exist. It is such as
     * pymysql://user:password@mysql.example.com/sync. Needed always. Secret, from key `sync-url` of Secret `mysql`.
     *
     * @default a SQLite file in /tmp
     * @see `mozilla-services/syncserver@eaaef49d syncserver/__init__.py`
     */
    SYNCSERVER_SQLURI: {
      type: 'text',
      meaning: 'database with its user and password; its schema must exist',
      needed: true,
      pattern: '^pymysql://',
      shape: 'such as pymysql://user:password@mysql.example.com/sync',
      secret: true,
      secretKey: 'mysql/sync-url',
    },
  },
} as const satisfies Server;
