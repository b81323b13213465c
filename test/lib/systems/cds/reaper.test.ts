import { beforeAll, describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { healthPaths, reaperVariables } from '../../../../lib/contract/env.ts';
import { readVariables } from '../../../../lib/contract/variables.ts';
import { environmentNames, environmentOf, loadAll, renderFleet, type Fleet } from '../../../support/systems.ts';

let fleet: Fleet;

beforeAll(async () => {
  fleet = renderFleet(...Object.values(await loadAll()));
});

describe.each(environmentNames)('the reaper in %s', (environment) => {
  const path = `${environment}/cds/reaper`;
  const jobNamespace = environment === 'production' ? 'cds-jobs' : 'cds';
  const container = (): IContainer =>
    fleet.object<IDeployment>(path, 'Deployment').spec?.template.spec?.containers[0] as IContainer;

  test('gets what it needs, and no variable that it does not know', () => {
    const env = environmentOf(container());
    expect(Object.keys(env).filter((name) => !Object.hasOwn(reaperVariables, name))).toEqual([]);
    expect(readVariables(reaperVariables, env).faults).toBeUndefined();
    expect(env['RABBITMQ_PASSWD']).toMatch(/^from .*\/password$/);
    expect(env['REDIS_PASS']).toMatch(/^from .*\/password$/);
  });

  test('is one at a time', () => {
    expect(fleet.object(path, 'Deployment')).toMatchObject({ spec: { replicas: 1, strategy: { type: 'Recreate' } } });
  });

  test('may follow Jobs and hold its own Lease, and nothing else anywhere', () => {
    const { LEASE_NAME, NAMESPACE } = environmentOf(container());
    const { metadata, rules } = fleet.object<IRole>(path, 'Role');
    expect([metadata?.namespace, NAMESPACE]).toEqual([jobNamespace, jobNamespace]);
    expect(rules).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch', 'patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        verbs: ['get', 'update'],
        resourceNames: [LEASE_NAME],
      },
    ]);
  });

  test('finds its journal under its name', () => {
    expect(environmentOf(container())).toMatchObject({
      REDIS_HOST: 'journal.cds.svc.cluster.local',
      REDIS_PORT: '6379',
    });
  });

  test('gives the journal the password the journal asks for', () => {
    const entryOf = (key: string, variable: string): unknown => {
      const file = `${environment}/cds/${key}`;
      const { spec } = fleet.object<IDeployment>(file, 'Deployment');
      const reference = environmentOf(spec?.template.spec?.containers[0] as IContainer)[variable];
      // each unit has an ExternalSecret of its own for the same entry of the store
      const external = fleet
        .objects(file)
        .find(({ kind, metadata }) => kind === 'ExternalSecret' && reference === `from ${metadata.name}/password`);
      return (external as { spec?: object } | undefined)?.spec ?? reference;
    };
    const own = entryOf('reaper', 'REDIS_PASS');
    const asked = entryOf('journal', 'REDIS_PASSWORD');
    const data = (entry: unknown): unknown => (entry as { data?: unknown }).data ?? entry;
    expect(data(own)).toEqual(data(asked));
    expect(data(own)).toBeDefined();
  });

  test('has some seconds more to end than it may take over the work in hand', () => {
    const { SHUTDOWN_TIMEOUT } = readVariables(reaperVariables, environmentOf(container())).values ?? {};
    expect(fleet.object<IDeployment>(path, 'Deployment').spec?.template.spec).toHaveProperty(
      'terminationGracePeriodSeconds',
      Number(SHUTDOWN_TIMEOUT) + 5,
    );
  });

  test('is reached by no other unit, and asked at its health port', () => {
    expect(fleet.objects(path).map(({ kind }) => kind)).not.toContain('Service');
    expect(container().livenessProbe?.httpGet).toEqual({ path: healthPaths.live, port: 'health' });
    expect(container().readinessProbe?.httpGet).toEqual({ path: healthPaths.ready, port: 'health' });
  });

  test('alone reaches the journal', () => {
    expect(fleet.object(`${environment}/cds/journal`, 'NetworkPolicy')).toHaveProperty('spec.ingress', [
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'reaper' } } }],
        ports: [{ port: 6379, protocol: 'TCP' }],
      },
    ]);
  });
});
