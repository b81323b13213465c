import { beforeAll, describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { readVariables } from '../../../../lib/contract/variables.ts';
import { jobsVariables } from '../../../../lib/systems/jobs-api/variables.ts';
import {
  environmentNames,
  environmentOf,
  loadAll,
  renderFleet,
  withSettings,
  type Fleet,
} from '../../../support/systems.ts';

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

/** Kind, namespace and name of all objects of a file. */
const names = (path: string): string[] =>
  fleet.objects(path).map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`);
const container = (path: string): IContainer =>
  fleet.object<IDeployment>(path, 'Deployment').spec?.template.spec?.containers[0] as IContainer;

describe.each(environmentNames)('the Jobs API in %s', (environment) => {
  const pathOf = (key: string): string => `${environment}/jobs-api/${key}`;

  test('is api, db and worker, in a file each', () => {
    const found = [...fleet.texts.keys()].filter((path) => path.startsWith(pathOf('')));
    expect(found.sort()).toEqual(['00-namespace', 'api', 'db', 'worker'].map(pathOf));
  });

  test('has workers without Service, claim and ports: nobody connects to them, and they keep no state', () => {
    const kinds = fleet.objects(pathOf('worker')).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind !== 'PodDisruptionBudget')).toEqual(['NetworkPolicy', 'Deployment']);
    expect(container(pathOf('worker'))).not.toHaveProperty('ports');
    expect(container(pathOf('worker')).volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    expect(fleet.object(pathOf('worker'), 'NetworkPolicy')).not.toHaveProperty('spec.ingress');
  });

  test('runs two workers', () => {
    expect(fleet.object(pathOf('worker'), 'Deployment')).toHaveProperty('spec.replicas', 2);
  });

  test.each([
    ['api', ['app.py']],
    ['worker', ['worker.py']],
  ])('runs %s of one image as %j', (key, args) => {
    expect(container(pathOf(key))).toMatchObject({ args, image: container(pathOf('api')).image });
    expect(container(pathOf(key))).not.toHaveProperty('command');
  });

  test.each(['api', 'worker'])('tells %s where Redis is, by name', (key) => {
    const env = environmentOf(container(pathOf(key)));
    expect(env).toEqual({ REDIS_IP: 'db.jobs-api.svc.cluster.local', REDIS_PORT: '6379', REDIS_DB: '1' });
    expect(readVariables(jobsVariables, env).faults).toBeUndefined();
  });

  test('lets api and worker reach db, and nobody else', () => {
    const peers = ['api', 'worker'].map((key) => ({
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': key } } }],
      ports: [{ port: 6379, protocol: 'TCP' }],
    }));
    expect(fleet.object(pathOf('db'), 'NetworkPolicy')).toHaveProperty('spec.ingress', peers);
  });

  test('keeps the queue in a claim of 1 Gi that one pod writes to', () => {
    expect(fleet.object(pathOf('db'), 'PersistentVolumeClaim')).toMatchObject({
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    expect(container(pathOf('db'))).toMatchObject({
      image: expect.stringMatching(/^redis:6\./),
      volumeMounts: expect.arrayContaining([{ name: 'data', mountPath: '/data' }]),
    });
  });

  test('listens on port 5000', () => {
    expect(container(pathOf('api')).ports).toEqual([{ name: 'http', containerPort: 5000, protocol: 'TCP' }]);
    expect(fleet.object(pathOf('api'), 'Service')).toHaveProperty('spec.ports.0.port', 5000);
  });
});

describe('test and production', () => {
  test.each(['api', 'db', 'worker'])('have the same names in %s', (key) => {
    const withoutBudget = (path: string): string[] =>
      names(path).filter((name) => !name.startsWith('PodDisruptionBudget '));
    expect(withoutBudget(`test/jobs-api/${key}`)).toEqual(withoutBudget(`production/jobs-api/${key}`));
  });

  test('keep the queue on storage of the class nfs', () => {
    for (const environment of ['test', 'production']) {
      const claim = fleet.object(`${environment}/jobs-api/db`, 'PersistentVolumeClaim');
      expect(claim).toHaveProperty('spec.storageClassName', 'nfs');
    }
  });
});

describe('a node port', () => {
  const exposed = (exposure?: { readonly nodePort: number }): Fleet =>
    renderFleet(
      withSettings(environments.test, 'jobs-api', (settings) => ({ ...settings, api: { ...settings.api, exposure } })),
    );

  test('is there where the environment asks for it', () => {
    expect(exposed({ nodePort: 30_123 }).object('test/jobs-api/api', 'Service')).toMatchObject({
      spec: { type: 'NodePort', ports: [{ nodePort: 30_123 }] },
    });
  });

  test('is not there where it does not, and nobody gets in', () => {
    const found = exposed();
    expect(found.object('test/jobs-api/api', 'Service')).toHaveProperty('spec.type', 'ClusterIP');
    expect(found.object('test/jobs-api/api', 'NetworkPolicy')).not.toHaveProperty('spec.ingress');
  });
});
