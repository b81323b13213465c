import { describe, expect, test } from '@jest/globals';
import { JsonPatch, Size } from 'cdk8s';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { address } from '../../../lib/wiring/address.ts';
import { ExternalService } from '../../../lib/wiring/external.ts';
import { scratch } from '../../../lib/workloads/volumes.ts';
import { chart, object } from '../../support/build.ts';
import { container, deployment, faultsOf, objectOf, queueWorker, server } from '../../support/workloads.ts';

const dns = expect.objectContaining({ ports: [expect.objectContaining({ port: 53 }), expect.anything()] });
const toPods = (name: string, port: number) => ({
  to: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } }],
  ports: [{ port, protocol: 'TCP' }],
});

describe('the network of a workload', () => {
  const policy = (scope: ReturnType<typeof chart>, name: string): INetworkPolicy['spec'] =>
    object<INetworkPolicy>(scope, 'NetworkPolicy', name).spec;

  test('opens on both sides by a variable alone', () => {
    const scope = chart();
    const api = server({}, scope, 'api');
    queueWorker({ variables: { API_URL: api.url('http') } }, scope, 'worker');
    expect(policy(scope, 'worker')?.egress).toEqual([dns, toPods('api', 8080)]);
    expect(policy(scope, 'worker')).not.toHaveProperty('ingress');
    expect(policy(scope, 'api')?.ingress).toEqual([
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'worker' } } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('opens by a variable that is set later, to a unit that is made later', () => {
    const scope = chart();
    const worker = queueWorker({}, scope, 'worker');
    worker.addVariables({ API_HOST: server({}, scope, 'api').host('http') });
    expect(policy(scope, 'worker')?.egress).toEqual([dns, toPods('api', 8080)]);
    expect(policy(scope, 'api')?.ingress).toHaveLength(1);
  });

  test('opens to every address in a text', () => {
    const scope = chart();
    const [one, other] = ['one', 'other'].map((id) => server({}, scope, id));
    const peers = address`${one!.host('http')},${other!.host('http')}`;
    queueWorker({ variables: { PEERS: peers } }, scope, 'worker');
    expect(policy(scope, 'worker')?.egress).toEqual([dns, toPods('one', 8080), toPods('other', 8080)]);
  });

  test('opens to the networks of a service outside', () => {
    const scope = chart();
    const settings = { host: 'mysql.example.com', port: 3306, networks: [{ cidr: '10.20.0.0/16' }] } as const;
    queueWorker({ variables: { DB: new ExternalService(scope, 'mysql', 'MySQL', settings).host } }, scope, 'worker');
    expect(policy(scope, 'worker')?.egress).toEqual([
      dns,
      { to: [{ ipBlock: { cidr: '10.20.0.0/16' } }], ports: [{ port: 3306, protocol: 'TCP' }] },
    ]);
  });

  test('opens across namespaces for the pods of that namespace alone', () => {
    const shop = chart();
    const other = chart({ namespace: 'other' });
    const api = server({}, other, 'api');
    queueWorker({ variables: { API_URL: api.url('http') } }, shop, 'worker');
    expect(policy(shop, 'worker')?.egress?.[1]?.to).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      },
    ]);
  });

  test('opens not by a public URL, which only says what browsers shall dial', () => {
    const scope = chart();
    const web = server({ exposure: { host: 'shop.example.com' } }, scope);
    queueWorker({ variables: { LINK: web.publicUrl } }, scope, 'worker');
    expect(policy(scope, 'worker')).not.toHaveProperty('egress');
  });

  test('closes again when the variable that opened it gets another value', () => {
    const scope = chart();
    const old = server({}, scope, 'old');
    const worker = queueWorker({ variables: { API_URL: old.url('http') } }, scope, 'worker');
    worker.addVariables({ API_URL: server({}, scope, 'new').url('http') });
    expect(policy(scope, 'worker')?.egress).toEqual([dns, toPods('new', 8080)]);
    expect(policy(scope, 'old')).not.toHaveProperty('ingress');
  });
});

test('a mount can be added later', () => {
  const web = server();
  web.addMount('/data', scratch(Size.mebibytes(1)));
  expect(container(web).volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
});

describe('a patch', () => {
  test('keeps fields that no model knows', () => {
    const web = server();
    web.patch('Deployment', JsonPatch.add('/spec/template/spec/invented', { deep: [1, 'two'] }));
    expect(deployment(web)).toHaveProperty('spec.template.spec.invented', { deep: [1, 'two'] });
  });

  test('keeps numbers as numbers: a probe port, a surge', () => {
    const web = server();
    web.patch(
      'Deployment',
      JsonPatch.replace('/spec/template/spec/containers/0/readinessProbe', { tcpSocket: { port: 9090 } }),
      JsonPatch.replace('/spec/strategy/rollingUpdate/maxSurge', 2),
    );
    expect(container(web).readinessProbe).toEqual({ tcpSocket: { port: 9090 } });
    expect(deployment(web).spec.strategy?.rollingUpdate?.maxSurge).toBe(2);
  });

  test('keeps quantities as they are written', () => {
    const web = server();
    web.patch('Deployment', JsonPatch.add('/spec/template/spec/containers/0/resources/limits/memory', '1.5Gi'));
    expect(container(web).resources?.limits).toEqual({ memory: '1.5Gi' });
  });

  test('changes nothing else', () => {
    const web = server();
    web.patch('Deployment', JsonPatch.add('/spec/minReadySeconds', 5));
    const { minReadySeconds, ...rest } = deployment(web).spec;
    expect(minReadySeconds).toBe(5);
    expect(rest).toEqual(deployment(server()).spec);
  });

  test.each(['NetworkPolicy', 'Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler', 'Ingress'])(
    'reaches the %s',
    (kind) => {
      const replicas = { min: 2, max: 3, averageCpuPercent: 70 };
      const web = server({ replicas, exposure: { host: 'shop.example.com' } });
      web.patch(kind, JsonPatch.add('/spec/invented', true));
      expect(objectOf(web, kind)).toHaveProperty('spec.invented', true);
    },
  );

  test('reaches the ServiceAccount, and keeps fields that no model knows', () => {
    const web = server({ apiAccess: [{ rules: [{ resources: ['pods'], verbs: ['list'] }] }] });
    web.patch(
      'ServiceAccount',
      JsonPatch.add('/metadata/annotations', { role: 'arn' }),
      JsonPatch.add('/invented', true),
    );
    expect(objectOf(web, 'ServiceAccount')).toMatchObject({
      metadata: { annotations: { role: 'arn' } },
      invented: true,
    });
  });

  test('reaches all objects of its kind', () => {
    const rules = [{ resources: ['pods'], verbs: ['list'] }];
    const web = server({ apiAccess: [{ rules }, { namespace: 'jobs', rules }] });
    web.patch('Role', JsonPatch.replace('/rules', []));
    const scope = web.node.scope as ReturnType<typeof chart>;
    expect(scope.toJson().filter(({ kind }) => kind === 'Role')).toEqual([
      expect.objectContaining({ rules: [] }),
      expect.objectContaining({ rules: [] }),
    ]);
  });

  test('fails when the workload has no object of its kind', () => {
    const worker = queueWorker();
    worker.patch('StatefulSet', JsonPatch.remove('/spec'));
    expect(faultsOf(worker)).toEqual([
      'test/shop/web/web: patch("StatefulSet"): got "StatefulSet"; expected a kind that this workload renders: ' +
        'NetworkPolicy, Deployment; correct the kind [ERR_PATCH]',
    ]);
  });
});
