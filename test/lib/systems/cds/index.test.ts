import { beforeAll, describe, expect, test } from '@jest/globals';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { environmentNames, loadAll, renderFleet, withSettings, type Fleet } from '../../../support/systems.ts';

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

/** The level that each namespace of a file enforces. */
const levels = (path: string, of: Fleet = fleet): Record<string, unknown> =>
  Object.fromEntries(
    of
      .objects(path)
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => [
        metadata.name,
        (metadata as INamespace['metadata'])?.labels?.['pod-security.kubernetes.io/enforce'],
      ]),
  );

describe('CDS', () => {
  test.each([
    ['production', ['monitoring']],
    ['test', []],
    ['local', ['dex', 'rabbitmq']],
  ])('in %s is its three processes, their journal, storage and Jobs, and %j', (environment, inCluster) => {
    const keys = ['00-namespace', 'job', 'journal', 'log-viewer', 'reaper', 'responder', 'storage', ...inCluster];
    const found = [...fleet.texts.keys()].filter((path) => path.startsWith(`${environment}/cds/`));
    expect(found.sort()).toEqual(keys.map((key) => `${environment}/cds/${key}`).sort());
  });

  test.each(['local', 'test'])('in %s has one namespace, which is "restricted"', (environment) => {
    expect(levels(`${environment}/cds/00-namespace`)).toEqual({ cds: 'restricted' });
  });

  test('with media on the nodes has a namespace for its Jobs, the only one that is not "restricted"', () => {
    expect(levels('production/cds/00-namespace')).toEqual({ cds: 'restricted', 'cds-jobs': 'privileged' });
  });

  test('puts nothing into the namespace of Jobs but what they and those who manage them need', () => {
    const found = [...fleet.texts.keys()]
      .filter((path) => path.startsWith('production/cds/'))
      .flatMap((path) => fleet.objects(path).map(({ kind, metadata }) => ({ path, kind, metadata })))
      .filter(({ metadata }) => metadata.namespace === 'cds-jobs')
      .map(({ path, kind }) => `${path.replace('production/cds/', '')} ${kind}`);
    expect([...new Set(found)]).toEqual([
      '00-namespace NetworkPolicy',
      'job NetworkPolicy',
      'job ConfigMap',
      'job PersistentVolumeClaim',
      'responder Role',
      'responder RoleBinding',
      'reaper Role',
      'reaper RoleBinding',
    ]);
  });

  test('takes a journal outside the cluster as it is', () => {
    const journal = { host: 'redis.example.com', port: 6380, networks: [{ cidr: '10.9.0.0/16' }] } as const;
    const found = renderFleet(withSettings(environments.test, 'cds', (settings) => ({ ...settings, journal })));
    expect([...found.texts.keys()]).not.toContain('test/cds/journal');
    expect(found.object('test/cds/reaper', 'NetworkPolicy')).toHaveProperty(
      'spec.egress',
      expect.arrayContaining([
        { to: [{ ipBlock: { cidr: '10.9.0.0/16' } }], ports: [{ port: 6380, protocol: 'TCP' }] },
      ]),
    );
  });
});

describe('the storage of CDS', () => {
  test.each(environmentNames)('in %s is a claim for inmeta and one for logs', (environment) => {
    const claims = fleet
      .objects(`${environment}/cds/storage`)
      .filter(({ kind }) => kind === 'PersistentVolumeClaim')
      .map(({ metadata }) => metadata.name);
    expect(claims).toEqual(['inmeta', 'logs']);
  });

  test.each(['production', 'test'])('in %s is on NFS, for pods on several nodes', (environment) => {
    for (const name of ['inmeta', 'logs']) {
      const volume = fleet.object(`${environment}/cds/storage`, 'PersistentVolume', `cds-${name}`);
      expect(volume).toMatchObject({
        spec: { accessModes: ['ReadWriteMany'], nfs: { path: `/exports/cds-${name}` } },
      });
    }
  });
});

describe('the broker of CDS in local', () => {
  test('knows its user and password from a Secret', () => {
    const fromSecret = (key: string) => ({ valueFrom: { secretKeyRef: { name: 'rabbitmq-1', key } } });
    expect(fleet.object('local/cds/rabbitmq', 'Deployment')).toHaveProperty(
      'spec.template.spec.containers.0.env',
      expect.arrayContaining([
        { name: 'RABBITMQ_DEFAULT_USER', ...fromSecret('username') },
        { name: 'RABBITMQ_DEFAULT_PASS', ...fromSecret('password') },
      ]),
    );
  });

  test('lets log viewer, responder and reaper in, and nobody else', () => {
    const peers = ['log-viewer', 'reaper', 'responder'].map((name) => ({
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }],
      ports: [{ port: 5672, protocol: 'TCP' }],
    }));
    expect(fleet.object('local/cds/rabbitmq', 'NetworkPolicy')).toHaveProperty('spec.ingress', peers);
  });
});
