import { beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { until } from './control-plane/until.ts';
import { labelsOf, pod, podSpec, ready, shop } from './real-node/objects.ts';
import type { RealNode } from './real-node/real-node.ts';
import type { Target } from './real-node/stub/dial.ts';
import { dialFrom, loadStub } from './real-node/stub.ts';
import { applyWithStub, type Manifest } from './real-node/stub-manifests.ts';
import { describeOnRealNode } from './real-node/suite.ts';

describeOnRealNode('a real node', (node) => {
  beforeAll(async () => {
    await loadStub(node());
    await applyWithStub(node(), [shop, webService, web, pod('client'), pod('stranger')]);
    await ready(node());
  }, 120_000);

  test('is Ready', async () => {
    const { stdout } = await node().kubectl(['get', 'nodes', '--no-headers', '-o=custom-columns=:metadata.name']);
    expect(stdout.trim()).toBe('node-1');
  });

  test('runs a container as the user of its pod, on a root that cannot be written', async () => {
    const script = "console.log(process.getuid()); fs.writeFileSync('/file', '')";
    const { stdout, stderr } = await node().exec('shop', 'client', ['node', '--eval', script]);
    expect(stdout).toBe('10001\n');
    expect(stderr).toContain("EROFS: read-only file system, open '/file'");
  });

  test('resolves the names of Services and has their pods answer, by TCP and UDP', async () => {
    const outcomes = await dialFrom(node(), 'shop', 'client', [
      { host: 'web', port: 80 },
      { host: 'web.shop.svc.cluster.local', port: 53, protocol: 'udp' },
      { host: 'kubernetes.default', port: 443 },
    ]);
    expect(outcomes).toMatchObject([
      { ok: true, answer: expect.stringMatching(/^web-/) },
      { ok: true, answer: expect.stringMatching(/^web-/) },
      { ok: true },
    ]);
  });

  test('knows no name outside the cluster', async () => {
    expect(await dialFrom(node(), 'shop', 'client', [{ host: 'example.com', port: 80 }])).toMatchObject([
      { error: 'ENOTFOUND' },
    ]);
  });

  test('is reached from this machine at node ports, and reaches it', async () => {
    const response = await fetch(`http://${node().nodeAddress}:30080/some/path`);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(/^web-/);

    const server = createServer((_request, reply) => reply.end('from outside')).listen(0, node().outsideAddress);
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await dialFrom(node(), 'shop', 'client', [{ host: node().outsideAddress, port }])).toMatchObject([
      { ok: true },
    ]);
    server.close();
  });

  test('runs a stub that tells its variables and dials when it is asked', async () => {
    const stub = `http://${node().nodeAddress}:30080`;
    expect(await (await fetch(`${stub}/env`)).json()).toMatchObject({ STUB_PORTS: '8080/tcp,5300/udp' });
    const outcomes = await Promise.all(
      ['port=8080', 'port=5300&protocol=udp', 'port=1'].map(async (query) =>
        (await fetch(`${stub}/dial?host=127.0.0.1&${query}`)).json(),
      ),
    );
    expect(outcomes).toMatchObject([{ ok: true }, { ok: true }, { ok: false, error: 'ECONNREFUSED' }]);
  });

  test('keeps the logs of containers', async () => {
    const { stdout } = await node().kubectl(['logs', 'client', '--namespace=shop']);
    expect(stdout).toBe('client runs\n');
  });

  test('lets an open request end before the container does', async () => {
    await applyWithStub(node(), [pod('slow', [8080])]);
    await ready(node());
    const { stdout: address } = await node().kubectl([
      'get',
      'pod/slow',
      '--namespace=shop',
      '-o=jsonpath={.status.podIP}',
    ]);
    const response = fetch(`http://${address}:8080/?delay=2000`);
    // The request is at the pod once another, sent later, has been answered.
    await (await fetch(`http://${address}:8080/`)).text();
    const deleted = node().kubectl(['delete', 'pod/slow', '--namespace=shop']);
    expect(await (await response).text()).toBe('slow\n');
    await deleted;
  });

  test('rolls a Deployment without losing a request', async () => {
    const rolled = new AbortController();
    const asking = ask(`http://${node().nodeAddress}:30080/`, rolled.signal);
    const before = await podNames(node());
    await node().kubectl(['rollout', 'restart', 'deployment/web', '--namespace=shop']);
    await node().kubectl(['rollout', 'status', 'deployment/web', '--namespace=shop', '--timeout=100s']);
    rolled.abort();
    const answers = await asking;

    expect(answers.filter((answer) => !answer.startsWith('web-'))).toEqual([]);
    expect(new Set(answers).size).toBeGreaterThan(2);
    await until('the old pods to go', 60_000, async () =>
      (await podNames(node())).every((name) => !name.startsWith('web-') || !before.includes(name)),
    );
  });

  test('refuses what no NetworkPolicy allows, and resolves names where only DNS is allowed', async () => {
    await applyWithStub(node(), policies);
    const targets: Target[] = [
      { host: 'web', port: 80 },
      { host: 'web', port: 53, protocol: 'udp' },
    ];
    await until('the policies', 20_000, async () => !(await dialFrom(node(), 'shop', 'stranger', targets))[0]?.ok);
    expect(await dialFrom(node(), 'shop', 'client', targets)).toMatchObject([
      { ok: true },
      { ok: false, error: 'EHOSTUNREACH' },
    ]);
    expect(await dialFrom(node(), 'shop', 'stranger', targets)).toMatchObject([
      { ok: false, error: 'EHOSTUNREACH' },
      { ok: false, error: 'EHOSTUNREACH' },
    ]);
    // Probes come from the node, which no policy keeps away.
    await ready(node());
  });
});

/** A web server of two pods, which ends as gracefully as those of dist. */
const web: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    replicas: 2,
    selector: { matchLabels: labelsOf('web') },
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: {
      metadata: { labels: labelsOf('web') },
      spec: podSpec([8080], {
        ports: [{ containerPort: 8080 }, { containerPort: 5300, protocol: 'UDP' }],
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
      }),
    },
  },
};

const webService: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop' },
  spec: {
    type: 'NodePort',
    selector: labelsOf('web'),
    ports: [
      { name: 'http', port: 80, targetPort: 8080, nodePort: 30080 },
      { name: 'names', port: 53, targetPort: 5300, protocol: 'UDP' },
    ],
  },
};

/** Everybody may resolve names; client may connect to web by TCP. */
const policies: readonly Manifest[] = [
  policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  policy('names', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ],
  }),
  policy('client', {
    podSelector: { matchLabels: labelsOf('client') },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: labelsOf('web') } }], ports: [{ port: 8080 }] }],
  }),
  policy('web', {
    podSelector: { matchLabels: labelsOf('web') },
    ingress: [{ from: [{ podSelector: { matchLabels: labelsOf('client') } }], ports: [{ port: 8080 }] }],
  }),
];

function policy(name: string, spec: object): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

async function podNames({ kubectl }: RealNode): Promise<readonly string[]> {
  const { stdout } = await kubectl(['get', 'pods', '--namespace=shop', '-o=jsonpath={.items[*].metadata.name}']);
  return stdout.split(' ');
}

/** Asks again and again, on a connection of its own each time. @returns the answers, or errors */
async function ask(url: string, until: AbortSignal): Promise<readonly string[]> {
  const answers: string[] = [];
  while (!until.aborted) {
    const answer = fetch(url, { headers: { connection: 'close' } }).then((response) => response.text());
    answers.push(await answer.catch(String));
    await setTimeout(50);
  }
  return answers;
}
