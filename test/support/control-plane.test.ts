import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KUBERNETES_VERSIONS, lookUpAssets } from './control-plane/assets.ts';
import { startControlPlane } from './control-plane/control-plane.ts';
import { describeOnCluster } from './control-plane/suite.ts';
import { until } from './control-plane/until.ts';
import { describeWhere } from './describe-on.ts';

for (const version of KUBERNETES_VERSIONS) {
  describeOnCluster('a control plane', version, (cluster) => {
    async function create(...manifests: object[]): Promise<void> {
      const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
      await cluster().kubectl(['create', '-f', '-'], { input });
    }

    test('is of the version asked for', async () => {
      const { stdout } = await cluster().kubectl(['get', '--raw', '/version']);
      expect(JSON.parse(stdout)).toMatchObject({ gitVersion: expect.stringContaining(`v${version}.`) });
    });

    test('makes a Deployment of two replicas Available', async () => {
      await create(deployment('web', 2));
      await cluster().kubectl(['wait', '--for=condition=Available', 'deployment/web', '--timeout=50s']);
      const { stdout } = await cluster().kubectl(['get', 'deployment/web', '-o=jsonpath={.status.availableReplicas}']);
      expect(stdout).toBe('2');
    });

    test('ends a Job as its pod template says', async () => {
      await create(job('good', {}), job('bad', { 'simulation/outcome': 'fail', 'simulation/exit-code': '3' }));
      await cluster().kubectl(['wait', '--for=condition=Complete', 'job/good', '--timeout=50s']);
      await cluster().kubectl(['wait', '--for=condition=Failed', 'job/bad', '--timeout=50s']);
      const exitCode = '-o=jsonpath={.items[*].status.containerStatuses[*].state.terminated.exitCode}';
      const { stdout } = await cluster().kubectl(['get', 'pods', '-l=job-name=bad', exitCode]);
      expect(stdout).toBe('3');
    });

    test('answers kubectl logs', async () => {
      await create(job('talkative', { 'simulation/outcome': 'hang' }));
      await cluster().kubectl(['wait', '--for=jsonpath={.status.ready}=1', 'job/talkative', '--timeout=50s']);
      const { stdout } = await cluster().kubectl(['logs', 'job/talkative']);
      expect(stdout).toBe('first line of a pod log\nlast line of a pod log\n');
    });

    test('refuses a privileged pod in a namespace that enforces restricted', async () => {
      const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'strict', labels } });
      const container = { name: 'main', image: 'example.test/root:1', securityContext: { privileged: true } };
      const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'root' }, spec: { containers: [container] } };
      const { exitCode, stderr } = await cluster().kubectl(['create', '--namespace=strict', '-f', '-'], {
        input: JSON.stringify(pod),
        allowFailure: true,
      });
      expect(exitCode).toBe(1);
      expect(stderr).toContain('violates PodSecurity "restricted:latest": privileged');
    });

    test('lets a service account do what RBAC grants and nothing else', async () => {
      const { kubectl } = cluster();
      await kubectl(['create', 'serviceaccount', 'reader']);
      await kubectl(['create', 'role', 'reader', '--verb=list', '--resource=pods']);
      await kubectl(['create', 'rolebinding', 'reader', '--role=reader', '--serviceaccount=default:reader']);
      const token = (await kubectl(['create', 'token', 'reader'])).stdout.trim();
      const canI = async (verb: string): Promise<string> =>
        (await kubectl(['auth', 'can-i', verb, 'pods', `--token=${token}`], { allowFailure: true })).stdout.trim();
      expect(await canI('list')).toBe('yes');
      expect(await canI('delete')).toBe('no');
    });

    test('fails when kubectl does, with what it said', async () => {
      await expect(cluster().kubectl(['get', 'pod/none'])).rejects.toThrow(
        'kubectl get pod/none: Error from server (NotFound): pods "none" not found',
      );
    });
  });
}

describeWhere('the processes of a control plane', 'a control plane', lookUpAssets('1.36'), () => {
  let parentFolder: string;
  beforeEach(async () => {
    parentFolder = await mkdtemp(join(tmpdir(), 'berth-test-'));
  });
  afterEach(() => rm(parentFolder, { recursive: true }));

  test('are gone after stop, and their folder too', async () => {
    const cluster = await startControlPlane({ version: '1.36', parentFolder });
    const pids = [...cluster.processes.values()];
    expect(pids.filter(isAlive)).toHaveLength(5);
    await cluster.stop();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(existsSync(cluster.folder)).toBe(false);
  }, 60_000);

  test('end, and their folder goes, when the process that started them is killed', async () => {
    const starter = runProgram(`
      import { startControlPlane } from ${JSON.stringify(join(import.meta.dirname, 'control-plane/control-plane.ts'))};
      const cluster = await startControlPlane({ version: '1.36', parentFolder: ${JSON.stringify(parentFolder)} });
      process.stdout.write(JSON.stringify([...cluster.processes.values()]));
      process.kill(process.pid, 'SIGKILL');
    `);
    const pids: number[] = JSON.parse(await starter);
    expect(pids).toHaveLength(5);
    await until('the processes to end', 10_000, () => !pids.some(isAlive));
    await until('the folder to go', 10_000, async () => (await readdir(parentFolder)).length === 0);
  }, 60_000);

  test('fails when a part does not start, with the end of its log, and leaves nothing behind', async () => {
    const start = startControlPlane({ version: '1.36', parentFolder, apiServerFlags: ['--no-such-flag'] });
    await expect(start).rejects.toThrow(
      'control plane 1.36: kube-apiserver ended with exit code 1; the end of its log:\n' +
        'Error: unknown flag: --no-such-flag',
    );
    expect(await readdir(parentFolder)).toEqual([]);
  }, 60_000);

  test('fails when one ended before stop, which ends the others all the same', async () => {
    const cluster = await startControlPlane({ version: '1.36', parentFolder, nodes: 0 });
    process.kill(cluster.processes.get('kube-scheduler')!, 'SIGKILL');
    await until('kube-scheduler to end', 10_000, () => !cluster.processes.has('kube-scheduler'));
    await expect(cluster.stop()).rejects.toThrow('control plane 1.36: kube-scheduler ended by SIGKILL');
    expect(await readdir(parentFolder)).toEqual([]);
  }, 60_000);
});

function deployment(name: string, replicas: number): object {
  const labels = { 'app.kubernetes.io/name': name };
  const containers = [{ name: 'main', image: 'example.test/web:1' }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  };
}

function job(name: string, annotations: Record<string, string>): object {
  const containers = [{ name: 'main', image: 'example.test/job:1' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: { backoffLimit: 0, template: { metadata: { annotations }, spec: { restartPolicy: 'Never', containers } } },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Runs a module in a Node process of its own, and resolves with its output, however it ends. */
function runProgram(source: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', source], (_error, stdout) => resolve(stdout));
  });
}
