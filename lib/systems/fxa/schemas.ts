import { Duration, type Chart } from 'cdk8s';
import type { Variables } from '../../config/variables.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { DialledAddress } from '../../wiring/address.ts';
import { RunOnce } from '../../workloads/run-once.ts';
import type { Fleet } from './parts.ts';
import type { FxaSettings } from './settings.ts';

/** The charts of the schemas: they stand before those of the servers, which need them. */
export interface SchemaCharts {
  readonly fxa: Chart;
  readonly oauth: Chart;
  readonly profile: Chart;
  readonly clients?: Chart;
}

/** Adds the files of the Jobs; what is in them follows once the servers are wired. */
export function addSchemaCharts(app: SystemApp, settings: FxaSettings): SchemaCharts {
  const { namespace } = settings;
  return {
    fxa: app.chart('schema-fxa', namespace),
    oauth: app.chart('schema-fxa-oauth', namespace),
    profile: app.chart('schema-fxa-profile', namespace),
    ...(hasClientsJob(settings) ? { clients: app.chart('oauth-clients', namespace) } : {}),
  };
}

/** Of several pods each would write the clients, so a Job does. */
const hasClientsJob = ({ oauth, servers }: FxaSettings): boolean =>
  oauth !== undefined && (servers?.['fxa-auth-server']?.replicas ?? 1) !== 1;

const times = {
  // patchers take 1 to 3 s; that of OAuth hangs while MySQL is away, and only a new try gets any further
  tryDeadline: Duration.minutes(2),
  deadline: Duration.hours(2),
  retries: 30,
  keptFor: Duration.days(7),
} as const;

const patcherResources = { cpu: '100m', memory: '256Mi' } as const;
/** ts-node checks the types of what it runs: 910 MiB were seen. */
const typescriptResources = { cpu: '250m', memory: '512Mi', memoryLimit: '1152Mi' } as const;

/**
 * Adds a Job for each schema, with what its server has of variables and files. A server that was quicker than its Job ends and is started again until
 * the schema is there, or is not ready; the Jobs in turn are tried again until MySQL is.
 */
export function addSchemas({ parts, backings }: Fleet, charts: SchemaCharts): void {
  const auth = parts['fxa-auth-server'].surroundings;
  const authDb = parts['fxa-auth-db-mysql'];
  authDb.describe(charts.fxa);
  parts['fxa-profile-server'].describe(charts.profile);
  for (const chart of [charts.oauth, charts.clients]) if (chart) parts['fxa-auth-server'].describe(chart);
  const profile = parts['fxa-profile-server'].surroundings;
  const { 'db-patcher': dbPatcher } = authDb.facts.extraProcesses ?? {};
  const { 'oauth-db-patcher': oauthPatcher } = parts['fxa-auth-server'].facts.extraProcesses ?? {};
  const ofMysql = (variables: Variables): Variables => dialling(variables, backings.mysql.host.targets);
  new RunOnce(charts.fxa, 'schema-fxa', {
    ...times,
    ...authDb.surroundings,
    variables: ofMysql(authDb.variables),
    command: dbPatcher?.command ?? [],
    resources: patcherResources,
  });
  const oauth = { ...times, ...auth, variables: ofMysql(auth.variables), resources: typescriptResources };
  new RunOnce(charts.oauth, 'schema-fxa-oauth', { ...oauth, command: oauthPatcher?.command ?? [] });
  if (charts.clients) {
    new RunOnce(charts.clients, 'oauth-clients', {
      ...oauth,
      variables: { ...oauth.variables, DB_AUTO_UPDATE_CLIENTS: true },
      command: ['node', '-r', 'ts-node/register', '-e', writeClients],
    });
  }
  new RunOnce(charts.profile, 'schema-fxa-profile', {
    ...times,
    ...profile,
    variables: { ...ofMysql(profile.variables), CREATE_MYSQL_SCHEMA: true },
    command: ['node', '-e', patchProfile],
    resources: patcherResources,
  });
}

/** What the profile server does when it starts, without the server. @see `mozilla/fxa@b5b6cccd packages/fxa-profile-server/lib/db/index.js` */
const patchProfile =
  "require('./lib/db').ping().then(() => process.exit(0), (error) => { console.error(error); process.exit(1); })";

/** The database writes the clients once it is connected, and tells nobody when it has. @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/lib/oauth/db/index.js` */
const writeClients =
  "require('./lib/oauth/db').mysql.then(() => setTimeout(() => process.exit(0), 10000), (error) => { console.error(error); process.exit(1); })";

/** Variables without the addresses of anything but some targets: a patcher dials nothing else. */
function dialling(variables: Variables, targets: DialledAddress['targets']): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(
      ([, value]) => !(value instanceof DialledAddress) || value.targets.every((target) => targets.includes(target)),
    ),
  );
}
