import { describe, expect, test } from '@jest/globals';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { fileOrder } from '../../../../lib/synth/file-order.ts';
import { buildFleet } from '../../../../lib/synth/fleet.ts';
import { systems } from '../../../../lib/systems/index.ts';
import { fxaAlone, renderFxa } from '../../../support/fxa/rendered.ts';
import { loadAll, type Fleet } from '../../../support/systems.ts';

const { local, production } = await loadAll();
const fleet = renderFxa(local);
const job = (name: string, of: Fleet = fleet, environment = 'local') =>
  of.object<IJob>(`${environment}/fxa/${name}`, 'Job');
const container = (each: IJob) => each.spec?.template.spec?.containers[0];

describe.each(['schema-fxa', 'schema-fxa-oauth', 'schema-fxa-profile'])('the Job of %s', (name) => {
  test('is named by what it runs: another release is another Job, and the same again is not', () => {
    const before = job(name).metadata?.name;
    expect(before).toMatch(new RegExp(`^${name}-[0-9a-f]{10}$`));
    expect(job(name, renderFxa(local)).metadata?.name).toBe(before);
    expect(job(name, renderFxa(local, { image: 'example.com/fxa:1.207.0' })).metadata?.name).not.toBe(before);
  });

  test('is tried again until MySQL is there, each try for a time of its own', () => {
    const { spec } = job(name);
    expect(spec?.template.spec).toMatchObject({ restartPolicy: 'Never', activeDeadlineSeconds: 120 });
    expect(spec?.backoffLimit).toBe(30);
    expect(spec?.activeDeadlineSeconds).toBe(7200);
  });

  test('reaches MySQL, and nothing else', () => {
    const policy = fleet.object<INetworkPolicy>(`local/fxa/${name}`, 'NetworkPolicy');
    const ports = policy.spec?.egress?.flatMap(({ ports: each = [] }) => each.map(({ port }) => port));
    expect(ports).toEqual([53, 53, 3306]);
    expect(policy.spec).not.toHaveProperty('ingress');
  });
});

test('each schema is made by the program of its server, in its folder', () => {
  expect(container(job('schema-fxa'))).toMatchObject({
    command: ['node', 'bin/db_patcher.js'],
    workingDir: '/fxa/packages/fxa-auth-db-mysql',
  });
  expect(container(job('schema-fxa-oauth'))?.command).toContain('scripts/oauth-db-patcher.js');
  expect(container(job('schema-fxa-profile'))?.env).toContainEqual({ name: 'CREATE_MYSQL_SCHEMA', value: 'true' });
});

test('the patcher of OAuth has the files without which its configuration is refused', () => {
  const mounts = container(job('schema-fxa-oauth', renderFxa(production), 'production'))?.volumeMounts;
  expect(mounts?.map(({ mountPath }) => mountPath)).toContain('/etc/fxa/keys');
});

test('the Jobs are applied before the servers, and after MySQL', () => {
  const order = fileOrder(buildFleet([fxaAlone(local)], { fxa: systems.fxa } as typeof systems)).map((path) =>
    path.replace(/^local\/fxa\/|\.k8s\.yaml$/g, ''),
  );
  const at = (name: string): number => order.indexOf(name);
  expect(at('mysql')).toBeLessThan(at('schema-fxa'));
  for (const name of ['schema-fxa', 'schema-fxa-oauth', 'schema-fxa-profile'])
    for (const server of ['fxa-auth-db-mysql', 'fxa-auth-server', 'fxa-profile-server', 'fxa-graphql-api'])
      expect(at(name)).toBeLessThan(at(server));
});
