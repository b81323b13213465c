// Written by `npm run catalogue` from data/mysql.json: change that, not this.

import type { Server } from '../server.ts';

/**
 * mysql: the databases.
 *
 * What must hold beside its variables:
 * - users who may make schemas, tables and routines, for the patchers
 * - the schemas of sync and pushbox, which nobody makes
 *
 * @see `mozilla/fxa@b5b6cccd1ae16ba1bfcaa5d6639e56cc3fdc3676:_scripts/mysql.sh`
 */
export const server = {
  name: 'mysql',
  ports: { mysql: { number: 3306 } },
  schemas: {
    fxa: { server: 'fxa-auth-db-mysql', madeBy: 'db-patcher', level: 115 },
    fxa_oauth: { server: 'fxa-auth-server', madeBy: 'oauth-db-patcher', level: 30 },
    fxa_profile: { server: 'fxa-profile-server', madeBy: 'the server, where CREATE_MYSQL_SCHEMA is true' },
  },
  variables: {},
} as const satisfies Server;
