import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { writtenSecrets } from '../../lib/config/written-secrets.ts';
import { until } from '../support/control-plane/until.ts';
import { distPath, provideVolumes } from '../support/dist-cluster.ts';
import { debianImage } from '../support/real-node/debian-image.ts';
import { describeOnRealNode } from '../support/real-node/suite.ts';
import { buildSystems, loadAll } from '../support/systems.ts';

/** A job as the API answers with it. */
interface Job {
  readonly id: string;
  readonly status: string;
  readonly result?: number;
  readonly worker?: string;
}

const images = fileURLToPath(new URL('../support/images/', import.meta.url));
const startMs = 400_000;

describeOnRealNode('real programs under the manifests of dist/local', (node) => {
  const apply = (file: string) => node().kubectl(['apply', '--validate=strict', '-f', distPath(`local/${file}`)]);

  describe('the Jobs API', () => {
    const jobs = (): string => `http://${node().nodeAddress}:30500/jobs`;

    const post = async (numbers: readonly number[]): Promise<Job> => {
      const headers = { 'content-type': 'application/json', connection: 'close' };
      const response = await fetch(jobs(), { method: 'POST', headers, body: JSON.stringify({ numbers }) });
      if (response.status === 201) return (await response.json()) as Job;
      const { stdout } = await node().kubectl(['logs', '-n', 'jobs-api', 'deployment/api']);
      throw new Error(`the API answered ${response.status}: ${stdout}`);
    };
    /** The job, once it has ended; while Redis is away the API answers with errors, as any Flask program would. */
    const finished = async (id: string): Promise<Job> => {
      let job: Job | undefined;
      await until(`job ${id} is finished`, 60_000, async () => {
        const response = await fetch(`${jobs()}/${id}`, { headers: { connection: 'close' } });
        job = response.ok ? ((await response.json()) as Job) : undefined;
        return job?.status === 'finished';
      });
      if (job === undefined) throw new Error('expected a job');
      return job;
    };
    let first: Job;

    beforeAll(async () => {
      const python = await debianImage(['python3-flask', 'python3-redis'], join(images, 'jobs-api'));
      await node().loadImage('berth/jobs-api:dev', python, ['python3']);
      await node().loadImage('redis:6.2.16', await debianImage(['redis-server']), ['redis-server']);
      for (const key of ['00-namespace', 'db', 'api', 'worker']) await apply(`jobs-api/${key}.k8s.yaml`);
      await provideVolumes(node(), join(node().folder, 'volumes'));
      await node().kubectl([
        'wait',
        '--for=condition=Available',
        'deployment',
        '--all',
        '-n',
        'jobs-api',
        '--timeout=120s',
      ]);
    }, startMs);

    test('has one of its two workers finish a job that is posted at the node port', async () => {
      const { id, status } = await post([1, 2, 39]);
      expect(status).toBe('submitted');
      first = await finished(id);
      expect(first).toMatchObject({ result: 42, worker: expect.stringMatching(/^worker-/) });
      const { stdout } = await node().kubectl([
        'get',
        'pods',
        '-n',
        'jobs-api',
        '-l',
        'app.kubernetes.io/name=worker',
        '-o',
        'name',
      ]);
      const workers = stdout.trim().split('\n');
      expect(workers).toHaveLength(2);
      expect(workers).toContain(`pod/${first.worker}`);
    });

    test('still has the result when the pod of db was replaced, and goes on', async () => {
      await node().kubectl(['delete', 'pod', '-n', 'jobs-api', '-l', 'app.kubernetes.io/name=db']);
      await node().kubectl(['wait', '--for=condition=Available', 'deployment/db', '-n', 'jobs-api', '--timeout=60s']);
      expect(await finished(first.id)).toEqual(first);
      expect(await finished((await post([20, 3])).id)).toMatchObject({ result: 23 });
    });
  });

  describe("Buffer's update worker", () => {
    beforeAll(async () => {
      await node().loadImage(
        'berth/buffer-workers:dev',
        await debianImage(['php-cli'], join(images, 'buffer-workers')),
        ['php', '/worker.php'],
      );
      await apply('buffer-workers/00-namespace.k8s.yaml');
      const { local } = await loadAll();
      const anyValue = new Proxy({}, { get: () => 'a-value' });
      const apps = buildSystems(local, 'cds', 'buffer-workers').filter(({ system }) => system === 'buffer-workers');
      const secrets = writtenSecrets(apps, {
        env: anyValue,
        file: {},
        fileName: 'secrets/local.env',
      });
      await node().kubectl(['apply', '-f', '-'], { input: secrets });
      await apply('buffer-workers/worker-update.k8s.yaml');
      await node().kubectl([
        'wait',
        '--for=condition=Available',
        'deployment/worker-update',
        '-n',
        'workers',
        '--timeout=60s',
      ]);
    }, startMs);

    const logs = async (...args: readonly string[]): Promise<string[]> => {
      const { stdout } = await node().kubectl(['logs', '-n', 'workers', ...args]);
      return stdout.trim().split('\n');
    };

    test('runs alone by its one file, and is given its queue', async () => {
      const [line = ''] = await logs('deployment/worker-update');
      expect(JSON.parse(line)).toEqual({
        worker: 'update',
        given: {
          ENV_KUBERNETES: 'true',
          QUEUE_NAME: 'k8s_update',
          QUEUE_URL: 'http://sqs.workers.svc.cluster.local:9324/000000000000/k8s_update',
          AWS_REGION: 'elasticmq',
          MONGODB_HOST: 'mongodb.workers.svc.cluster.local',
          MONGODB_PORT: '27017',
        },
      });
    });

    test('has no message cut off when it is rolled', async () => {
      const name = await node().kubectl([
        'get',
        'pods',
        '-n',
        'workers',
        '-l',
        'app.kubernetes.io/name=worker-update',
        '-o',
        'name',
      ]);
      const old = name.stdout.trim();
      // follows the log to the end of the container
      const whole = logs('--follow', old);
      await node().kubectl(['rollout', 'restart', 'deployment/worker-update', '-n', 'workers']);
      await node().kubectl(['rollout', 'status', 'deployment/worker-update', '-n', 'workers', '--timeout=60s']);
      const lines = await whole;
      const numbers = (word: string) =>
        lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
      expect(numbers('begin').length).toBeGreaterThan(0);
      expect(numbers('end')).toEqual(numbers('begin'));
      expect(lines.at(-1)).toBe('drained');
    });
  });
});
