import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { writtenSecrets } from '../../lib/config/written-secrets.ts';
import { healthPaths, logViewerVariables, reaperVariables, responderVariables } from '../../lib/contract/env.ts';
import type { VariableTable } from '../../lib/contract/variables.ts';
import { defaultUser } from '../../lib/core/pod-defaults.ts';
import { until } from '../support/control-plane/until.ts';
import { describeWhere } from '../support/describe-on.ts';
import { distPath, provideVolumes } from '../support/dist-cluster.ts';
import { lookUpBuilder } from '../support/real-node/built-image.ts';
import type { RealNode } from '../support/real-node/real-node.ts';
import { loadRuntimeImages, runtimeProcesses } from '../support/real-node/runtime-images.ts';
import type { Manifest, PodSpec } from '../support/real-node/stub-manifests.ts';
import { describeOnRealNode } from '../support/real-node/suite.ts';
import { buildSystems, loadAll } from '../support/systems.ts';

/** What is read of a pod. */
interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly containerStatuses?: readonly {
      readonly started?: boolean;
      readonly ready: boolean;
      readonly restartCount: number;
      readonly state: { readonly terminated?: { readonly exitCode: number } };
    }[];
  };
}

const namespace = 'cds';
const startMs = 300_000;
const variablesOf = { responder: responderVariables, reaper: reaperVariables, 'log-viewer': logViewerVariables };
const processes = runtimeProcesses.map((name): [string, VariableTable] => [name, variablesOf[name]]);

describeWhere('images of the runtime', 'a builder of images', lookUpBuilder(), () => {
  describeOnRealNode('under the manifests of dist/local on a real node', (node) => {
    beforeAll(async () => {
      await loadRuntimeImages(node());
      const apply = (key: string) =>
        node().kubectl(['apply', '--validate=strict', '-f', distPath(`local/cds/${key}.k8s.yaml`)]);
      await apply('00-namespace');
      await node().kubectl(['apply', '-f', '-'], { input: await secretsOfLocal() });
      await apply('storage');
      await provideVolumes(node(), join(node().folder, 'volumes'));
      for (const [name] of processes) await apply(name);
    }, startMs);

    describe.each(processes)('the %s', (name, variables) => {
      test('stays up where nothing can be reached, and is alive but not ready', async () => {
        await until(`${name} to have started`, 60_000, async () => (await statusOf(node(), name))?.started === true);
        expect(await answerOf(node(), name, healthPaths.live)).toBe('200');
        expect(await answerOf(node(), name, healthPaths.ready)).toBe('503');
        expect(await answerOf(node(), name, healthPaths.metrics)).toBe('200');
        expect(await statusOf(node(), name)).toMatchObject({ ready: false, restartCount: 0 });
      });

      test('is the user of the constructs and cannot write to its image', async () => {
        const script = "console.log(process.getuid(), process.getgid()); fs.writeFileSync('/app/file', '')";
        const { stdout, stderr } = await run(node(), name, script);
        expect(stdout).toBe(`${defaultUser} ${defaultUser}\n`);
        expect(stderr).toContain("EROFS: read-only file system, open '/app/file'");
      });

      test('is a user other than root where the pod does not say which', async () => {
        const spec = podSpecOf(name);
        const { runAsUser: _user, runAsGroup: _group, ...securityContext } = spec.securityContext;
        await runPod(node(), `${name}-own-user`, { ...spec, securityContext }, 'console.log(process.getuid())');
        expect(await logsOf(node(), `${name}-own-user`)).toBe(`${defaultUser}\n`);
      });

      test('exits 78 where its environment is wrong, and its log has every fault', async () => {
        const env = [
          { name: 'HTTP_PORT', value: 'http' },
          { name: 'RABBITMQ_PORT', value: 'amqp' },
        ];
        const exitCode = await runPod(node(), `${name}-wrong`, { ...podSpecOf(name), env });
        const log = await logsOf(node(), `${name}-wrong`);
        const required = Object.entries(variables).filter(([, spec]) => spec.required);
        expect(exitCode).toBe(78);
        expect(log.trim().split('\n')).toHaveLength(1);
        for (const variable of ['HTTP_PORT', 'RABBITMQ_PORT', ...required.map(([variable]) => variable)]) {
          expect(log).toContain(`${variable}: got`);
        }
      });

      test('drains when its pod is deleted', async () => {
        const { name: pod } = (await podOf(node(), name)).metadata;
        // follows the log to the end of the container
        const log = node().kubectl(['logs', '--follow', '--namespace', namespace, pod]);
        await node().kubectl(['delete', 'deployment', name, '--namespace', namespace]);
        await node().kubectl(['wait', '--for=delete', `pod/${pod}`, '--namespace', namespace, '--timeout=60s']);
        const last = (await log).stdout.trim().split('\n').at(-1) ?? '';
        expect(JSON.parse(last)).toMatchObject({ level: 'info', msg: 'shutdown is done' });
      });
    });
  });
});

async function secretsOfLocal(): Promise<string> {
  const { local } = await loadAll();
  const anyValue = new Proxy({}, { get: () => 'a-value' });
  const apps = buildSystems(local, 'cds', 'buffer-workers').filter(({ system }) => system === namespace);
  return writtenSecrets(apps, { env: anyValue, file: {}, fileName: 'secrets/local.env' });
}

type ProcessPodSpec = PodSpec & { readonly securityContext: Readonly<Record<string, unknown>> };

/** What the pods of a process are in dist/local. */
function podSpecOf(name: string): ProcessPodSpec {
  const documents = parseAllDocuments(readFileSync(distPath(`local/cds/${name}.k8s.yaml`), 'utf8'));
  const deployment = documents.map((each) => each.toJS() as Manifest).find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error(`no Deployment in the file of ${name}`);
  return (deployment.spec as { template: { spec: ProcessPodSpec } }).template.spec;
}

/**
 * Runs a pod to its end.
 * @param spec with `env`, instead of the container's own @param script what to run in place of the process. @default the process
 * @returns its exit code
 */
async function runPod(
  node: RealNode,
  name: string,
  { env, containers, ...spec }: ProcessPodSpec & { readonly env?: PodSpec['containers'][number]['env'] },
  script?: string,
): Promise<number | undefined> {
  const changed = containers.map((container) => ({
    ...container,
    env: env ?? container.env,
    ...(script !== undefined && { command: ['node', '--eval', script] }),
    livenessProbe: undefined,
    readinessProbe: undefined,
    startupProbe: undefined,
  }));
  const manifest: Manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { ...spec, restartPolicy: 'Never', containers: changed },
  };
  await node.kubectl(['create', '--validate=strict', '-f', '-'], { input: JSON.stringify(manifest) });
  let exitCode: number | undefined;
  await until(`pod ${name} to end`, 60_000, async () => {
    const { stdout } = await node.kubectl(['get', 'pod', name, '--namespace', namespace, '-o', 'json']);
    const { status } = JSON.parse(stdout) as Pod;
    exitCode = status.containerStatuses?.[0]?.state.terminated?.exitCode;
    return exitCode !== undefined;
  });
  return exitCode;
}

async function logsOf({ kubectl }: RealNode, pod: string): Promise<string> {
  return (await kubectl(['logs', pod, '--namespace', namespace])).stdout;
}

async function podOf({ kubectl }: RealNode, name: string): Promise<Pod> {
  const selector = `app.kubernetes.io/name=${name}`;
  const { stdout } = await kubectl(['get', 'pods', '--namespace', namespace, '-l', selector, '-o', 'json']);
  const { items } = JSON.parse(stdout) as { items: [Pod] };
  return items[0];
}

async function statusOf(node: RealNode, name: string) {
  return (await podOf(node, name))?.status.containerStatuses?.[0];
}

/** Runs a script in the pod of a process. */
function run(node: RealNode, name: string, script: string) {
  return node.exec(namespace, `deployment/${name}`, ['node', '--eval', script]);
}

/** The HTTP status with which a process answers in its pod. */
async function answerOf(node: RealNode, name: string, path: string): Promise<string> {
  const port = responderVariables.HTTP_PORT.default;
  const script = `require('http').get('http://127.0.0.1:${port}${path}', ({ statusCode }) => { console.log(statusCode); process.exit() })`;
  const { stdout, stderr } = await run(node, name, script);
  return stdout.trim() || stderr;
}
