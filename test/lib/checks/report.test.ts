import { describe, expect, test } from '@jest/globals';
import type { Report } from '../../../lib/checks/check.ts';
import { outputs } from '../../../lib/checks/report.ts';
import type { Finding } from '../../../lib/checks/rule.ts';
import { checked } from '../../support/manifests.ts';

const secret = checked(
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: 'shop' },
    data: { password: 'aHVudGVyMg==' },
  },
  { file: 'dist/a,b.yaml', line: 3, constructPath: 'test/shop/keys' },
);
const generated = checked({ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'import-' } });
const constructed = checked(
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { constructPath: 'test/shop/namespace' },
);

const finding = (rule: string, object: Finding['object'], path: string, line?: number): Finding => ({
  rule,
  object,
  path,
  problem: 'got 100%;\nexpected a: b',
  remedy: 'do it',
  ...(line === undefined ? {} : { line }),
});

const full: Report = {
  findings: [
    finding('schema', secret, 'data.password', 7),
    finding('schema', generated, ''),
    finding('name', constructed, 'metadata.name'),
    finding('readable', checked({ kind: '' }, { file: 'b.yaml', line: 2 }), ''),
  ],
  waived: [{ ...finding('image-tag', secret, 'spec'), reason: 'as agreed' }],
  counts: { objects: 3, findings: 4, waived: 1 },
};
const empty: Report = { findings: [], waived: [], counts: { objects: 1, findings: 0, waived: 0 } };

describe('a report as text', () => {
  test('has rule, object, path, place, problem and remedy of each finding, then what is waived and the totals', () => {
    const detail = '  got 100%;\nexpected a: b\n  do it\n\n';
    expect(outputs.text(full)).toBe(
      `schema: Secret shop/keys data.password\n  dist/a,b.yaml:7 (test/shop/keys)\n${detail}` +
        `schema: Job import-*\n  no file\n${detail}` +
        `name: Namespace shop metadata.name\n  test/shop/namespace\n${detail}` +
        `readable\n  b.yaml:2\n${detail}` +
        'waived:\n  image-tag: Secret shop/keys spec: as agreed\n\n' +
        '3 objects, 4 findings (name 1, readable 1, schema 2), 1 waived\n',
    );
  });

  test('names the rule alone where an object has no kind', () => {
    const unkind = finding('readable', checked({ replicas: 2 }, { file: 'values.yaml', line: 1 }), '');
    expect(outputs.text({ ...empty, findings: [unkind] })).toMatch(/^readable\n {2}values[.]yaml:1\n/);
    expect(outputs.github({ ...empty, findings: [unkind] })).toMatch(/title=readable::got 100/);
  });

  test('is one line when nothing is found', () => {
    expect(outputs.text(empty)).toBe('1 object, no findings\n');
  });
});

describe('a report as JSON', () => {
  test('has the identity of objects, not their content', () => {
    const json = outputs.json(full);
    expect(json).not.toContain('aHVudGVyMg');
    const { findings, waived, counts } = JSON.parse(json) as {
      findings: unknown[];
      waived: unknown[];
      counts: unknown;
    };
    expect(counts).toEqual({ objects: 3, findings: 4, waived: 1 });
    expect(findings).toHaveLength(4);
    expect(findings[0]).toEqual({
      rule: 'schema',
      apiVersion: 'v1',
      kind: 'Secret',
      namespace: 'shop',
      name: 'keys',
      path: 'data.password',
      file: 'dist/a,b.yaml',
      line: 7,
      constructPath: 'test/shop/keys',
      problem: 'got 100%;\nexpected a: b',
      remedy: 'do it',
    });
    expect(waived).toEqual([expect.objectContaining({ rule: 'image-tag', line: 3, reason: 'as agreed' })]);
  });
});

describe('a report for GitHub', () => {
  test('annotates the line of each finding, escaped, and notices what is waived', () => {
    expect(outputs.github(full).split('\n')).toEqual([
      '::error file=dist/a%2Cb.yaml,line=7,title=schema::Secret shop/keys (test/shop/keys) data.password: got 100%25;%0Aexpected a: b; do it',
      '::error title=schema::Job import-*: got 100%25;%0Aexpected a: b; do it',
      '::error title=name::Namespace shop (test/shop/namespace) metadata.name: got 100%25;%0Aexpected a: b; do it',
      '::error file=b.yaml,line=2,title=readable::got 100%25;%0Aexpected a: b; do it',
      '::notice file=dist/a%2Cb.yaml,line=3,title=image-tag::Secret shop/keys (test/shop/keys) spec: waived: as agreed',
      '3 objects, 4 findings (name 1, readable 1, schema 2), 1 waived',
      '',
    ]);
  });
});
