import { describe, expect, test } from '@jest/globals';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { Namespace, type PodSecurityLevel } from '../../../lib/workloads/namespace.ts';
import { chart, faults, object } from '../../support/build.ts';

function namespace(podSecurity?: PodSecurityLevel) {
  const scope = chart({ key: '00-namespace' });
  new Namespace(scope, 'jobs', { name: 'jobs', podSecurity });
  return scope;
}

const levels = (found: INamespace): unknown[] =>
  ['enforce', 'audit', 'warn'].map((mode) => found.metadata?.labels?.[`pod-security.kubernetes.io/${mode}`]);

describe('Namespace', () => {
  test('refuses pods that are not "restricted", and says so', () => {
    expect(levels(object(namespace(), 'Namespace'))).toEqual(['restricted', 'restricted', 'restricted']);
  });

  test.each(['baseline', 'privileged'] as const)('may admit pods that are %s', (level) => {
    expect(levels(object(namespace(level), 'Namespace'))).toEqual([level, level, level]);
  });

  test('is in no namespace itself', () => {
    expect(object(namespace(), 'Namespace').metadata).not.toHaveProperty('namespace');
  });

  test('lets nobody in it talk to anybody, unless a policy of their own says so', () => {
    expect(object(namespace(), 'NetworkPolicy')).toMatchObject({
      metadata: { name: 'default-deny', namespace: 'jobs' },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    expect(Object.keys(object<{ spec: object }>(namespace(), 'NetworkPolicy').spec)).toEqual([
      'podSelector',
      'policyTypes',
    ]);
  });

  test('fails when its name is not a DNS label', () => {
    const scope = chart();
    new Namespace(scope, 'jobs', { name: 'shop.jobs' });
    expect(faults(scope)).toEqual([
      'test/shop/web/jobs: namespace: got "shop.jobs"; expected at most 63 lower-case letters, digits and dashes, ' +
        'such as "worker-update"; rename it [ERR_NAME]',
    ]);
  });
});
