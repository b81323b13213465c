import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { writtenSecrets } from '../../lib/config/written-secrets.ts';
import { distPath, list, provideVolumes } from '../support/dist-cluster.ts';
import { declaredConnections } from '../support/real-node/declared-connections.ts';
import type { RealNode } from '../support/real-node/real-node.ts';
import { dialFrom, loadStub } from '../support/real-node/stub.ts';
import type { Outcome, Target } from '../support/real-node/stub/dial.ts';
import { applyWithStub, type Manifest, type PodSpec } from '../support/real-node/stub-manifests.ts';
import { describeOnRealNode } from '../support/real-node/suite.ts';
import { buildSystems, loadAll, renderFleet, withSettings } from '../support/systems.ts';

/** What is read of a Deployment. */
interface Deployment extends Manifest {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly template: { readonly spec: PodSpec } };
}

/** What is read of a Service. */
interface Service extends Manifest {
  readonly spec: { readonly ports: readonly { readonly port: number; readonly protocol: string }[] };
}

/** A unit and an address that it may or may not reach. */
interface Pair extends Target {
  readonly from: string;
}

/** The systems that are tried on the node. */
const onNode = ['cds', 'buffer-workers', 'fxa', 'jobs-api'] as const;

/** What is dialled by an address that a Secret holds, so that no manifest shows it. */
const inSecrets = [
  { from: 'fxa/mozilla-sync', host: 'mysql.fxa.svc.cluster.local', port: 3306, variable: 'SYNCSERVER_SQLURI' },
];

const startMs = 300_000;
const undeclaredPairs = 200;
const labelOfApi = 'app.kubernetes.io/name=api';

describeOnRealNode('dist/local on a real node', (node) => {
  const manifests = onNode.flatMap((system) => manifestsOf(`local/${system}`));
  const deployments = manifests.filter((manifest): manifest is Deployment => manifest.kind === 'Deployment');
  const services = manifests.filter((manifest): manifest is Service => manifest.kind === 'Service');
  const targets = services.flatMap(({ metadata, spec }) =>
    spec.ports.map(({ port, protocol }) => ({
      host: `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
      port,
      protocol: protocol === 'UDP' ? ('udp' as const) : ('tcp' as const),
    })),
  );
  const shown = deployments.flatMap(({ metadata, spec }) =>
    spec.template.spec.containers
      .flatMap(declaredConnections)
      .map((connection) => ({ from: `${metadata.namespace}/${metadata.name}`, ...connection })),
  );
  const declared = [...shown, ...inSecrets].map(({ from, host, port, variable }) => {
    const protocol = targets.find((target) => target.host === host && target.port === port)?.protocol;
    return { from, host, port, protocol, variable };
  });

  beforeAll(async () => {
    await loadStub(node());
    await applyWithStub(node(), manifests);
    await provideVolumes(node(), join(node().folder, 'volumes'));
    await node().kubectl(['apply', '-f', '-'], { input: await secretsOfLocal() });
    await node().kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '-A', '--timeout=240s']);
  }, startMs);

  test('has every container pass its probes without a restart', async () => {
    const pods = await podsOf(node());
    const statuses = pods.filter(({ owner }) => owner === 'ReplicaSet').flatMap(({ containers }) => containers);
    expect(statuses.length).toBeGreaterThanOrEqual(deployments.length);
    expect(statuses).toEqual(statuses.map(() => expect.objectContaining({ ready: true, restartCount: 0 })));
  });

  test('has every claim bound', async () => {
    const claims = await list(node(), 'persistentvolumeclaim');
    expect(claims.length).toBeGreaterThan(5);
    expect(claims.map(({ status }) => status?.phase)).toEqual(claims.map(() => 'Bound'));
  });

  test('connects every unit by the address that its variable holds', async () => {
    expect(declared.length).toBeGreaterThan(80);
    expect(new Set(declared.map(({ protocol }) => protocol))).toEqual(new Set(['tcp', 'udp']));
    const outcomes = await dialAll(node(), declared);
    // each answers with the name of its pod, so that one knows who did
    expect(outcomes).toEqual(
      declared.map(({ host }) =>
        expect.objectContaining({ ok: true, answer: expect.stringMatching(`^${host.split('.')[0]}-`) }),
      ),
    );
  });

  test(`refuses ${undeclaredPairs} connections that nothing declares`, async () => {
    const isDeclared = new Set(declared.map(textOf));
    const pairs = deployments
      .flatMap(({ metadata }) =>
        targets.map((target) => ({ from: `${metadata.namespace}/${metadata.name}`, ...target })),
      )
      .filter((pair) => !isDeclared.has(textOf(pair)) && !pair.host.startsWith(`${pair.from.split('/')[1]}.`));
    const chosen = spread(pairs, undeclaredPairs);
    expect(chosen).toHaveLength(undeclaredPairs);
    const outcomes = await dialAll(node(), chosen);
    expect(chosen.filter((_pair, index) => outcomes[index]?.ok).map(textOf)).toEqual([]);
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? 'answer' : outcome.error)))).toEqual(
      new Set(['EHOSTUNREACH']),
    );
  });

  test('answers at the node port of the Jobs API', async () => {
    const response = await fetch(`http://${node().nodeAddress}:30500/`);
    expect(await response.text()).toMatch(/^api-/);
  });

  test('loses no request to the Jobs API while it is rolled', async () => {
    const roll = async (): Promise<void> => {
      const { stdout: old } = await node().kubectl(['get', 'pods', '-n', 'jobs-api', '-l', labelOfApi, '-o', 'name']);
      await node().kubectl(['rollout', 'restart', 'deployment/api', '-n', 'jobs-api']);
      await node().kubectl(['rollout', 'status', 'deployment/api', '-n', 'jobs-api', '--timeout=100s']);
      await node().kubectl(['wait', '--for=delete', old.trim(), '-n', 'jobs-api', '--timeout=60s']);
    };
    const answers = await askWhile(`http://${node().nodeAddress}:30500/`, roll());
    expect(answers.filter((answer) => !answer.startsWith('api-'))).toEqual([]);
    // both the old pod and the new one answered
    expect(new Set(answers).size).toBe(2);
  });

  describe('when a configuration file changes', () => {
    let before: readonly Pod[];

    beforeAll(async () => {
      before = await podsOf(node());
      const { local } = await loadAll();
      const changed = withSettings(local, 'cds', (settings) => {
        const { logViewer } = settings;
        if (!('dex' in logViewer.login)) throw new Error('expected Dex in the local environment');
        const dex = { ...logViewer.login.dex, email: 'somebody@example.com' };
        return { ...settings, logViewer: { ...logViewer, login: { ...logViewer.login, dex } } };
      });
      await applyWithStub(node(), renderFleet(changed).objects('local/cds/dex'));
      await node().kubectl(['rollout', 'status', 'deployment/dex', '-n', 'cds', '--timeout=100s']);
    }, startMs);

    test('exactly the pods that use it are replaced', async () => {
      const after = new Set((await podsOf(node())).map(({ uid }) => uid));
      const replaced = before.filter(({ owner, uid }) => owner === 'ReplicaSet' && !after.has(uid));
      expect(replaced.map(({ unit }) => unit)).toEqual(['dex']);
    });

    test('the old ReplicaSet keeps its old file', async () => {
      const configMaps = await list(node(), 'configmap');
      expect(configMaps.filter(({ metadata }) => metadata.name.startsWith('dex-config-'))).toHaveLength(2);
    });
  });
});

/** The objects of a system in an environment, in the order of its files. */
function manifestsOf(system: string): readonly Manifest[] {
  const folder = distPath(system);
  return readdirSync(folder)
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as Manifest),
    );
}

/** The Secrets of the local environment, as `npm run secrets` writes them, with values nobody looks at. */
async function secretsOfLocal(): Promise<string> {
  const { local } = await loadAll();
  const anyValue = new Proxy({}, { get: () => 'a-value' });
  return writtenSecrets(buildSystems(local, ...onNode), { env: anyValue, file: {}, fileName: 'secrets/local.env' });
}

interface Pod {
  readonly uid: string;
  /** The name of its unit. */
  readonly unit: string;
  /** The kind of what made it. */
  readonly owner: string;
  readonly containers: readonly unknown[];
}

/** The pods that are not being deleted. */
async function podsOf({ kubectl }: RealNode): Promise<readonly Pod[]> {
  const { stdout } = await kubectl(['get', 'pods', '-A', '-o', 'json']);
  const { items } = JSON.parse(stdout) as {
    items: {
      metadata: {
        uid: string;
        labels: Record<string, string>;
        deletionTimestamp?: string;
        ownerReferences?: { kind: string }[];
      };
      status: { containerStatuses?: unknown[] };
    }[];
  };
  const staying = items.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return staying.map(({ metadata, status }) => ({
    uid: metadata.uid,
    unit: metadata.labels['app.kubernetes.io/name'] ?? '',
    owner: metadata.ownerReferences?.[0]?.kind ?? '',
    containers: status.containerStatuses ?? [],
  }));
}

const textOf = ({ from, host, port }: Pair): string => `${from} -> ${host}:${port}`;

/** As many of the items as are wanted, evenly spread over all of them. */
function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, index) => items[Math.floor(index * step)] as T);
}

/** Dials every pair from a pod of its unit; the outcomes in the order of the pairs. */
async function dialAll(node: RealNode, pairs: readonly Pair[]): Promise<readonly Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  for (const from of new Set(pairs.map((pair) => pair.from))) {
    const own = pairs.filter((pair) => pair.from === from);
    const [namespace = '', name = ''] = from.split('/');
    const results = await dialFrom(node, namespace, `deployment/${name}`, own);
    own.forEach((pair, index) => {
      const outcome = results[index];
      if (outcome !== undefined) outcomes.set(textOf(pair), outcome);
    });
  }
  return pairs.flatMap((pair) => outcomes.get(textOf(pair)) ?? []);
}

/** Asks again and again, over a new connection each time, while something is done; an answer is the text, or what went wrong. */
async function askWhile(url: string, work: Promise<void>): Promise<readonly string[]> {
  const signal = { isDone: false };
  const ended = work.finally(() => {
    signal.isDone = true;
  });
  const answers: string[] = [];
  while (!signal.isDone) answers.push(await answerOf(url));
  await ended;
  return answers;
}

async function answerOf(url: string): Promise<string> {
  try {
    const response = await fetch(url, { headers: { connection: 'close' } });
    return response.ok ? (await response.text()).trim() : `status ${response.status}`;
  } catch (error) {
    return `failed: ${String(error)}`;
  }
}
