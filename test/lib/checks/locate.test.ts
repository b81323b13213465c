import { expect, test } from '@jest/globals';
import { join } from 'node:path';
import { check } from '../../../lib/checks/check.ts';
import { locate } from '../../../lib/checks/locate.ts';
import { readObjects } from '../../../lib/checks/read.ts';
import type { Rule } from '../../../lib/checks/rule.ts';
import { checked, manifests } from '../../support/manifests.ts';
import { folderWith } from '../../support/folder.ts';

const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: one
---
apiVersion: v1
kind: List
items:
  - apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: two
      annotations: {"example.com/a.b": 1}
    spec:
      template:
        spec:
          containers:
            - name: a
            - name: b
              image: c
`;

test.each([
  ['', 9],
  ['metadata.name', 12],
  ['metadata.annotations["example.com/a.b"]', 13],
  ['spec.template.spec.containers[1].image', 20],
  ['spec.template.spec.containers[1]', 19],
  // what is missing is where it belongs
  ['spec.template.spec.containers[0].image', 18],
  ['spec.template.spec.containers[7].image', 17],
  ['spec.replicas', 14],
  ['status', 9],
])('the path %j stands in line %d', (path, line) => {
  const folder = folderWith({ 'a.yaml': text });
  const rule: Rule = {
    name: 'any',
    summary: '',
    kinds: ['Deployment'],
    check: (_, __, report) => report({ path, problem: '', remedy: '' }),
  };
  const { objects } = readObjects([join(folder, 'a.yaml')]);
  expect(locate(check(objects, { rules: [rule] })).findings[0]).toMatchObject({ path, line });
});

test('a finding of an object that is in no file has no line', () => {
  const rule: Rule = {
    name: 'any',
    summary: '',
    check: (_, __, report) => report({ path: 'spec', problem: '', remedy: '' }),
  };
  const report = check([checked(manifests.service)], { rules: [rule] });
  expect(locate(report)).toEqual(report);
});
