import { reportFault } from '../../core/faults.ts';
import { defaultConnections } from './backings.ts';
import { textOf } from './catalogue/needs.ts';
import type { FxaPart } from './part.ts';
import { running, type Fleet } from './parts.ts';
import type { FxaServer } from './settings.ts';

/** Connections of a pod: the size of a pool, or the variable that sets it. Pools without a variable have the ten that `mysql` and `knex` give them. */
const pools: Readonly<Partial<Record<FxaServer, readonly (number | string)[]>>> = {
  'fxa-auth-db-mysql': ['MYSQL_CONNECTION_LIMIT', 'MYSQL_SLAVE_CONNECTION_LIMIT'],
  'fxa-auth-server': [10, 'MYSQL_CONNECTION_LIMIT'],
  'fxa-profile-server': [10],
  'fxa-graphql-api': [10, 10],
};

/** Records a fault where the pools of all pods, those of extra processes too and with one more of each server while it is rolled, are larger than what MySQL takes. */
export function checkConnections({ app, settings: { mysql }, parts }: Fleet): void {
  const { maxConnections = defaultConnections } = mysql;
  const all = running(parts).flatMap((part) => {
    const size = poolOf(part);
    return size === 0 ? [] : [{ name: part.name, count: size * (most(part) + 1 + processes(part)) }];
  });
  const sum = all.reduce((total, { count }) => total + count, 0);
  if (sum <= maxConnections) return;
  reportFault(app, {
    code: 'ERR_REPLICAS',
    property: 'mysql.maxConnections',
    got: maxConnections,
    expected: `at least ${sum}, while pods are rolled: ${all.map(({ name, count }) => `${name} ${count}`).join(', ')}`,
    remedy: 'raise it in MySQL and here, make pools smaller, or run fewer replicas',
  });
}

const most = ({ replicas }: FxaPart): number => (typeof replicas === 'number' ? replicas : replicas.max);

/** How many pods the programs beside a server may have: they open its pools too, and a consumer is rolled as a server is. */
function processes({ facts, tuning }: FxaPart): number {
  return Object.keys(tuning.extraProcesses ?? {})
    .map((name): number => (facts.extraProcesses?.[name]?.kind === 'Deployment' ? 2 : 1))
    .reduce((sum, pods) => sum + pods, 0);
}

function poolOf({ name, facts, variables }: FxaPart): number {
  return (pools[name] ?? [])
    .map((pool) => {
      if (typeof pool === 'number') return pool;
      const variable = variables[pool];
      return Number((variable === undefined ? undefined : textOf(variable)) ?? facts.variables[pool]?.default);
    })
    .reduce((sum, size) => sum + size, 0);
}
