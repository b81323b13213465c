import { describe, expect, test } from '@jest/globals';
import { Duration, type Chart } from 'cdk8s';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { faultsIn } from '../../../lib/core/faults.ts';
import { backingService, type BackingSettings } from '../../../lib/workloads/backing-service.ts';
import { anApp, object, objects, someResources } from '../../support/build.ts';
import { queueWorker } from '../../support/workloads.ts';

const outside = {
  host: 'search.example.com',
  port: 9200,
  scheme: 'http',
  networks: [{ cidr: '10.20.0.0/16' }],
} as const satisfies BackingSettings;
const inside = { image: 'search:7.17.24', resources: someResources } as const satisfies BackingSettings;

function search(settings: BackingSettings) {
  const app = anApp();
  const asked: string[] = [];
  const address = backingService(app, 'shop', 'search', 'Search', settings, (scope) => {
    asked.push(scope.node.id);
    return { ports: { http: 9200, nodes: 9300 }, dataPath: '/data', user: 1000, variables: { MODE: 'single' } };
  });
  return { app, address, asked, chart: app.node.tryFindChild('search') as Chart };
}

describe('a backing service outside the cluster', () => {
  test('is reached at its own address', () => {
    const { address } = search(outside);
    expect(address.host.value).toBe('search.example.com');
    expect(address.port.value).toBe('9200');
    expect(address.url('/v1').value).toBe('http://search.example.com:9200/v1');
  });

  test('adds nothing, and nobody asks how to run it', () => {
    const { app, asked } = search(outside);
    expect(app.charts).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('lets who is given its address out to its networks', () => {
    const { app, address } = search(outside);
    const scope = app.chart('worker', 'shop');
    queueWorker({ variables: { SEARCH_URL: address.url() } }, scope, 'worker');
    expect(object(scope, 'NetworkPolicy')).toHaveProperty('spec.egress.1.to', [{ ipBlock: { cidr: '10.20.0.0/16' } }]);
  });

  test('fails when its host has a scheme', () => {
    expect(faultsIn(search({ ...outside, host: 'http://search.example.com' }).app)).toEqual([
      'test/shop: search.host: got "http://search.example.com"; expected a host name or address without scheme and port, ' +
        'such as "mysql.example.com"; write the host alone [ERR_EXTERNAL_ADDRESS]',
    ]);
  });
});

describe('a backing service in the cluster', () => {
  test('is a unit of its own deployment key', () => {
    expect(objects(search(inside).chart).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'NetworkPolicy search',
      'Deployment search',
      'Service search',
    ]);
  });

  test('is reached at its first port, whose name is the scheme of its URLs', () => {
    const { address } = search(inside);
    expect(address.host.value).toBe('search.shop.svc.cluster.local');
    expect(address.port.value).toBe('9200');
    expect(address.url('/v1').value).toBe('http://search.shop.svc.cluster.local:9200/v1');
  });

  test('is one replica that runs as its system says', () => {
    const { spec } = object<IDeployment>(search(inside).chart, 'Deployment');
    expect(spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(spec?.template.spec?.securityContext?.runAsUser).toBe(1000);
    expect(spec?.template.spec?.containers[0]?.env).toEqual([{ name: 'MODE', value: 'single' }]);
  });

  test('has a minute to start, or as long as its system says', () => {
    const probe = (startsWithin?: Duration) => {
      const app = anApp();
      backingService(app, 'shop', 'search', 'Search', inside, () => ({
        ports: { http: 9200 },
        dataPath: '/data',
        ...(startsWithin ? { startsWithin } : {}),
      }));
      const deployment = object<IDeployment>(app.node.tryFindChild('search') as Chart, 'Deployment');
      return deployment.spec?.template.spec?.containers[0]?.startupProbe?.failureThreshold;
    };
    expect(probe()).toBe(30);
    expect(probe(Duration.minutes(5))).toBe(150);
  });

  test('keeps its data in the pod unless there is storage', () => {
    const { spec } = object<IDeployment>(search(inside).chart, 'Deployment');
    expect(spec?.template.spec?.volumes).toContainEqual({ name: 'data', emptyDir: { sizeLimit: '1024Mi' } });
  });

  test('keeps its data in a claim where there is storage', () => {
    const { chart } = search({ ...inside, storage: { size: '5Gi' } });
    expect(object(chart, 'PersistentVolumeClaim').metadata.name).toBe('search-data');
    expect(object<IDeployment>(chart, 'Deployment').spec?.template.spec?.volumes).toContainEqual({
      name: 'data',
      persistentVolumeClaim: { claimName: 'search-data' },
    });
  });
});
