import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ControlPlane } from '../support/control-plane/control-plane.ts';
import { KUBERNETES_VERSIONS } from '../support/control-plane/assets.ts';
import { describeOnCluster } from '../support/control-plane/suite.ts';
import { distPath, installCrds, list, provideVolumes, type LiveObject } from '../support/dist-cluster.ts';

const environments = ['production', 'test', 'local'];
const waitMs = 180_000;

/** The one namespace whose pods are not "restricted": that of Jobs whose media are on the nodes. */
const privileged: Readonly<Record<string, readonly string[]>> = { production: ['cds-jobs'] };

const enforced = ({ metadata }: LiveObject): string | undefined =>
  metadata.labels?.['pod-security.kubernetes.io/enforce'];

for (const version of KUBERNETES_VERSIONS) {
  for (const environment of environments) {
    describeOnCluster(`dist/${environment} on an empty cluster`, version, (cluster) => {
      let applied: Awaited<ReturnType<ControlPlane['kubectl']>>;

      beforeAll(async () => {
        if (environment === 'production') await installCrds(cluster());
        applied = await cluster().kubectl(['apply', '--validate=strict', '-R', '-f', distPath(environment)], {
          allowFailure: true,
        });
        await provideVolumes(cluster());
      }, waitMs);

      test('is applied in one pass, under strict field validation, without an error or a warning', () => {
        expect(applied.stderr).toBe('');
        expect(applied.exitCode).toBe(0);
      });

      test(
        'is no different from what is committed once it is applied',
        async () => {
          const { stdout, exitCode } = await cluster().kubectl(['diff', '-R', '-f', distPath(environment)], {
            allowFailure: true,
          });
          expect(stdout).toBe('');
          expect(exitCode).toBe(0);
        },
        waitMs,
      );

      test('enforces Pod Security "restricted" in every namespace but that of Jobs with media on the nodes', async () => {
        const namespaces = (await list(cluster(), 'namespace')).filter(
          (namespace) => enforced(namespace) !== undefined,
        );
        const other = namespaces
          .filter((namespace) => enforced(namespace) !== 'restricted')
          .map(({ metadata }) => metadata.name);
        expect(namespaces.length).toBeGreaterThanOrEqual(3);
        expect(other).toEqual(privileged[environment] ?? []);
      });

      test(
        'makes every Deployment Available',
        async () => {
          const deployments = await list(cluster(), 'deployment');
          expect(deployments.length).toBeGreaterThan(20);
          await cluster().kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '-A', '--timeout=150s']);
        },
        waitMs,
      );

      test(
        'has every claim bound',
        async () => {
          const bound = '--for=jsonpath={.status.phase}=Bound';
          await cluster().kubectl(['wait', bound, 'persistentvolumeclaim', '--all', '-A', '--timeout=60s']);
          const claims = await list(cluster(), 'persistentvolumeclaim');
          expect(claims.map(({ status }) => status?.phase)).toEqual(claims.map(() => 'Bound'));
          expect(claims.length).toBeGreaterThan(2);
        },
        waitMs,
      );

      test(
        'has every CronJob start Jobs that are admitted and complete',
        async () => {
          const cronJobs = await list(cluster(), 'cronjob');
          expect(cronJobs.map(({ metadata }) => metadata.name).sort()).toEqual(['cron-analytics', 'cron-updates']);
          for (const { metadata } of cronJobs) await runByHand(cluster(), metadata);
        },
        waitMs,
      );

      test(
        'has a template of CDS Jobs from which a Job is admitted and completes',
        async () => {
          const template =
            (await list(cluster(), 'configmap')).find(({ data }) => data?.['cdsjob.yaml'] !== undefined)?.data?.[
              'cdsjob.yaml'
            ] ?? '';
          const { stdout } = await cluster().kubectl(['create', '--validate=strict', '-o', 'json', '-f', '-'], {
            input: template,
          });
          const { metadata } = JSON.parse(stdout) as LiveObject;
          await cluster().kubectl([
            'wait',
            '--for=condition=Complete',
            `job/${metadata.name}`,
            '-n',
            metadata.namespace ?? '',
            '--timeout=60s',
          ]);
          expect(metadata.namespace).toBe(privileged[environment]?.[0] ?? 'cds');
        },
        waitMs,
      );
    });
  }
}

describeOnCluster('one file of dist/test', '1.36', (cluster) => {
  test(
    'deploys its one unit',
    async () => {
      const { kubectl } = cluster();
      await kubectl(['apply', '-f', distPath('test/buffer-workers/00-namespace.k8s.yaml')]);
      await kubectl(['apply', '-f', distPath('test/buffer-workers/worker-update.k8s.yaml')]);
      await kubectl([
        'wait',
        '--for=condition=Available',
        'deployment/worker-update',
        '-n',
        'workers',
        '--timeout=60s',
      ]);
      expect((await list(cluster(), 'deployment')).map(({ metadata }) => metadata.name)).toEqual(['worker-update']);
    },
    waitMs,
  );

  test(
    'leaves the namespace and the other units when it is deleted',
    async () => {
      const { kubectl } = cluster();
      await kubectl(['apply', '-f', distPath('test/buffer-workers/worker-link.k8s.yaml')]);
      await kubectl(['delete', '--ignore-not-found', '-f', distPath('test/buffer-workers/worker-update.k8s.yaml')]);
      expect((await list(cluster(), 'deployment')).map(({ metadata }) => metadata.name)).toEqual(['worker-link']);
    },
    waitMs,
  );
});

/** What each account must and must not be able to do, in the namespace of the Jobs unless another is named. */
const rights = {
  responder: {
    may: ['create jobs', 'get jobs', 'delete jobs', 'list pods', 'get pods --subresource=log'],
    mayNot: [
      'list jobs',
      'update jobs',
      'patch jobs',
      'watch jobs',
      'deletecollection jobs',
      'get secrets',
      'list secrets',
      'get configmaps',
      'create pods',
      'delete pods',
      'create pods --subresource=exec',
      'create leases.coordination.k8s.io',
      'create jobs -n default',
      'list nodes',
    ],
  },
  reaper: {
    may: [
      'get jobs',
      'list jobs',
      'watch jobs',
      'patch jobs',
      'create leases.coordination.k8s.io',
      'get leases.coordination.k8s.io/cds-reaper',
      'update leases.coordination.k8s.io/cds-reaper',
    ],
    mayNot: [
      'create jobs',
      'delete jobs',
      'get secrets',
      'list pods',
      'get pods --subresource=log',
      'update leases.coordination.k8s.io/another',
      'delete leases.coordination.k8s.io/cds-reaper',
      'patch jobs -n default',
    ],
  },
  // the log viewer has no account of its own; its pods run without a token
  default: { may: [], mayNot: ['get jobs', 'list pods', 'get secrets', 'get configmaps'] },
};

for (const [environment, namespace] of [
  ['production', 'cds-jobs'],
  ['test', 'cds'],
] as const) {
  describeOnCluster(`the rights of dist/${environment}'s accounts`, '1.36', (cluster) => {
    beforeAll(async () => {
      if (environment === 'production') await installCrds(cluster());
      await cluster().kubectl(['apply', '-R', '-f', distPath(`${environment}/cds`)]);
    }, waitMs);

    describe.each(Object.entries(rights))('of %s', (account, { may, mayNot }) => {
      const ask = async (right: string): Promise<string> => {
        const words = [...right.split(' '), ...(right.includes('-n ') ? [] : ['-n', namespace])];
        const { stdout } = await cluster().kubectl(
          ['auth', 'can-i', ...words, `--as=system:serviceaccount:cds:${account}`],
          { allowFailure: true },
        );
        return `${right}: ${stdout.trim()}`;
      };

      if (may.length > 0) {
        test('are what it needs', async () => {
          expect(await Promise.all(may.map(ask))).toEqual(may.map((right) => `${right}: yes`));
        });
      }

      test('are nothing more', async () => {
        expect(await Promise.all(mayNot.map(ask))).toEqual(mayNot.map((right) => `${right}: no`));
      });
    });
  });
}

async function runByHand({ kubectl }: ControlPlane, { name, namespace = '' }: LiveObject['metadata']): Promise<void> {
  const job = `${name}-by-hand`;
  await kubectl(['create', 'job', job, `--from=cronjob/${name}`, '-n', namespace]);
  await kubectl(['wait', '--for=condition=Complete', `job/${job}`, '-n', namespace, '--timeout=60s']);
}
