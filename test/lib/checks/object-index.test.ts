import { expect, test } from '@jest/globals';
import { indexObjects } from '../../../lib/checks/object-index.ts';
import { checked } from '../../support/manifests.ts';

const object = (kind: string, name?: string, namespace?: string) =>
  checked({ apiVersion: 'v1', kind, metadata: { name, namespace } });

const [inShop, inTest, cluster, again] = [
  object('Service', 'web', 'shop'),
  object('Service', 'web', 'test'),
  object('Namespace', 'web'),
  object('Service', 'web', 'shop'),
];
const index = indexObjects([inShop, inTest, cluster, again, checked({ apiVersion: 'v1', kind: 'Pod' })]);

test('an object is found by kind, namespace and name; of two the first', () => {
  expect(index.find('Service', 'shop', 'web')).toBe(inShop);
  expect(index.find('Service', 'test', 'web')).toBe(inTest);
  expect(index.find('Namespace', undefined, 'web')).toBe(cluster);
});

test('what is of another kind, namespace or name is not found', () => {
  expect(index.find('Service', undefined, 'web')).toBeUndefined();
  expect(index.find('Service', 'shop', 'we')).toBeUndefined();
  expect(index.find('Secret', 'shop', 'web')).toBeUndefined();
  expect(index.find('toString', undefined, 'constructor')).toBeUndefined();
});

test('the objects of a kind are all of them, or those of a namespace', () => {
  expect(index.ofKind('Service')).toEqual([inShop, inTest, again]);
  expect(index.ofKind('Service', 'shop')).toEqual([inShop, again]);
  expect(index.ofKind('Service', 'none')).toEqual([]);
  expect(index.ofKind('Secret')).toEqual([]);
  expect(index.ofKind('Pod')).toHaveLength(1);
  expect(index.objects).toHaveLength(5);
});
