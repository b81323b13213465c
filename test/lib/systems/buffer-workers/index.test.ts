import { beforeAll, describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { readVariables } from '../../../../lib/contract/variables.ts';
import type { BufferWorkersSettings } from '../../../../lib/systems/buffer-workers/index.ts';
import { workerVariables } from '../../../../lib/systems/buffer-workers/variables.ts';
import { workers, type Worker } from '../../../../lib/systems/buffer-workers/workers.ts';
import type { Environment } from '../../../../lib/systems/index.ts';
import {
  differences,
  environmentNames,
  environmentOf,
  loadAll,
  renderFleet,
  withSettings,
  type Fleet,
} from '../../../support/systems.ts';

const nine = [
  'worker-update',
  'worker-elasticsearch-indexer',
  'worker-followers-backfill',
  'worker-link',
  'worker-patch-records',
  'worker-signup',
  'worker-tweet-backfill',
  'worker-twitter-friends',
  'worker-user-cleanup',
];
const eleven = [
  'worker-analytics',
  'worker-email',
  'worker-gnip-analytics',
  'worker-picture',
  'worker-push',
  'worker-quick-analytics',
  'worker-s3-cleanup',
  'worker-service',
  'worker-stripe-webhook',
  'worker-update-migration',
  'worker-weekly-email-digest',
];
const crons = ['cron-analytics', 'cron-updates'];
const allWorkers = [...nine, ...eleven];

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

const containerOf = (path: string, of: Fleet = fleet): IContainer => {
  const spec = path.includes('/cron-')
    ? of.object<ICronJob>(path, 'CronJob').spec?.jobTemplate.spec?.template.spec
    : of.object<IDeployment>(path, 'Deployment').spec?.template.spec;
  return spec?.containers[0] as IContainer;
};

describe.each(environmentNames)("Buffer's workers in %s", (environment) => {
  const pathOf = (key: string): string => `${environment}/buffer-workers/${key}`;

  test('are the nine, the eleven and the two cron jobs, in a file each', () => {
    const inCluster = ['elasticsearch', 'friends-elasticsearch', 'mongodb', 'sqs'];
    const expected = ['00-namespace', ...allWorkers, ...crons, ...(environment === 'local' ? inCluster : [])];
    const found = [...fleet.texts.keys()].filter((path) => path.startsWith(pathOf('')));
    expect(found.sort()).toEqual(expected.map(pathOf).sort());
  });

  test.each(allWorkers)('%s is one Deployment of that name in the namespace workers', (key) => {
    const { metadata } = fleet.object<IDeployment>(pathOf(key), 'Deployment');
    expect(metadata).toMatchObject({ name: key, namespace: 'workers' });
    expect(metadata?.labels).toHaveProperty(['app.kubernetes.io/name'], key);
  });

  test.each(crons)('%s is one CronJob of that name', (key) => {
    expect(fleet.object<ICronJob>(pathOf(key), 'CronJob').metadata).toMatchObject({ name: key, namespace: 'workers' });
  });

  test.each([...allWorkers, ...crons])(
    '%s gets what its program needs, and nothing the program does not know',
    (key) => {
      const env = environmentOf(containerOf(pathOf(key)));
      expect(Object.keys(env).filter((name) => !Object.hasOwn(workerVariables, name))).toEqual([]);
      expect(readVariables(workerVariables, env).faults).toBeUndefined();
      expect(env).toHaveProperty('ENV_KUBERNETES', 'true');
      expect(env['AWS_SECRET_ACCESS_KEY']).toMatch(/^from /);
    },
  );

  test.each(allWorkers)('%s runs the worker of its name on the queue of its name', (key) => {
    const name = key.replace('worker-', '');
    const { args, env } = containerOf(pathOf(key));
    expect(args).toEqual([name]);
    expect(env).toContainEqual({ name: 'QUEUE_NAME', value: `k8s_${name}` });
    expect(env).toContainEqual({ name: 'QUEUE_URL', value: expect.stringMatching(new RegExp(`/k8s_${name}$`)) });
  });

  test.each([...allWorkers, ...crons])('%s runs the one image of all', (key) => {
    expect(containerOf(pathOf(key)).image).toBe(containerOf(pathOf('worker-update')).image);
  });

  test('and their cron jobs fill the queues of their workers', () => {
    expect(environmentOf(containerOf(pathOf('cron-analytics')))['QUEUE_NAME']).toBe('k8s_analytics');
    expect(environmentOf(containerOf(pathOf('cron-updates')))['QUEUE_NAME']).toBe('k8s_update');
  });

  test('reach Elasticsearch only where they index into it', () => {
    const found = allWorkers.filter((key) => 'ELASTICSEARCH_URL' in environmentOf(containerOf(pathOf(key))));
    expect(found).toEqual(['worker-elasticsearch-indexer', 'worker-twitter-friends']);
    const urls = found.map((key) => environmentOf(containerOf(pathOf(key)))['ELASTICSEARCH_URL']);
    expect(urls[1]).toContain('friends-elasticsearch');
    expect(urls[0]).not.toContain('friends');
  });
});

describe('the scaling of workers in production', () => {
  const production = (key: string): string => `production/buffer-workers/${key}`;

  test.each(allWorkers.filter((key) => key !== 'worker-user-cleanup'))('%s is scaled by its own queue', (key) => {
    const queueURL = `https://sqs.us-east-1.amazonaws.com/123456789012/k8s_${key.replace('worker-', '')}`;
    expect(fleet.object(production(key), 'ScaledObject')).toMatchObject({
      spec: {
        scaleTargetRef: { name: key },
        triggers: [{ type: 'aws-sqs-queue', metadata: { queueURL, awsRegion: 'us-east-1' } }],
      },
    });
    expect(fleet.object(production(key), 'Deployment')).not.toHaveProperty('spec.replicas');
  });

  test('is as `defaults` unless the worker says otherwise', () => {
    const limits = (key: string) => fleet.object<{ spec: object }>(production(key), 'ScaledObject').spec;
    expect(limits('worker-link')).toMatchObject({ minReplicaCount: 1, maxReplicaCount: 5 });
    expect(limits('worker-update')).toMatchObject({ minReplicaCount: 4, maxReplicaCount: 40 });
    expect(limits('worker-weekly-email-digest')).toMatchObject({ minReplicaCount: 0 });
  });

  test('is none where a worker has a fixed number of replicas', () => {
    const path = production('worker-user-cleanup');
    expect(fleet.objects(path).map(({ kind }) => kind)).not.toContain('ScaledObject');
    expect(fleet.object(path, 'Deployment')).toHaveProperty('spec.replicas', 1);
  });
});

describe('the affix of queue names', () => {
  const withAffix = (affix: BufferWorkersSettings['queues']['affix']): Fleet =>
    renderFleet(
      withSettings(environments.production, 'buffer-workers', (settings) => ({
        ...settings,
        queues: { ...settings.queues, affix },
      })),
    );

  test.each([
    ['another prefix', { prefix: 'kube-' }, 'kube-signup'],
    ['a suffix', { suffix: '_k8s' }, 'signup_k8s'],
  ])('may be %s: for the worker and for its scaling', (_which, affix, name) => {
    const found = withAffix(affix);
    const path = 'production/buffer-workers/worker-signup';
    const { QUEUE_NAME, QUEUE_URL } = environmentOf(containerOf(path, found));
    expect([QUEUE_NAME, QUEUE_URL]).toEqual([name, `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`]);
    expect(found.object(path, 'ScaledObject')).toHaveProperty('spec.triggers.0.metadata.queueURL', QUEUE_URL);
  });
});

describe('a change of one worker', () => {
  const changed = (change: (settings: BufferWorkersSettings) => BufferWorkersSettings): string[] => {
    const before: Environment = environments.production;
    const after = withSettings(before, 'buffer-workers', change);
    return differences(renderFleet(before).texts, renderFleet(after).texts);
  };

  test('changes its file and no other', () => {
    const email = { resources: { cpu: '2', memory: '2Gi' } } as const;
    expect(changed((settings) => ({ ...settings, workers: { ...settings.workers, email } }))).toEqual([
      'production/buffer-workers/worker-email',
    ]);
  });

  test('of a cron job changes its file and no other', () => {
    const change = (settings: BufferWorkersSettings): BufferWorkersSettings => ({
      ...settings,
      crons: { ...settings.crons, 'cron-updates': { ...settings.crons['cron-updates'], schedule: '*/2 * * * *' } },
    });
    expect(changed(change)).toEqual(['production/buffer-workers/cron-updates']);
  });

  test('that is new adds its file and changes no other', () => {
    const before = renderFleet(environments.production).texts;
    const list = workers as unknown as Worker[];
    list.unshift({ name: 'new-one', does: 'something new' });
    try {
      expect(differences(before, renderFleet(environments.production).texts)).toEqual([
        'production/buffer-workers/worker-new-one',
      ]);
    } finally {
      list.shift();
    }
  });
});

test('fails when something is said of a worker that there is not, and says which there are', async () => {
  const { production } = await loadAll();
  const wrong = withSettings(production, 'buffer-workers', (settings) => ({
    ...settings,
    workers: { ...settings.workers, 'user-clean': { replicas: 1 } },
  }));
  expect(() => renderFleet(wrong)).toThrow(
    /production\/buffer-workers: workers: got "user-clean"; expected one of update, .*user-cleanup.*; correct the name of the worker \[ERR_ENVIRONMENT_VALUE\]/,
  );
});
