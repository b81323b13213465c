import { describe, expect, test } from '@jest/globals';
import { check } from '../../../lib/checks/check.ts';
import type { Rule } from '../../../lib/checks/rule.ts';
import { schemaRule } from '../../../lib/checks/schema/schema-rule.ts';
import { changed, checked, manifests } from '../../support/manifests.ts';

const wrong = changed(manifests.configMap, 'data.level', 3);

function checkWith(annotations: unknown, manifest = wrong) {
  const object = checked(changed(manifest, 'metadata.annotations', annotations));
  const { findings, waived } = check([object], { rules: [schemaRule] });
  return {
    findings: findings.map(({ rule, path, problem, remedy }) => `${rule} ${path}: ${problem}; ${remedy}`),
    waived: waived.map(({ rule, path, reason }) => `${rule} ${path}: ${reason}`),
  };
}

const finding = expect.stringMatching(/^schema data.level: /);

describe('a waiver', () => {
  test('moves the findings of its rule to those that are waived, with its reason', () => {
    const annotations = { 'waive.berth/schema': ' read by a program that takes numbers ' };
    expect(checkWith(annotations)).toEqual({
      findings: [],
      waived: ['schema data.level: read by a program that takes numbers'],
    });
  });

  test('leaves the findings of other rules', () => {
    const object = checked(changed(wrong, 'metadata.annotations', { 'waive.berth/schema': 'a reason' }));
    const other: Rule = {
      name: 'other',
      summary: '',
      check: (_, __, report) => report({ path: '', problem: '', remedy: '' }),
    };
    expect(check([object], { rules: [schemaRule, other] }).findings.map(({ rule }) => rule)).toEqual(['other']);
  });

  test.each(['', '  ', 5, null])('fails when its reason is %j', (reason) => {
    const path = 'metadata.annotations["waive.berth/schema"]';
    const problem = `got ${JSON.stringify(reason)}; expected the reason why this object may break the rule`;
    const { findings, waived } = checkWith({ 'waive.berth/schema': reason });
    expect(findings).toContainEqual(`waiver ${path}: ${problem}; write the reason as the value of the annotation`);
    expect(findings).toContainEqual(finding);
    expect(waived).toEqual([]);
  });

  test.each(['shcema', 'waiver', 'readable', ''])('fails when it names %j, which is no rule', (name) => {
    const { findings } = checkWith({ [`waive.berth/${name}`]: 'a reason' });
    expect(findings).toEqual([
      finding,
      `waiver metadata.annotations["waive.berth/${name}"]: got ${JSON.stringify(name)}; expected the name of a rule; ` +
        'correct the name, or remove the annotation; the reports and the README name the rules',
    ]);
  });

  test('fails when it waives nothing', () => {
    expect(checkWith({ 'waive.berth/schema': 'a reason' }, manifests.configMap).findings).toEqual([
      'waiver metadata.annotations["waive.berth/schema"]: got a waiver of schema; expected a finding that it waives; ' +
        'remove the annotation, which no longer waives anything',
    ]);
  });

  test('may waive a rule that is not run', () => {
    expect(checkWith({ 'waive.berth/duplicate': 'a reason' }, manifests.configMap)).toEqual({
      findings: [],
      waived: [],
    });
  });

  test('is none where the annotations are no object', () => {
    expect(checkWith('waive.berth/schema').findings).toHaveLength(2);
  });
});
