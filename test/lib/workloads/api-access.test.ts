import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { objects } from '../../support/build.ts';
import { faultsOf, jobTemplate, objectOf, podSpec, queueWorker } from '../../support/workloads.ts';

const readPods = { resources: ['pods'], verbs: ['list'] };

describe('apiAccess', () => {
  test('is none unless said otherwise: no account, no role, no way to the API server', () => {
    const found = objects(Chart.of(queueWorker())).map(({ kind }) => kind);
    expect(found).toEqual(['NetworkPolicy', 'Deployment']);
    expect(objectOf(queueWorker(), 'NetworkPolicy')).not.toHaveProperty('spec.egress');
  });

  test('gives the pod a token of an account of its own name, and only the pod', () => {
    const worker = queueWorker({ apiAccess: [{ rules: [readPods] }] });
    expect(podSpec(worker)).toMatchObject({ serviceAccountName: 'web', automountServiceAccountToken: true });
    expect(objectOf(worker, 'ServiceAccount')).toMatchObject({
      metadata: { name: 'web', namespace: 'shop' },
      automountServiceAccountToken: false,
    });
  });

  test('is a Role with exactly the rules that are given', () => {
    const rules = [
      { apiGroup: 'batch', resources: ['jobs'], verbs: ['create', 'get'] },
      { resources: ['configmaps'], verbs: ['get'], resourceNames: ['state'] },
    ];
    expect(objectOf<IRole>(queueWorker({ apiAccess: [{ rules }] }), 'Role').rules).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'get'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get'], resourceNames: ['state'] },
    ]);
  });

  test("is in the workload's own namespace unless said otherwise", () => {
    const worker = queueWorker({ apiAccess: [{ rules: [readPods] }] });
    expect(objectOf(worker, 'Role')).toMatchObject({ metadata: { name: 'web', namespace: 'shop' } });
  });

  test('may be in another namespace, where the Role is bound to the account of this one', () => {
    const worker = queueWorker({ apiAccess: [{ namespace: 'jobs', rules: [readPods] }] });
    expect(objectOf(worker, 'Role')).toMatchObject({ metadata: { name: 'web', namespace: 'jobs' } });
    expect(objectOf(worker, 'RoleBinding')).toMatchObject({
      metadata: { name: 'web', namespace: 'jobs' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
    });
  });

  test('may be in several namespaces, with one account for all', () => {
    const worker = queueWorker({ apiAccess: [{ rules: [readPods] }, { namespace: 'jobs', rules: [readPods] }] });
    const found = objects(Chart.of(worker)).map(({ kind, metadata }) => `${kind} ${metadata.namespace}`);
    expect(found).toEqual([
      'NetworkPolicy shop',
      'ServiceAccount shop',
      'Role shop',
      'RoleBinding shop',
      'Role jobs',
      'RoleBinding jobs',
      'Deployment shop',
    ]);
  });

  test('adds up what is given for one namespace, also where it is the own one by default and by its name', () => {
    const readJobs = { apiGroup: 'batch', resources: ['jobs'], verbs: ['list'] };
    const worker = queueWorker({
      apiAccess: [
        { rules: [readPods] },
        { namespace: 'jobs', rules: [readPods] },
        { namespace: 'shop', rules: [readJobs] },
      ],
    });
    const found = objects(Chart.of(worker)).map(({ kind, metadata }) => `${kind} ${metadata.namespace}`);
    expect(found.filter((each) => each.startsWith('Role '))).toEqual(['Role shop', 'Role jobs']);
    const [own] = objects(Chart.of(worker)).filter(({ kind }) => kind === 'Role') as unknown as IRole[];
    expect(own?.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] },
    ]);
  });

  test('opens the way to the API server and to DNS, and no other', () => {
    const worker = queueWorker({ apiAccess: [{ rules: [readPods] }] });
    expect(objectOf(worker, 'NetworkPolicy')).toMatchObject({
      spec: {
        egress: [
          { ports: [{ port: 53 }, { port: 53 }] },
          { to: [{ ipBlock: { cidr: '10.1.0.0/28' } }], ports: [{ port: 6443, protocol: 'TCP' }] },
        ],
      },
    });
  });

  test('can be given to Jobs too', () => {
    const job = jobTemplate({ apiAccess: [{ rules: [readPods] }] });
    expect(job.pod.spec()).toMatchObject({ serviceAccountName: 'web', automountServiceAccountToken: true });
    expect(faultsOf(job)).toEqual([]);
  });
});
