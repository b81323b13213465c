import { describe, expect, test } from '@jest/globals';
import { Duration, Size } from 'cdk8s';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { Probe } from '../../../lib/workloads/probe.ts';
import { memoryScratch, readOnly, scratch } from '../../../lib/workloads/volumes.ts';
import {
  container,
  faultsOf,
  jobTemplate,
  podSpec,
  queueWorker,
  scheduledJob,
  server,
  singleton,
} from '../../support/workloads.ts';

describe('every pod', () => {
  const podsOf = {
    Server: podSpec(server()),
    QueueWorker: podSpec(queueWorker()),
    Singleton: podSpec(singleton()),
    JobTemplate: jobTemplate().pod.spec(),
    ScheduledJob: scheduledJob().pod.spec(),
  };

  describe.each(Object.entries(podsOf))('of a %s', (_kind, pod) => {
    test('has what Pod Security "restricted" asks of a pod', () => {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      });
    });

    test('has what Pod Security "restricted" asks of its container', () => {
      expect(pod.containers).toEqual([
        expect.objectContaining({
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
          },
        }),
      ]);
    });

    test('shares nothing with its node', () => {
      expect(Object.keys(pod).filter((key) => key.startsWith('host'))).toEqual([]);
      expect(pod.volumes?.filter((volume) => 'hostPath' in volume)).toEqual([]);
      expect(pod.containers[0]?.ports?.filter((port) => 'hostPort' in port) ?? []).toEqual([]);
    });

    test('gets no token', () => {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod).not.toHaveProperty('serviceAccountName');
    });

    test('gets no variables for the Services of its namespace', () => {
      expect(pod.enableServiceLinks).toBe(false);
    });

    test('can write to /tmp, within 64 MiB, and nowhere else', () => {
      expect(pod.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
      expect(pod.containers[0]?.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
    });

    test('has its memory set aside, and CPU without a limit', () => {
      expect(pod.containers[0]?.resources).toEqual({
        requests: { cpu: '100m', memory: '128Mi' },
        limits: { memory: '128Mi' },
      });
    });
  });
});

describe('image', () => {
  test.each([
    ['example.com/web:1.4.2', 'IfNotPresent'],
    ['example.com/web:dev', 'Always'],
    [`example.com/web@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ])('of %s is pulled %s', (image, imagePullPolicy) => {
    expect(container(server({ image }))).toMatchObject({ image, imagePullPolicy });
  });

  test('is never pulled where it says so', () => {
    const image = { reference: 'web:dev', pullPolicy: 'Never' } as const;
    expect(container(server({ image }))).toMatchObject({ image: 'web:dev', imagePullPolicy: 'Never' });
  });

  test('fails when it has no tag', () => {
    expect(faultsOf(server({ image: 'example.com/web' }))).toEqual([
      'test/shop/web/web: image: got "example.com/web"; expected a repository with a tag other than latest or with a digest, ' +
        'such as "example.com/buffer-web:1.4.2"; name the version that shall run [ERR_IMAGE_REFERENCE]',
    ]);
  });
});

describe('command and args', () => {
  test("are the image's own unless said otherwise", () => {
    const found = container(server());
    expect(found).not.toHaveProperty('command');
    expect(found).not.toHaveProperty('args');
  });

  test('are rendered as they are given', () => {
    const props = { command: ['python'], args: ['app.py', '$(NOT_REPLACED_HERE)'] };
    expect(container(server(props))).toMatchObject(props);
  });
});

test('a pod starts its program in the folder of its image unless said otherwise', () => {
  expect(container(server())).not.toHaveProperty('workingDir');
  expect(container(server({ folder: '/app' })).workingDir).toBe('/app');
});

describe('variables', () => {
  test('are left out where there are none', () => {
    expect(container(server())).not.toHaveProperty('env');
  });

  test('come in the order of their names, whatever the order in which they were given', () => {
    const web = server({ variables: { B: 'b', C: new SecretKey('account', 'password') } });
    web.addVariables({ A: 1 });
    expect(container(web).env).toEqual([
      { name: 'A', value: '1' },
      { name: 'B', value: 'b' },
      { name: 'C', valueFrom: { secretKeyRef: { name: 'account', key: 'password' } } },
    ]);
  });

  test('of the same name replace one another', () => {
    const web = server({ variables: { A: 'old' } });
    web.addVariables({ A: 'new' });
    expect(container(web).env).toEqual([{ name: 'A', value: 'new' }]);
  });
});

describe('resources', () => {
  test('may have a CPU limit, and a memory limit above what is requested', () => {
    const resources = { cpu: '250m', memory: '1Gi', memoryLimit: '2Gi', cpuLimit: '1' } as const;
    expect(container(server({ resources })).resources).toEqual({
      requests: { cpu: '250m', memory: '1Gi' },
      limits: { cpu: '1', memory: '2Gi' },
    });
  });

  test('fails when memory has no unit', () => {
    expect(faultsOf(server({ resources: { cpu: '100m', memory: '128' as '128Mi', memoryLimit: '1Gi' } }))).toEqual([
      'test/shop/web/web: resources.memory: got "128"; expected a positive amount in Ki, Mi, Gi or Ti, such as "256Mi"; ' +
        'state it with its unit [ERR_RESOURCES]',
    ]);
  });
});

describe('user', () => {
  test('is also the group of the program and of its volumes', () => {
    expect(podSpec(server({ user: 1001 })).securityContext).toMatchObject({
      runAsUser: 1001,
      runAsGroup: 1001,
      fsGroup: 1001,
      fsGroupChangePolicy: 'OnRootMismatch',
    });
  });

  test.each([0, -1, 1.5])('fails when it is %p', (user) => {
    expect(faultsOf(server({ user }))).toEqual([
      `test/shop/web/web: user: got ${user}; expected a user id above 0, such as 10001; ` +
        'build the image so that it runs as a user other than root [ERR_USER]',
    ]);
  });
});

describe('tmp', () => {
  test('may be of another size', () => {
    expect(podSpec(server({ tmp: Size.gibibytes(1) })).volumes).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '1024Mi' } },
    ]);
  });

  test('may be another volume, mounted at its path', () => {
    expect(podSpec(server({ mounts: { '/tmp': memoryScratch(Size.mebibytes(8)) } })).volumes).toEqual([
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '8Mi' } },
    ]);
  });
});

describe('mounts', () => {
  test('are called after their paths and come in their order', () => {
    const web = server({ mounts: { '/var/log/Shop_1': scratch(Size.mebibytes(1)) } });
    web.addMount('/data', scratch(Size.mebibytes(2)));
    expect(container(web).volumeMounts).toEqual([
      { name: 'data', mountPath: '/data' },
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'var-log-shop-1', mountPath: '/var/log/Shop_1' },
    ]);
    expect(podSpec(web).volumes?.map(({ name }) => name)).toEqual(['data', 'tmp', 'var-log-shop-1']);
  });

  test('are read-only where their volume is', () => {
    const mounts = { '/data': readOnly(scratch(Size.mebibytes(1))) };
    expect(container(server({ mounts })).volumeMounts).toContainEqual({
      name: 'data',
      mountPath: '/data',
      readOnly: true,
    });
  });

  test.each([
    ['differ in their dashes only', '/etc/a-b', '/etc/a/b'],
    ['end alike', `/a/${'x'.repeat(70)}`, `/b/${'x'.repeat(70)}`],
  ])('have volumes of different names even where their paths %s', (_how, one, other) => {
    const volume = scratch(Size.mebibytes(1));
    const names = podSpec(server({ mounts: { [one]: volume, [other]: volume } })).volumes?.map(({ name }) => name);
    expect(new Set(names).size).toBe(3);
    expect(names).toEqual(names?.map(() => expect.stringMatching(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/)));
  });
});

describe('the end of a pod', () => {
  test('comes 30 seconds after SIGTERM at the latest', () => {
    expect(podSpec(queueWorker()).terminationGracePeriodSeconds).toBe(30);
  });

  test('comes later where the program needs longer to finish', () => {
    expect(podSpec(queueWorker({ shutdown: Duration.minutes(5) })).terminationGracePeriodSeconds).toBe(300);
  });
});

describe('the probes of a pod', () => {
  test('ask at the first port, and first while it starts', () => {
    const { startupProbe, readinessProbe, livenessProbe } = container(server({ ports: { http: 8080, grpc: 9090 } }));
    expect(startupProbe?.httpGet).toEqual({ path: '/livez', port: 'http' });
    expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' });
    expect(livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' });
  });

  test('give a start 60 seconds unless said otherwise', () => {
    const { periodSeconds = 0, failureThreshold = 0 } = container(server()).startupProbe ?? {};
    expect(periodSeconds * failureThreshold).toBe(60);
  });

  test('give a start the time it is said to take', () => {
    const probes = {
      readiness: Probe.tcp('ready'),
      liveness: Probe.tcp('alive'),
      startsWithin: Duration.minutes(5),
    };
    const { periodSeconds = 0, failureThreshold = 0 } = container(server({ probes })).startupProbe ?? {};
    expect(periodSeconds * failureThreshold).toBe(300);
  });

  test('ask for readiness while it starts where there is no liveness to ask for', () => {
    const probes = { readiness: Probe.http('/readyz', 'ready'), liveness: Probe.none('it ends by itself') };
    const found = container(server({ probes }));
    expect(found.startupProbe?.httpGet?.path).toBe('/readyz');
    expect(found).not.toHaveProperty('livenessProbe');
  });

  test('are left out where there are none', () => {
    const found = container(queueWorker());
    expect(Object.keys(found).filter((key) => key.endsWith('Probe'))).toEqual([]);
  });

  test('fails when one asks at a port that is not declared', () => {
    const readiness = Probe.http('/readyz', 'ready', { port: 'metrics' });
    const expected = [expect.stringMatching(/^test\/shop\/web\/web: probes\.readiness.*got "metrics".*\[ERR_PORT\]$/)];
    expect(faultsOf(server({ probes: { readiness, liveness: Probe.tcp('alive') } }))).toEqual(expected);
  });

  test('fails when a time is no whole number of seconds, and tells of all', () => {
    const half = Duration.millis(500);
    const probes = {
      readiness: Probe.tcp('ready', { period: half, timeout: half }),
      liveness: Probe.tcp('alive', { timeout: half }),
      startsWithin: half,
    };
    const properties = ['liveness.timeout', 'readiness.period', 'readiness.timeout', 'startsWithin'];
    expect(faultsOf(server({ probes }))).toEqual(
      properties.map((property) =>
        expect.stringMatching(new RegExp(`web: probes[.]${property}: got "500 millis"; .* \\[ERR_DURATION\\]$`)),
      ),
    );
  });

  test('fails when one asks at a port and none is declared', () => {
    const probes = { readiness: Probe.tcp('ready'), liveness: Probe.none('it ends by itself') };
    expect(faultsOf(queueWorker({ probes }))).toEqual([expect.stringMatching(/probes\.readiness.*\[ERR_PORT\]$/)]);
  });
});

test('fails when a volume is mounted at a path that is not absolute', () => {
  expect(faultsOf(server({ mounts: { 'etc/app': scratch(Size.mebibytes(1)) } }))).toEqual([
    'test/shop/web/web: mounts: got "etc/app"; expected an absolute path, such as "/etc/app"; begin it with a slash [ERR_MOUNT_PATH]',
  ]);
});
