import { expect, it } from '@jest/globals';
import { apiGroupOf } from '../../../lib/checks/api-group.ts';

it.each<[unknown, string]>([
  ['v1', ''],
  ['apps/v1', 'apps'],
  ['rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io'],
  ['/v1', ''],
  ['', ''],
  [undefined, ''],
  [1, ''],
])('%j is of the group %j', (apiVersion, group) => {
  expect(apiGroupOf(apiVersion)).toBe(group);
});
