import { beforeAll, describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { workQueues } from '../../../../lib/contract/broker.ts';
import { healthPaths, responderVariables } from '../../../../lib/contract/env.ts';
import { jobTemplate, mountPaths } from '../../../../lib/contract/job.ts';
import { readVariables } from '../../../../lib/contract/variables.ts';
import {
  environmentNames,
  environmentOf,
  loadAll,
  renderFleet,
  withSettings,
  type Fleet,
} from '../../../support/systems.ts';

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

const podOf = (path: string, of: Fleet = fleet): IPodSpec =>
  of.object<IDeployment>(path, 'Deployment').spec?.template.spec as IPodSpec;
const containerOf = (path: string, of: Fleet = fleet): IContainer => podOf(path, of).containers[0] as IContainer;

/** What is mounted at a path. */
function mounted(pod: IPodSpec, path: string) {
  const mount = pod.containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === path);
  const { name, ...source } = pod.volumes?.find((volume) => volume.name === mount?.name) ?? { name: '' };
  return { ...source, readOnly: mount?.readOnly ?? false };
}

describe.each(environmentNames)('the responder in %s', (environment) => {
  const path = `${environment}/cds/responder`;
  const jobNamespace = environment === 'production' ? 'cds-jobs' : 'cds';

  test('gets what it needs, and no variable that it does not know', () => {
    const env = environmentOf(containerOf(path));
    expect(Object.keys(env).filter((name) => !Object.hasOwn(responderVariables, name))).toEqual([]);
    expect(readVariables(responderVariables, env).faults).toBeUndefined();
    expect(env['RABBITMQ_PASSWD']).toMatch(/^from .*\/password$/);
    expect(env['RABBITMQ_USER']).toMatch(/^from .*\/username$/);
  });

  test('finds its Jobs in their namespace', () => {
    expect(environmentOf(containerOf(path))['NAMESPACE']).toBe(jobNamespace);
  });

  test('may do there what it must, and nothing else anywhere', () => {
    const { metadata, rules } = fleet.object<IRole>(path, 'Role');
    expect(metadata).toMatchObject({ namespace: jobNamespace });
    expect(rules).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'get', 'delete'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ]);
    expect(podOf(path)).toMatchObject({ serviceAccountName: 'responder', automountServiceAccountToken: true });
  });

  test('finds template, routes, inmeta and logs where its variables say', () => {
    const { TEMPLATES_PATH, ROUTES_PATH, INMETA_PATH, POD_LOGS_BASEPATH } = environmentOf(containerOf(path));
    const pod = podOf(path);
    expect(mounted(pod, TEMPLATES_PATH ?? '')).toMatchObject({ configMap: expect.anything(), readOnly: true });
    expect(mounted(pod, ROUTES_PATH ?? '')).toMatchObject({ configMap: expect.anything(), readOnly: true });
    expect(mounted(pod, INMETA_PATH ?? '')).toEqual({
      persistentVolumeClaim: { claimName: 'inmeta' },
      readOnly: false,
    });
    expect(mounted(pod, mountPaths.logs)).toEqual({ persistentVolumeClaim: { claimName: 'logs' }, readOnly: false });
    expect(POD_LOGS_BASEPATH).toMatch(new RegExp(`^${mountPaths.logs}/`));
  });

  test('has the template under the name it looks for', () => {
    const { configMap } = mounted(podOf(path), environmentOf(containerOf(path))['TEMPLATES_PATH'] ?? '');
    const found = fleet.object<IConfigMap>(path, 'ConfigMap', configMap?.name);
    expect(Object.keys(found.data ?? {})).toEqual([jobTemplate.fileName]);
  });

  test('has the routes that Jobs have', () => {
    const routesOf = (key: string): IConfigMap[] =>
      fleet
        .objects(`${environment}/cds/${key}`)
        .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith(`${key}-routes-`))
        .map((each) => each as IConfigMap);
    const [own, jobs] = [routesOf('responder'), routesOf('job')];
    expect(own).toHaveLength(1);
    expect(own[0]?.data).toEqual(jobs[0]?.data);
  });

  test('is asked at its health port', () => {
    const { ports, readinessProbe, livenessProbe } = containerOf(path);
    expect(ports).toEqual([{ name: 'health', containerPort: 8080, protocol: 'TCP' }]);
    expect(environmentOf(containerOf(path))['HTTP_PORT']).toBe('8080');
    expect(readinessProbe?.httpGet).toEqual({ path: healthPaths.ready, port: 'health' });
    expect(livenessProbe?.httpGet).toEqual({ path: healthPaths.live, port: 'health' });
  });

  test('has some seconds more to end than it may take over the work in hand', () => {
    const { SHUTDOWN_TIMEOUT } = readVariables(responderVariables, environmentOf(containerOf(path))).values ?? {};
    const { terminationGracePeriodSeconds } = podOf(path);
    expect(terminationGracePeriodSeconds).toBeGreaterThanOrEqual(Number(SHUTDOWN_TIMEOUT) + 5);
  });

  test('is reached by no other unit', () => {
    expect(fleet.objects(path).map(({ kind }) => kind)).not.toContain('Service');
  });
});

describe('the scaling of the responder', () => {
  test('in production is by the queue that it consumes, not by the published one', () => {
    expect(fleet.object('production/cds/responder', 'ScaledObject')).toMatchObject({
      spec: {
        minReplicaCount: 2,
        maxReplicaCount: 6,
        triggers: [
          {
            type: 'rabbitmq',
            metadata: {
              host: 'amqp://rabbitmq.example.com:5672/cds',
              queueName: workQueues.requests.name,
              value: '50',
            },
            authenticationRef: { name: 'responder' },
          },
        ],
      },
    });
  });

  test('in test is a fixed number of replicas', () => {
    expect(fleet.object('test/cds/responder', 'Deployment')).toHaveProperty('spec.replicas', 2);
  });

  test('lets KEDA in where the broker is in the cluster', () => {
    const found = renderFleet(
      withSettings(environments.local, 'cds', (settings) => ({
        ...settings,
        responder: { ...settings.responder, replicas: { min: 1, max: 2, messagesPerReplica: 5 } },
      })),
    );
    expect(found.object('local/cds/responder', 'ScaledObject')).toHaveProperty(
      'spec.triggers.0.metadata.host',
      'amqp://rabbitmq.cds.svc.cluster.local:5672/%2F',
    );
    expect(JSON.stringify(found.object('local/cds/rabbitmq', 'NetworkPolicy'))).toContain('keda-operator');
  });
});

describe('keepJobs', () => {
  const keepJobs = (keepJobs?: boolean): string | undefined => {
    const found = renderFleet(
      withSettings(environments.test, 'cds', (settings) => ({
        ...settings,
        responder: { ...settings.responder, keepJobs },
      })),
    );
    return environmentOf(containerOf('test/cds/responder', found))['KEEP_JOBS'];
  };

  test.each([
    [undefined, 'no'],
    [false, 'no'],
    [true, 'yes'],
  ])('of %p is %p for the responder', (value, word) => {
    expect(keepJobs(value)).toBe(word);
  });
});
