import { describe, expect, it } from '@jest/globals';
import { immutableChanges } from '../../../lib/checks/immutable.ts';
import type { CheckedObject } from '../../../lib/checks/rule.ts';

type Fields = Readonly<Record<string, unknown>>;

const apiVersions: Readonly<Record<string, string>> = {
  DaemonSet: 'apps/v1',
  Deployment: 'apps/v1',
  IngressClass: 'networking.k8s.io/v1',
  Job: 'batch/v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  RoleBinding: 'rbac.authorization.k8s.io/v1',
  StatefulSet: 'apps/v1',
  StorageClass: 'storage.k8s.io/v1',
};

function objectOf(kind: string, fields: Fields, name = 'catalogue'): CheckedObject {
  const manifest = { apiVersion: apiVersions[kind] ?? 'v1', kind, metadata: { name, namespace: 'shop' }, ...fields };
  return { manifest };
}

const changed = (kind: string, before: Fields, after: Fields) =>
  immutableChanges([objectOf(kind, before)], [objectOf(kind, after)]).map(({ path, problem }) => `${path}: ${problem}`);

const spec = (fields: Fields): Fields => ({ spec: fields });
const selector = (app: string): Fields => ({ selector: { matchLabels: { app } } });
const claim = (fields: Fields): Fields => spec({ accessModes: ['ReadWriteOnce'], ...fields });
const job = (container: Fields): Fields =>
  spec({
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'import', image: 'import:1.4.2', ...container }] },
    },
  });

describe('immutableChanges', () => {
  it.each<[string, string, Fields, Fields, string]>([
    [
      'the selector of a Deployment',
      'Deployment',
      spec(selector('a')),
      spec(selector('b')),
      'spec.selector.matchLabels.app: got "b"; expected "a", as it was applied, for it cannot change',
    ],
    [
      'a label more in the selector of a DaemonSet',
      'DaemonSet',
      spec(selector('a')),
      spec({ selector: { matchLabels: { app: 'a', tier: 'web' } } }),
      'spec.selector.matchLabels.tier: got "web"; expected nothing, as it was applied, for it cannot change',
    ],
    [
      'the Service of a StatefulSet',
      'StatefulSet',
      spec({ serviceName: 'ledger' }),
      spec({ serviceName: 'books' }),
      'spec.serviceName: got "books"; expected "ledger", as it was applied, for it cannot change',
    ],
    [
      'how a StatefulSet starts its pods',
      'StatefulSet',
      spec({}),
      spec({ podManagementPolicy: 'Parallel' }),
      'spec.podManagementPolicy: got "Parallel"; expected "OrderedReady", as it was applied, for it cannot change',
    ],
    [
      'the claims of a StatefulSet',
      'StatefulSet',
      spec({ volumeClaimTemplates: [{ metadata: { name: 'data' }, ...claim({ storageClassName: 'slow' }) }] }),
      spec({ volumeClaimTemplates: [{ metadata: { name: 'data' }, ...claim({ storageClassName: 'fast' }) }] }),
      'spec.volumeClaimTemplates[0].spec.storageClassName: got "fast"; expected "slow", as it was applied, for it cannot change',
    ],
    [
      'the image of a Job',
      'Job',
      job({}),
      job({ image: 'import:1.4.3' }),
      'spec.template.spec.containers[0].image: got "import:1.4.3"; expected "import:1.4.2", as it was applied, for it cannot change',
    ],
    [
      'the completions of a Job',
      'Job',
      spec({ completions: 2 }),
      spec({ completions: 3 }),
      'spec.completions: got 3; expected 2, as it was applied, for it cannot change',
    ],
    [
      'the access of a claim',
      'PersistentVolumeClaim',
      claim({}),
      claim({ accessModes: ['ReadWriteMany'] }),
      'spec.accessModes[0]: got "ReadWriteMany"; expected "ReadWriteOnce", as it was applied, for it cannot change',
    ],
    [
      'the class of a claim',
      'PersistentVolumeClaim',
      claim({ storageClassName: 'slow' }),
      claim({}),
      'spec.storageClassName: got nothing; expected "slow", as it was applied, for it cannot change',
    ],
    [
      'the volume of a claim',
      'PersistentVolumeClaim',
      claim({ volumeName: 'a' }),
      claim({ volumeName: 'b' }),
      'spec.volumeName: got "b"; expected "a", as it was applied, for it cannot change',
    ],
    [
      'a claim that shrinks',
      'PersistentVolumeClaim',
      claim({ resources: { requests: { storage: '1Gi' } } }),
      claim({ resources: { requests: { storage: '500M' } } }),
      'spec.resources.requests.storage: got "500M"; expected at least "1Gi", as it was applied, for a claim only grows',
    ],
    [
      'what a PersistentVolume is',
      'PersistentVolume',
      spec({ nfs: { server: 'a.example.com', path: '/' } }),
      spec({ nfs: { server: 'b.example.com', path: '/' } }),
      'spec.nfs.server: got "b.example.com"; expected "a.example.com", as it was applied, for it cannot change',
    ],
    [
      'a Service that becomes headless',
      'Service',
      spec({}),
      spec({ clusterIP: 'None' }),
      'spec.clusterIP: got "None"; expected nothing, as it was applied, for it cannot change',
    ],
    [
      'a Service that shall no longer be headless, for it would stay so',
      'Service',
      spec({ clusterIP: 'None' }),
      spec({}),
      'spec.clusterIP: got nothing; expected "None", as it was applied, for it cannot change',
    ],
    [
      'the type of a Secret',
      'Secret',
      {},
      { type: 'kubernetes.io/tls' },
      'type: got "kubernetes.io/tls"; expected "Opaque", as it was applied, for it cannot change',
    ],
    [
      'a key of an immutable ConfigMap',
      'ConfigMap',
      { immutable: true, data: { mode: 'a' } },
      { immutable: true, data: { mode: 'b' } },
      'data.mode: got "b"; expected "a", as it was applied, for it cannot change',
    ],
    [
      'a ConfigMap that was immutable',
      'ConfigMap',
      { immutable: true },
      {},
      'immutable: got nothing; expected true, as it was applied, for it cannot change',
    ],
    [
      'the Role of a RoleBinding',
      'RoleBinding',
      { roleRef: { kind: 'Role', name: 'a' } },
      { roleRef: { kind: 'Role', name: 'b' } },
      'roleRef.name: got "b"; expected "a", as it was applied, for it cannot change',
    ],
    [
      'the parameters of a StorageClass',
      'StorageClass',
      { parameters: { type: 'gp2' } },
      { parameters: { type: 'gp3' } },
      'parameters.type: got "gp3"; expected "gp2", as it was applied, for it cannot change',
    ],
    [
      'the value of a PriorityClass',
      'PriorityClass',
      { value: 1 },
      { value: 2 },
      'value: got 2; expected 1, as it was applied, for it cannot change',
    ],
    [
      'the controller of an IngressClass',
      'IngressClass',
      spec({ controller: 'a' }),
      spec({ controller: 'b' }),
      'spec.controller: got "b"; expected "a", as it was applied, for it cannot change',
    ],
  ])('finds %s', (_, kind, before, after, expected) => {
    expect(changed(kind, before, after)).toEqual([expected]);
  });

  it.each<[string, string, Fields, Fields]>([
    [
      'the image and replicas of a Deployment',
      'Deployment',
      spec({ replicas: 1, template: {} }),
      spec({ replicas: 2, template: { spec: {} } }),
    ],
    ['a default that is written out', 'StatefulSet', spec({}), spec({ podManagementPolicy: 'OrderedReady' })],
    ['an empty field that is left out', 'Job', job({ env: [], resources: {} }), job({ env: null })],
    [
      'the completions of an Indexed Job',
      'Job',
      spec({ completionMode: 'Indexed', completions: 2 }),
      spec({ completionMode: 'Indexed', completions: 3 }),
    ],
    [
      'a claim that grows or gets its volume',
      'PersistentVolumeClaim',
      claim({ resources: { requests: { storage: '1Gi' } } }),
      claim({ resources: { requests: { storage: '2Gi' } }, volumeName: 'a' }),
    ],
    [
      'the size of a PersistentVolume',
      'PersistentVolume',
      spec({ capacity: { storage: '1Gi' }, nfs: { path: '/' } }),
      spec({ capacity: { storage: '2Gi' }, nfs: { path: '/' } }),
    ],
    ['a Service that was an ExternalName', 'Service', spec({ type: 'ExternalName' }), spec({ clusterIP: 'None' })],
    [
      'a ConfigMap that becomes immutable',
      'ConfigMap',
      { data: { mode: 'a' } },
      { immutable: true, data: { mode: 'b' } },
    ],
    ['the subjects of a RoleBinding', 'RoleBinding', { subjects: [] }, { subjects: [{ kind: 'User', name: 'jane' }] }],
  ])('leaves alone %s', (_, kind, before, after) => {
    expect(changed(kind, before, after)).toEqual([]);
  });

  it('leaves alone what is new, gone, renamed or of another namespace', () => {
    const before = [objectOf('Deployment', spec(selector('a')), 'a')];
    const moved = objectOf('Deployment', { ...spec(selector('c')), metadata: { name: 'a', namespace: 'other' } });
    expect(immutableChanges(before, [objectOf('Deployment', spec(selector('b')), 'b'), moved])).toEqual([]);
    expect(immutableChanges(before, [])).toEqual([]);
  });

  it('names the object that comes and says what to do', () => {
    const after = objectOf('Deployment', spec(selector('b')));
    const [finding] = immutableChanges([objectOf('Deployment', spec(selector('a')))], [after]);
    expect(finding).toMatchObject({
      rule: 'immutable',
      object: after,
      remedy: 'give the Deployment another name, or delete the one that exists before this is applied',
    });
  });

  it("shows neither a Secret's value nor that of a Job's variable", () => {
    const secret = changed(
      'Secret',
      { immutable: true, data: { password: 'aHVudGVyMg==' } },
      { immutable: true, data: { password: 'aHVudGVyMw==' } },
    );
    const variable = changed(
      'Job',
      job({ env: [{ name: 'A', value: 'hunter2' }] }),
      job({ env: [{ name: 'A', value: 'hunter3' }] }),
    );
    const problem = 'got another value (not shown); expected the one that was applied, for it cannot change';
    expect(secret).toEqual([`data.password: ${problem}`]);
    expect(variable).toEqual([`spec.template.spec.containers[0].env[0].value: ${problem}`]);
  });

  it('throws on no garbage', () => {
    const kinds = ['Job', 'PersistentVolume', 'PersistentVolumeClaim', 'Secret', 'Service', 'StatefulSet'];
    const garbage = [null, 'text', 1, [], [null], {}, { requests: 1 }];
    for (const kind of kinds) {
      for (const before of garbage)
        for (const after of garbage) changed(kind, spec(before as Fields), spec(after as Fields));
    }
    expect(changed('Job', spec(null as never), spec(null as never))).toEqual([]);
  });
});
