import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allRules, check } from '../../../lib/checks/check.ts';
import { indexObjects } from '../../../lib/checks/object-index.ts';
import { objectsIn, readObjects } from '../../../lib/checks/read.ts';
import { outputs } from '../../../lib/checks/report.ts';
import type { CheckedObject, Finding, ManifestObject } from '../../../lib/checks/rule.ts';
import { rules } from '../../../lib/checks/rules/index.ts';

const casesFolder = 'test/cases';

interface ExpectedFinding {
  readonly rule: string;
  /** `<kind> <namespace>/<name>`, or `<kind> <name>`. */
  readonly object: string;
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

const filesOf = (rule: string): string[] => readdirSync(`${casesFolder}/${rule}`).sort();
const cases = (rule: string, kind: 'pass' | 'find'): string[] =>
  filesOf(rule).filter((file) => file.startsWith(`${kind}-`) && file.endsWith('.yaml'));

function expectedFinding({ rule, object, path, problem, remedy }: Finding): ExpectedFinding {
  const { kind, metadata } = object.manifest;
  const identity = [metadata.namespace, metadata.name ?? ''].filter((part) => part !== undefined).join('/');
  return { rule, object: `${kind} ${identity}`, path, problem, remedy };
}

function objectsOf(file: string): readonly CheckedObject[] {
  const { objects, findings } = readObjects([file]);
  expect(findings).toEqual([]);
  return objects;
}

describe.each(rules)('$name', ({ name }) => {
  it.each(cases(name, 'pass'))('has nothing against %s, nor has any other rule', (file) => {
    const { findings } = check(objectsOf(`${casesFolder}/${name}/${file}`));
    expect(findings.map(expectedFinding)).toEqual([]);
  });

  it.each(cases(name, 'find'))('finds what is wrong in %s, and where, and what to do', (file) => {
    const path = `${casesFolder}/${name}/${file}`;
    const { findings } = check(objectsOf(path), { rules });
    const expected = JSON.parse(readFileSync(path.replace('.yaml', '.expected.json'), 'utf8')) as ExpectedFinding[];
    expect(findings.map(expectedFinding)).toEqual(expected);
    expect(expected.map(({ rule }) => rule)).toContain(name);
  });

  it('has a case that must pass and one that must be found', () => {
    expect(cases(name, 'pass')).not.toEqual([]);
    expect(cases(name, 'find')).not.toEqual([]);
  });

  it('has no other files among its cases', () => {
    const finds = cases(name, 'find');
    const expected = finds.map((file) => file.replace('.yaml', '.expected.json'));
    expect(filesOf(name)).toEqual([...cases(name, 'pass'), ...finds, ...expected].sort());
  });
});

const allFiles = rules.flatMap(({ name }) =>
  [...cases(name, 'pass'), ...cases(name, 'find')].map((file) => `${casesFolder}/${name}/${file}`),
);

/** The cells of the rows that begin with a name. */
const rowsOf = (markdown: string): string[][] =>
  markdown
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
const ruleNames = new Set(rules.map(({ name }) => `\`${name}\``));

describe('the rules together', () => {
  const findings = allFiles.flatMap((file) => check(readObjects([file]).objects, { rules }).findings);

  it('are named after their files, each once, in the order of their names', () => {
    const files = readdirSync('lib/checks/rules').filter((file) => file.endsWith('.ts') && file !== 'index.ts');
    expect(rules.map(({ name }) => `${name}.ts`)).toEqual(files.sort());
  });

  it('are those of the table in the README', () => {
    expect(rowsOf(readFileSync('lib/checks/rules/README.md', 'utf8'))).toEqual(
      rules.map(({ name, summary }) => [`\`${name}\``, summary]),
    );
  });

  it('are those that the README names as ours beside the rules of others', () => {
    const [, theirs = ''] = readFileSync('lib/checks/README.md', 'utf8').split('## Theirs and ours');
    const ours = rowsOf(theirs).map(([, answer = '']) => answer);
    const named = ours.flatMap((answer) => [...answer.matchAll(/`[^`]+`/g)].map(([name]) => name));
    expect(ours.filter((answer) => !answer.startsWith('no: ') && !answer.startsWith('`'))).toEqual([]);
    expect(named.filter((name) => !ruleNames.has(name) && name !== '`schema`')).toEqual([]);
    expect(ours.length).toBeGreaterThan(150);
  });

  it('state problems in the words of the house, in one line', () => {
    expect(findings.length).toBeGreaterThan(rules.length);
    for (const { problem, remedy } of findings) {
      expect(problem).toMatch(/^got .+; expected .*[^.]$/);
      expect(`${problem}${remedy}`).not.toMatch(/\n|undefined|\[object|NaN/);
    }
  });

  it('show no secret value', () => {
    expect(JSON.stringify(findings.map(expectedFinding))).not.toMatch(/hunter2|aHVudGVyMg|not a real key|AKIA/);
  });

  it('pass over kinds of other projects that have the names of our own', () => {
    const metadata = { name: 'catalogue', namespace: 'shop', labels: { app: 'catalogue' } };
    const objects: ManifestObject[] = [
      {
        apiVersion: 'serving.knative.dev/v1',
        kind: 'Service',
        metadata,
        spec: { template: { spec: { containers: [{}] } } },
      },
      { apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy', metadata, spec: { selector: "app == 'catalogue'" } },
      { apiVersion: 'batch.volcano.sh/v1alpha1', kind: 'Job', metadata, spec: { tasks: [] } },
    ];
    const found = check(
      objects.map((manifest) => ({ manifest })),
      { rules },
    );
    expect(found.findings.map(expectedFinding)).toEqual([]);
  });

  it('throw on no object, whatever its fields hold', () => {
    const manifests = allFiles.flatMap(objectsOf).map(({ manifest }) => manifest);
    const mutated = fc
      .tuple(fc.constantFrom(...manifests), fc.array(mutation(), { minLength: 1, maxLength: 4 }))
      .map(([manifest, mutations]) => mutations.reduce(apply, structuredClone(manifest)));
    fc.assert(
      fc.property(fc.array(mutated, { minLength: 1, maxLength: 6 }), (objects) => {
        runEveryRule(objects);
      }),
      { numRuns: 300 },
    );
  });

  it('throw on no object that is garbage throughout', () => {
    const kinds = [...new Set(rules.flatMap(({ kinds = [] }) => kinds)), 'Namespace', 'LimitRange', 'constructor'];
    const garbage = fc.record({
      apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
      kind: fc.constantFrom(...kinds),
      metadata: fc.oneof(
        fc.record({ name: junk(), generateName: junk(), namespace: junk(), labels: junk(), annotations: junk() }),
        scalar(),
      ),
      spec: fc.dictionary(
        fieldName(),
        fc.oneof(junk(), fc.dictionary(fieldName(), junk()), fc.array(fc.dictionary(fieldName(), junk()))),
      ),
      data: junk(),
      rules: junk(),
      subjects: junk(),
    });
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 4 }), (objects) => {
        runEveryRule(objects);
      }),
      { numRuns: 300 },
    );
  });
});

/** Reads objects as from a file, runs the rules without {@link check}, which would make a finding of what they throw, and prints what is found. */
function runEveryRule(manifests: readonly unknown[]): void {
  const { objects } = objectsIn(manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'), 'fuzz.yaml');
  const all = indexObjects(objects);
  for (const object of objects) for (const rule of allRules) rule.check(object, all, () => undefined);
  const report = check(objects);
  for (const print of Object.values(outputs)) expect(print(report)).toContain('object');
}

/** What may stand where something else is expected. */
function junk(): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(
      null,
      undefined,
      '',
      'text',
      0,
      -1,
      1.5,
      Number.NaN,
      true,
      false,
      [],
      {},
      [null],
      [[]],
      '100%',
      '__proto__',
    ),
    fc.jsonValue({ maxDepth: 3 }),
  );
}

/** What may stand for a name: the objects are indexed by it. */
function scalar(): fc.Arbitrary<unknown> {
  return fc.constantFrom<unknown>(null, undefined, '', 'shop', 'catalogue', 0, 1.5, true, '__proto__');
}

function fieldName(): fc.Arbitrary<string> {
  return fc.constantFrom(
    'containers',
    'env',
    'metrics',
    'podSelector',
    'ports',
    'replicas',
    'scaleTargetRef',
    'schedule',
    'selector',
    'strategy',
    'template',
    'triggers',
    'volumes',
    'constructor',
    'toString',
  );
}

interface Mutation {
  /** Chooses the field: one number for each step down. */
  readonly steps: readonly number[];
  readonly value: unknown;
}

function mutation(): fc.Arbitrary<Mutation> {
  return fc.record({ steps: fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 10 }), value: junk() });
}

/** Puts a value somewhere into a manifest, but not in place of its kind or metadata. */
function apply(manifest: ManifestObject, { steps, value }: Mutation): ManifestObject {
  let parent: Record<string, unknown> = manifest;
  let key = '';
  for (const [depth, step] of steps.entries()) {
    const isLast = depth === steps.length - 1;
    const keys = Object.keys(parent).filter(
      (name) => depth > 0 || (name !== 'kind' && !(isLast && name === 'metadata')),
    );
    key = keys[step % Math.max(keys.length, 1)] ?? 'spec';
    const child = parent[key];
    if (isLast || typeof child !== 'object' || child === null) break;
    parent = child as Record<string, unknown>;
  }
  // a copy: the same value put into itself would have no end
  parent[key] = structuredClone(value);
  return manifest;
}
