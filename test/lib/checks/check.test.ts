import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allRules, check, joinReports, report } from '../../../lib/checks/check.ts';
import type { CheckedObject, ManifestObject, Rule } from '../../../lib/checks/rule.ts';
import { changed, checked, manifests } from '../../support/manifests.ts';

const object = (name: string, fields: Partial<CheckedObject> = {}, kind = 'ConfigMap'): CheckedObject =>
  checked({ apiVersion: 'v1', kind, metadata: { name, namespace: 'default' } }, fields);

/** A rule that finds something at each of some paths. */
const finding = (name: string, ...paths: readonly string[]): Rule => ({
  name,
  summary: '',
  check: (_, __, report) => {
    for (const path of paths) report({ path, problem: 'got a; expected b', remedy: 'do it' });
  },
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
      check: (_, all, report) => {
        if (all.find('ConfigMap', 'default', 'two') !== undefined) report({ path: '', problem: '', remedy: '' });
      },
    };
    expect(check([object('one'), object('two')], { rules: [rule] }).counts.findings).toBe(2);
    expect(check([object('one')], { rules: [rule] }).counts.findings).toBe(0);
  });

  test('takes what a rule reports; one that returns it is refused by the compiler', () => {
    // @ts-expect-error a rule returns nothing
    const rule: Rule = { ...finding('a'), check: () => [{ path: '', problem: '', remedy: '' }] };
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

  test('says once what is wrong with the shape of a value, by the schema, and what else is wrong elsewhere', () => {
    const rules = [finding('a', 'spec', 'data', ''), finding('schema', '', 'data'), finding('z', 'data', 'data.level')];
    const found = check([object('one')], { rules }).findings.map(({ rule, path }) => `${rule} ${path}`);
    expect(found).toEqual(['a ', 'schema ', 'schema data', 'z data.level', 'a spec']);
  });

  test('says what others find of a value where its shape is waived, and keeps their waivers where it is not', () => {
    const rules = [finding('schema', 'data'), finding('image-tag', 'data')];
    const found = (...waived: readonly string[]): string[] => {
      const annotations = Object.fromEntries(waived.map((rule) => [`waive.berth/${rule}`, 'for a reason']));
      const metadata = { name: 'web', annotations };
      return check([checked({ ...manifests.configMap, metadata })], { rules }).findings.map(({ rule }) => rule);
    };
    expect(found()).toEqual(['schema']);
    expect(found('schema')).toEqual(['image-tag']);
    expect(found('image-tag')).toEqual(['schema']);
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
  const container = 'spec.template.spec.containers.0';
  test.each([
    ['a quantity that is none', { memory: '64 MB' }, 'resources.limits', 'resources.limits.memory'],
    ['a quantity that is null', { memory: null }, 'resources.limits', 'resources.limits.memory'],
    ['an imagePullPolicy that does not exist', 'always', 'imagePullPolicy', 'imagePullPolicy'],
    ['an image that is no text', 12, 'image', 'image'],
  ])('find %s once, by the schema', (_, value, field, path) => {
    const moving = changed(manifests.deployment, `${container}.image`, 'registry.example.com/web:dev');
    const { findings } = check([checked(changed(moving, `${container}.${field}`, value))]);
    const at = `spec.template.spec.containers[0].${path}`;
    expect(findings.filter((finding) => finding.path === at).map(({ rule }) => rule)).toEqual(['schema']);
  });

  test('find a reason that is no text once, as a fault of the waiver', () => {
    const metadata = { ...(manifests.configMap['metadata'] as object), annotations: { 'waive.berth/image-tag': 5 } };
    const { findings } = check([checked({ ...manifests.configMap, metadata })]);
    expect(findings.map(({ rule }) => rule)).toEqual(['waiver']);
  });

  test('find a List once, and say that its objects are to be written one by one', () => {
    const list = { apiVersion: 'v1', kind: 'ConfigMapList', items: [manifests.configMap] };
    const { findings } = check([checked(list)]);
    expect(findings.map(({ rule, remedy }) => `${rule}: ${remedy}`)).toEqual([
      'applicable: write each as a document of its own',
    ]);
  });

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
