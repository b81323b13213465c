import { describe, expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { clusterOf } from '../../../lib/core/environment.ts';
import { placeOf } from '../../../lib/core/faults.ts';
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
});
