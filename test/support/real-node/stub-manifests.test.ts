import { describe, expect, test } from '@jest/globals';
import { withStub, type Container } from './stub-manifests.ts';

const container: Container = {
  name: 'main',
  image: 'redis:6.2',
  command: ['redis-server'],
  args: ['--save', ''],
  env: [{ name: 'A', value: '1' }],
  ports: [{ containerPort: 6379 }, { containerPort: 53, protocol: 'UDP' }],
  resources: { limits: { memory: '128Mi' }, requests: { cpu: '2', memory: '1Gi' } },
  readinessProbe: { exec: { command: ['redis-cli', 'ping'] }, periodSeconds: 3 },
  livenessProbe: { tcpSocket: { port: 6379 } },
  securityContext: { readOnlyRootFilesystem: true },
} as Container;

describe('manifests with the stub', () => {
  test('have a Deployment listen on its ports, with all else as it was but for requests and commands', () => {
    const [stubbed] = withStub([
      { ...aDeployment, spec: { replicas: 2, template: { spec: { containers: [container] } } } },
    ]);
    expect(stubbed).toEqual({
      ...aDeployment,
      spec: {
        replicas: 2,
        template: {
          spec: {
            containers: [
              {
                name: 'main',
                image: 'berth/stub:1',
                imagePullPolicy: 'Never',
                command: ['/usr/local/bin/node', '/stub/serve.ts'],
                env: [
                  { name: 'A', value: '1' },
                  { name: 'STUB_PORTS', value: '6379/tcp,53/udp' },
                ],
                ports: container.ports,
                resources: { limits: { memory: '128Mi' }, requests: { cpu: '1m', memory: '8Mi' } },
                readinessProbe: { exec: { command: ['/usr/local/bin/node', '--eval', '0'] }, periodSeconds: 3 },
                livenessProbe: { tcpSocket: { port: 6379 } },
                securityContext: { readOnlyRootFilesystem: true },
              },
            ],
          },
        },
      },
    });
  });

  test('have init containers succeed and sidecars go on', () => {
    const initContainers = [container, { ...container, restartPolicy: 'Always' }];
    const [stubbed] = withStub([
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { initContainers, containers: [] } },
    ]);
    expect(stubbed?.spec.initContainers.map(({ command }) => command)).toEqual([
      ['/usr/local/bin/node', '--eval', '0'],
      ['/usr/local/bin/node', '/stub/serve.ts'],
    ]);
  });

  test.each([
    ['Job', { template: { spec: { containers: [container] } } }],
    ['CronJob', { jobTemplate: { spec: { template: { spec: { containers: [container] } } } } }],
  ])('have the containers of a %s succeed', (kind, spec) => {
    const text = JSON.stringify(withStub([{ apiVersion: 'batch/v1', kind, metadata: { name: 'a' }, spec }]));
    expect(text).toContain('"command":["/usr/local/bin/node","--eval","0"]');
    expect(text).not.toContain('redis-server');
  });

  test('leave other kinds alone', () => {
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [{ port: 80 }] } };
    expect(withStub([service])).toEqual([service]);
  });
});

const aDeployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'db', namespace: 'shop' } };
