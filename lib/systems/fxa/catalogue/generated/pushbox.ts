// Written by `npm run catalogue` from data/pushbox.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * pushbox: keeps commands for devices; only where PUSHBOX_ENABLED is true in the auth server.
 *
 * @see `mozilla-services/pushbox@03255b7e13dc7152d03b91b5effd6d9fc5f2f7cd:Rocket.toml`
 */
export const server = {
  name: 'pushbox',
  image: 'mozilla/pushbox',
  ports: { http: { number: 8002, variable: 'ROCKET_PORT' } },
  health: { liveness: '/__lbheartbeat__', readiness: '/__heartbeat__', version: '/__version__' },
  variables: {
    /**
     * MySQL database with its user and password. It is such as mysql://user:password@mysql.example.com:3306/pushbox.
     * Needed always. Secret, from key `pushbox-url` of Secret `mysql`.
     *
     * @see `mozilla-services/pushbox@03255b7e Rocket.toml`
     */
    ROCKET_DATABASE_URL: {
      type: 'text',
      meaning: 'MySQL database with its user and password',
      needed: true,
      pattern: '^mysql://',
      shape: 'such as mysql://user:password@mysql.example.com:3306/pushbox',
      secret: true,
      secretKey: 'mysql/pushbox-url',
    },
    /**
     * Listen port.
     *
     * @default `8000`
     * @see `mozilla-services/pushbox@03255b7e Rocket.toml`
     */
    ROCKET_PORT: { type: 'port', meaning: 'listen port', default: '8000' },
    /**
     * Token the auth server presents. Needed always. Secret, from key `pushbox-token` of Secret `keys`. Equal to
     * `fxa-auth-server PUSHBOX_KEY`.
     *
     * @see `mozilla-services/pushbox@03255b7e Rocket.toml`
     */
    ROCKET_SERVER_TOKEN: {
      type: 'text',
      meaning: 'token the auth server presents',
      needed: true,
      secret: true,
      secretKey: 'keys/pushbox-token',
    },
  },
} as const satisfies Server;
