import { expect, test } from '@jest/globals';
import { descriptionsOf } from '../../../../lib/config/variable-descriptions.ts';
import { buildFleet } from '../../../../lib/synth/fleet.ts';
import { unitsOf } from '../../../../lib/synth/explain/units.ts';
import { systems } from '../../../../lib/systems/index.ts';
import { serverOf } from '../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../../lib/systems/fxa/catalogue/settings.ts';
import { fxaAlone } from '../../../support/fxa/rendered.ts';
import { loadAll } from '../../../support/systems.ts';

const { local } = await loadAll();
const someResources = { cpu: '100m', memory: '128Mi' } as const;

/** All programs of the system, a queue consumer and a CronJob among them. */
const units = buildFleet(
  [
    fxaAlone(local, {
      servers: {
        ...local.systems.fxa.servers,
        'fxa-auth-server': {
          replicas: 2,
          extraProcesses: {
            'verification-reminders': { schedule: '0 * * * *', resources: someResources },
            'email-notifications': { resources: someResources },
          },
        },
      },
      oauth: { clients: [] },
    }),
  ],
  { fxa: systems.fxa } as typeof systems,
).flatMap(unitsOf);

/** Whose variables programs read that are no servers of their own. */
const readers: Readonly<Record<string, ServerName>> = {
  'schema-fxa': 'fxa-auth-db-mysql',
  'schema-fxa-oauth': 'fxa-auth-server',
  'schema-fxa-profile': 'fxa-profile-server',
  'oauth-clients': 'fxa-auth-server',
  'verification-reminders': 'fxa-auth-server',
  'email-notifications': 'fxa-auth-server',
};

/** What comes from elsewhere, and has no catalogue of its own here. */
const backings = ['mysql', 'redis', 'memcached', 'smtp', 'statsd', 'sqs', 'firestore'];
const ours = units.filter(({ key }) => !backings.includes(key));

test.each(ours.map(({ key, workload }) => [key, workload] as const))(
  'the variables of %s are described as the catalogue has them',
  async (key, workload) => {
    const { variables } = serverOf(readers[key] ?? (key as ServerName));
    const descriptions = await descriptionsOf(workload);
    expect(Object.keys(descriptions).toSorted()).toEqual(Object.keys(variables).toSorted());
    expect(Object.values(descriptions).filter(({ source }) => source === undefined)).toEqual([]);
  },
);

test('all kinds of programs are among them', () => {
  expect(ours.map(({ key }) => key)).toEqual(expect.arrayContaining(Object.keys(readers)));
});
