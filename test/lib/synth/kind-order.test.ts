import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byApplyOrder } from '../../../lib/synth/kind-order.ts';

const kinds = (words: readonly string[]): string[] =>
  byApplyOrder(words.map((kind) => ({ kind }))).map(({ kind }) => kind);

describe('the order of objects in a file', () => {
  test.each([
    ['Namespace', 'NetworkPolicy'],
    ['ServiceAccount', 'RoleBinding'],
    ['Role', 'RoleBinding'],
    ['ServiceAccount', 'Deployment'],
    ['ExternalSecret', 'Deployment'],
    ['ConfigMap', 'Deployment'],
    ['ConfigMap', 'CronJob'],
    ['PersistentVolume', 'PersistentVolumeClaim'],
    ['PersistentVolumeClaim', 'Deployment'],
    // nobody talks through a pod before its policy is there
    ['NetworkPolicy', 'Deployment'],
    ['Service', 'Ingress'],
    ['Deployment', 'HorizontalPodAutoscaler'],
    ['TriggerAuthentication', 'ScaledObject'],
    ['Deployment', 'ScaledObject'],
    ['Ingress', 'Certificate'],
  ])('has a %s before a %s that needs it', (first, second) => {
    expect(kinds([second, first])).toEqual([first, second]);
  });

  test('keeps objects of one kind, and of kinds that nobody knows, as they came', () => {
    const objects = ['b', 'a'].flatMap((name) => ['Widget', 'ConfigMap', 'Gadget'].map((kind) => ({ kind, name })));
    expect(byApplyOrder(objects).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'ConfigMap b',
      'ConfigMap a',
      'Widget b',
      'Gadget b',
      'Widget a',
      'Gadget a',
    ]);
  });

  test('does not depend on the order of different kinds, and loses none', () => {
    const all = ['Namespace', 'ConfigMap', 'Role', 'Service', 'Deployment', 'Ingress'];
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (words) => {
        expect(kinds(words)).toEqual(kinds(all));
      }),
    );
    expect(kinds(all)).toHaveLength(all.length);
  });
});
