import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allRules, check, joinReports, report } from '../../../lib/checks/check.ts';
import type { CheckedObject, ManifestObject, Rule } from '../../../lib/checks/rule.ts';
import { checked, manifests } from '../../support/manifests.ts';

const object = (name: string, fields: Partial<CheckedObject> = {}, kind = 'ConfigMap'): CheckedObject =>
  checked({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default' } }, fields);

/** A rule that finds something at each of some paths. */
const finding = (name: string, ...paths: readonly string[]): Rule => ({
  name,
  summary: '',
  check: () => paths.map((path) => ({ path, problem: 'got a; expected b', remedy: 'do it' })),
});

describe('check', () => {
  test('runs a rule on the kinds it looks at', () => {
    const rules = [{ ...finding('a', 'spec'), kinds: ['Service'] }, finding('b', 'spec')];
    const { findings } = check([object('one', {}, 'Service'), object('two')], { rules });
    expect(findings.map(({ rule, object: of }) => `${rule} ${of.manifest.kind}`)).toEqual([
      'b ConfigMap',
      'a Service',
      'b Service',
    ]);
  });

  test('hands a rule all objects', () => {
    const rule: Rule = {
      ...finding('a'),
      check: (_, all) =>
        all.find('ConfigMap', 'default', 'two') === undefined ? [] : [{ path: '', problem: '', remedy: '' }],
    };
    expect(check([object('one'), object('two')], { rules: [rule] }).counts.findings).toBe(2);
    expect(check([object('one')], { rules: [rule] }).counts.findings).toBe(0);
  });

  test('sorts findings by file, line, construct path, object, path and rule, whatever order they came in', () => {
    const objects = [
      object('b', { file: 'b.yaml', line: 10 }),
      object('a', { file: 'b.yaml', line: 9 }),
      object('c', { file: 'a.yaml', line: 30 }),
      object('d', { constructPath: 'x/y' }),
      object('e', { constructPath: 'x/a' }),
      object('g'),
      object('f'),
    ];
    const rules = [finding('z', 'spec.b', 'spec.a'), finding('y', 'spec.a')];
    const lines = (order: readonly CheckedObject[]): string[] =>
      check(order, { rules }).findings.map(
        ({ rule, path, object: of }) => `${of.manifest.metadata.name} ${path} ${rule}`,
      );
    const expected = [...'fgedcab'].flatMap((name) => [`${name} spec.a y`, `${name} spec.a z`, `${name} spec.b z`]);
    expect(lines(objects)).toEqual(expected);
    expect(lines(objects.toReversed())).toEqual(expected);
  });

  test('counts', () => {
    const waiving = checked({
      ...manifests.configMap,
      metadata: { name: 'web', annotations: { 'waive.berth/schema': 'for a reason' } },
    });
    const rules = [finding('schema', 'a', 'b')];
    expect(check([waiving, object('one')], { rules }).counts).toEqual({ objects: 2, findings: 2, waived: 2 });
  });

  test('reports a rule that fails on an object, and what others find of it', () => {
    const broken: Rule = {
      ...finding('broken'),
      check: () => {
        throw new TypeError('spec is no object');
      },
    };
    const { findings } = check([object('one')], { rules: [broken, finding('other', 'spec')] });
    expect(findings.map(({ rule, problem }) => `${rule}: ${problem}`)).toEqual([
      'broken: got an object that the rule broken cannot read (spec is no object); expected the shape of its kind',
      'other: got a; expected b',
    ]);
  });

  test('joins reports into one of the same order', () => {
    const rules = [finding('a', 'spec')];
    const one = check([object('one', { file: 'b' })], { rules });
    const two = check([object('two', { file: 'a' })], { rules });
    expect(joinReports([one, two])).toEqual(joinReports([two, one]));
    expect(joinReports([one, two, report(0, [])]).counts).toEqual({ objects: 2, findings: 2, waived: 0 });
  });
});

describe('all rules', () => {
  test('have names of their own that an annotation can hold', () => {
    const names = allRules.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+(-[a-z0-9]+)*$/.test(name) || name.length > 63)).toEqual([]);
    // these are of the engine, and cannot be waived
    expect(names).not.toEqual(expect.arrayContaining(['waiver']));
    expect(names).not.toEqual(expect.arrayContaining(['readable']));
  });

  test('look at objects of any shape without failing', () => {
    const kinds = Object.values(manifests).map(({ apiVersion, kind }) => ({ apiVersion, kind }));
    // half-right objects get further into a rule than random ones
    const fields = [
      'metadata',
      'spec',
      'template',
      'containers',
      'name',
      'labels',
      'selector',
      'ports',
      'rules',
      'data',
    ];
    const value = fc.object({ key: fc.constantFrom(...fields), maxDepth: 5 });
    const any = fc.tuple(fc.constantFrom(...kinds), value).map(([kind, rest]) => ({ ...(rest as object), ...kind }));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 5 }), (objects) => {
        const { findings } = check(objects.map((manifest) => ({ manifest: manifest as unknown as ManifestObject })));
        expect(findings.filter(({ problem }) => problem.includes('cannot read'))).toEqual([]);
      }),
    );
  });
});
