import { describe, expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { clusterOf, type Purpose } from '../../../lib/core/environment.ts';
import { faultsIn, placeOf } from '../../../lib/core/faults.ts';
import { SystemApp } from '../../../lib/core/system-app.ts';
import { anApp, anEnvironment, chart, faults } from '../../support/build.ts';

const nameRefusal = (property: string, got: string): string =>
  `${property}: got ${JSON.stringify(got)}; expected at most 63 lower-case letters, digits and dashes, such as ` +
  '"worker-update"; rename it [ERR_NAME]';

describe('the App of a system in an environment', () => {
  test('is an App of cdk8s that writes to the folder of both', () => {
    const environment = anEnvironment({ environment: 'production' });
    expect(new SystemApp(environment, 'cds')).toBeInstanceOf(App);
    expect(new SystemApp(environment, 'cds').outdir).toBe('dist/production/cds');
    expect(new SystemApp(environment, 'cds', 'build').outdir).toBe('build/production/cds');
  });

  test('tells its constructs where they are and of what cluster', () => {
    const environment = anEnvironment({ environment: 'production' });
    const scope = new SystemApp(environment, 'cds').chart('responder', 'cds');
    expect(placeOf(scope)).toBe('production/cds/responder');
    expect(clusterOf(scope)).toBe(environment.cluster);
  });

  test('fails when the name of its environment is no DNS label, which labels and folders are made of', () => {
    expect(faults(chart({ environment: 'Test 1' }))).toEqual([`Test 1/shop: ${nameRefusal('environment', 'Test 1')}`]);
  });
});

describe('the purpose of an environment', () => {
  test.each<Purpose>(['production', 'test', 'local'])('may be %s', (purpose) => {
    expect(faults(chart({ purpose }))).toEqual([]);
  });

  test('fails when it is another, which would refuse as little as the most lenient', () => {
    expect(faults(chart({ purpose: 'prod' as Purpose }))).toEqual([
      'test/shop: purpose: got "prod"; expected one of "production", "test", "local"; correct it in the environment; ' +
        'it decides which shortcuts are refused [ERR_ENVIRONMENT_VALUE]',
    ]);
  });
});

describe('the chart of a deployment key', () => {
  test('has the namespace, and labels that say what it is, of which system and where', () => {
    const { namespace, labels } = anApp({ environment: 'production', system: 'cds' }).chart('responder', 'jobs');
    expect(namespace).toBe('jobs');
    expect(labels).toEqual({
      'app.kubernetes.io/name': 'responder',
      'app.kubernetes.io/part-of': 'cds',
      'app.kubernetes.io/instance': 'cds-production',
    });
  });

  test.each(['Web', 'web_1', 'a'.repeat(64)])('fails when the key is %s', (key) => {
    expect(faults(chart({ key }))).toEqual([`test/shop/${key}: ${nameRefusal('deployment key', key)}`]);
  });

  test('fails when another chart of the system has the key', () => {
    const app = anApp();
    expect(app.chart('web', 'shop')).toBe(app.chart('web', 'shop'));
    expect(faultsIn(app)).toEqual([
      'test/shop/web: deployment key: got "web"; expected a key that no other chart of the system has, since it is the ' +
        'name of its file; rename one of the two, or put both units into one chart [ERR_NAME]',
    ]);
  });
});
