import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { clusterOf, namespaceOf, setCluster, type ClusterSettings } from '../../../lib/core/environment.ts';
import { aCluster, chart, faults } from '../../support/build.ts';

describe('the cluster of a construct tree', () => {
  test('is known to every construct below its root', () => {
    const app = new App();
    setCluster(app, aCluster);
    expect(clusterOf(new Construct(new Chart(app, 'web'), 'deep'))).toBe(aCluster);
  });

  test('is not known where nobody said', () => {
    expect(clusterOf(new Chart(new App(), 'web'))).toBeUndefined();
  });
});

describe('the settings of a cluster', () => {
  test.each([
    [{ apiServer: { cidrs: ['10.0.0.0'], ports: [443] } }, 'cluster.apiServer.cidrs: got "10.0.0.0"'],
    [{ apiServer: { cidrs: [], ports: [443] } }, 'cluster.apiServer.cidrs: got []'],
    [{ apiServer: { cidrs: ['10.0.0.0/28'], ports: [] } }, 'cluster.apiServer.ports: got []'],
    [{ apiServer: { cidrs: ['10.0.0.0/28'], ports: [0] } }, 'cluster.apiServer.ports: got 0'],
    [{ ingress: { ...aCluster.ingress, address: '10.96.0' } }, 'cluster.ingress.address: got "10.96.0"'],
    [{ podCidrs: ['10.244.0.1/16'] }, 'cluster.podCidrs: got "10.244.0.1/16"'],
    [{ podCidrs: ['10.244.0.0/33'] }, 'cluster.podCidrs: got "10.244.0.0/33"'],
  ])('fails with %j', (settings, expected) => {
    const app = new App();
    setCluster(app, { ...aCluster, ...(settings as Partial<ClusterSettings>) });
    expect(app.node.validate()).toEqual([expect.stringContaining(`: ${expected}; expected `)]);
    expect(app.node.validate()).toEqual([expect.stringContaining('[ERR_CLUSTER]')]);
  });
});

test.each([
  ['apiServer', 'the networks and ports of the API server'],
  ['podCidrs', 'the networks of pods'],
])('the settings of a cluster fail when %s is missing, which the compiler would have said', (property, expected) => {
  const app = new App();
  setCluster(app, { ...aCluster, [property]: undefined });
  expect(app.node.validate()).toEqual([
    expect.stringContaining(`cluster.${property}: got nothing; expected ${expected}`),
  ]);
});

test('the settings of a cluster fail when there are none', () => {
  const app = new App();
  setCluster(app, undefined);
  expect(app.node.validate()).toEqual([
    expect.stringContaining('cluster.apiServer: got nothing; expected the networks'),
  ]);
});

describe('the namespace of a construct', () => {
  test('is that of its chart', () => {
    const scope = chart({ namespace: 'orders' });
    expect(namespaceOf(new Construct(scope, 'deep'))).toBe('orders');
    expect(faults(scope)).toEqual([]);
  });

  test('fails when the chart has none', () => {
    const scope = new Chart(new App(), 'web');
    namespaceOf(new Construct(scope, 'deep'));
    expect(faults(scope)).toEqual([
      'web/deep: namespace: got nothing; expected the namespace of the chart, such as "workers"; ' +
        'give it to the Chart: new Chart(app, id, { namespace }) [ERR_NAMESPACE_MISSING]',
    ]);
  });
});
