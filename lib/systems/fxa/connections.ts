import { reportFault } from '../../core/faults.ts';
import { defaultConnections } from './backings.ts';
import { textOf } from './catalogue/needs.ts';
import type { FxaPart } from './part.ts';
import { running, type Fleet } from './parts.ts';
import type { SchemaCharts } from './schemas.ts';
import type { FxaServer, FxaSettings } from './settings.ts';

type Pool = number | string;

/** A pool without a variable has the ten that `mysql` and `knex` give it. @see https://github.com/mysqljs/mysql#pool-options */
const defaultPool = 10;

/** Connections of a pod: the sizes of its pools, or the variables that set them. */
const pools: Readonly<Partial<Record<FxaServer, readonly Pool[]>>> = {
  'fxa-auth-db-mysql': ['MYSQL_CONNECTION_LIMIT', 'MYSQL_SLAVE_CONNECTION_LIMIT'],
  'fxa-auth-server': [defaultPool, 'MYSQL_CONNECTION_LIMIT'],
  'fxa-profile-server': [defaultPool],
  'fxa-graphql-api': [defaultPool, defaultPool],
};

/**
 * Connections of a pod of Firefox Sync. The pools of tokens and storage allow 15 and 110, yet one worker without threads, which is what gunicorn starts,
 * answers one request at a time: it holds one connection of each, and opens one beside them to end a query that took too long.
 *
 * @see `mozilla-services/syncserver@eaaef49d docker-entrypoint.sh`, `syncserver/staticnode.py`
 * @see `mozilla-services/server-syncstorage@d370a488 syncstorage/storage/sql/dbconnect.py`
 */
const syncConnections = 3;

/**
 * Connections of each Job while it runs. A patcher has one; those of OAuth and profile then open the pool of their server, from which clients, scopes and
 * providers of avatars are read and written at the same time.
 *
 * @see `mozilla/fxa@b5b6cccd packages/fxa-auth-db-mysql/bin/db_patcher.js`, `packages/fxa-auth-server/lib/oauth/db/index.js`
 * @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/db/index.js`, `mysql-patcher` 0.7.0
 */
const jobs: Readonly<Record<keyof SchemaCharts, { readonly server: Patched; readonly pool: Pool }>> = {
  fxa: { server: 'fxa-auth-db-mysql', pool: 1 },
  oauth: { server: 'fxa-auth-server', pool: 'MYSQL_CONNECTION_LIMIT' },
  clients: { server: 'fxa-auth-server', pool: 'MYSQL_CONNECTION_LIMIT' },
  profile: { server: 'fxa-profile-server', pool: defaultPool },
};

type Patched = 'fxa-auth-db-mysql' | 'fxa-auth-server' | 'fxa-profile-server';

/**
 * Records a fault where all that is open at once is more than what MySQL takes: the pools of all pods, of extra processes too and with one pod more of
 * each server while it is rolled, and those of the Jobs, which run then.
 */
export function checkConnections({ app, settings, parts }: Fleet, schemas: SchemaCharts): void {
  const { maxConnections = defaultConnections } = settings.mysql;
  const ofServers = running(parts).map((part) => ({
    name: part.name,
    pods: most(part) + 1 + processes(part),
    each: part.name === 'mozilla-sync' ? ofSync(settings) : sizeOf(part, pools[part.name] ?? []),
  }));
  const ofJobs = (Object.keys(schemas) as (keyof SchemaCharts)[]).map((schema) => ({
    name: `Job ${schemas[schema]?.node.id}`,
    pods: 1,
    each: sizeOf(parts[jobs[schema].server], [jobs[schema].pool]),
  }));
  const all = [...ofServers, ...ofJobs].filter(({ each }) => each > 0);
  const sum = all.reduce((total, { pods, each }) => total + pods * each, 0);
  if (sum <= maxConnections) return;
  const summands = all.map(({ name, pods, each }) => (pods === 1 ? `${name} ${each}` : `${name} ${pods} x ${each}`));
  reportFault(app, {
    code: 'ERR_REPLICAS',
    property: 'mysql.maxConnections',
    got: maxConnections,
    expected: `at least ${sum}, for all pods while they are rolled and Jobs run: ${summands.join(', ')}`,
    remedy: 'raise it in MySQL and here, make pools smaller, or run fewer replicas',
  });
}

const ofSync = ({ sync }: FxaSettings): number => (sync === 'off' ? 0 : (sync.connections ?? syncConnections));

const most = ({ replicas }: FxaPart): number => (typeof replicas === 'number' ? replicas : replicas.max);

/** How many pods the programs beside a server may have: they open its pools too, and a consumer is rolled as a server is. */
function processes({ facts, tuning }: FxaPart): number {
  return Object.keys(tuning.extraProcesses ?? {})
    .map((name): number => (facts.extraProcesses?.[name]?.kind === 'Deployment' ? 2 : 1))
    .reduce((sum, pods) => sum + pods, 0);
}

function sizeOf({ facts, variables }: Pick<FxaPart, 'facts' | 'variables'>, all: readonly Pool[]): number {
  return all
    .map((pool) => {
      if (typeof pool === 'number') return pool;
      const variable = variables[pool];
      return Number((variable === undefined ? undefined : textOf(variable)) ?? facts.variables[pool]?.default);
    })
    .reduce((sum, size) => sum + size, 0);
}
