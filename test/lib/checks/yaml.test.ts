import { describe, expect, test } from '@jest/globals';
import { parseYaml } from '../../../lib/checks/yaml.ts';
import { describeOnCluster } from '../../support/control-plane/suite.ts';

const valueOf = (text: string): unknown => parseYaml(text).documents[0]?.valueOf();

/** Scalars that YAML 1.1, YAML 1.2 and Go read in different ways. */
const scalars = [
  'y n yes No ON off True FALSE tRue Y N ~ null Null NULL nULL',
  '0755 0o17 0O7 0o8 012 08 00 0x1F 0X1F 0x 0b101 0b12 -0x1F -0b1 -0o7 +0x1',
  '1_000 1__0 _1 1_ +12 123456789012345678901234567890 9223372036854775808 -9223372036854775809',
  '1e3 1E3 1.5e+3 12e03 e3 .e3 .5 5. +1.5 09.5 1.0 3.14_15 1.2.3 1,000',
  `1:30 1:30.5 190:20:30 2001-12-14 2001-12-14t21:59:43.10-05:00 = << 'yes' "0755"`,
].flatMap((line) => line.split(' '));

describe('scalars', () => {
  test.each([
    ['yes', true],
    ['off', false],
    ['0755', 493],
    ['0o755', 493],
    ['1:30', '1:30'],
    ['2001-12-14', '2001-12-14'],
    ['e3', 'e3'],
    ["'yes'", 'yes'],
    ['~', null],
  ])('%s is %j', (text, value) => {
    expect(valueOf(`a: ${text}`)).toEqual({ a: value });
  });

  test('that are keys are text', () => {
    expect(valueOf('on: 1\n8080: 2\n')).toEqual({ true: 1, 8080: 2 });
  });

  test('of JSON are those of JSON', () => {
    const json = { a: [1, 'yes', true, null, 1e21, '\u2028', { b: {} }], 'c d': '' };
    expect(valueOf(JSON.stringify(json))).toEqual(json);
    expect(valueOf(JSON.stringify(json, null, '\t'))).toEqual(json);
  });

  test('merged maps and aliases are written out', () => {
    expect(valueOf('a: &x {b: 1}\nc: {<<: *x, d: 2}\ne: *x')).toEqual({ a: { b: 1 }, c: { b: 1, d: 2 }, e: { b: 1 } });
  });
});

describe('faults', () => {
  const faultsIn = (text: string) => parseYaml(text).documents.flatMap(({ faults }) => faults);

  test('have their line', () => {
    expect(faultsIn('a: 1\nb: [1\nc: 2\n')).toEqual([expect.objectContaining({ line: 3, isHarmless: false })]);
  });

  test('that are doubled keys name the key and leave the rest readable', () => {
    expect(faultsIn('a: 1\n"b/c": 2\n"b/c": 3\n')).toEqual([
      { line: 3, message: 'the key "b/c" a second time in one map', isHarmless: true },
    ]);
  });

  test('quote no text of the file', () => {
    expect(JSON.stringify(faultsIn('password: hunter2\n  oops: "hunter2\n'))).not.toContain('hunter2');
  });
});

describeOnCluster('YAML', '1.36', (cluster) => {
  test('is read as kubectl reads it', async () => {
    const data = scalars.map((scalar, index) => `  k${index}: ${scalar}\n`).join('');
    const input = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: scalars}\ndata:\n${data}`;
    const args = ['create', '--dry-run=client', '--validate=false', '-o', 'json', '-f', '-'];
    const { stdout } = await cluster().kubectl(args, { input });
    const theirs = (JSON.parse(stdout) as { data: Record<string, unknown> }).data;
    const ours = JSON.parse(JSON.stringify((valueOf(input) as { data: unknown }).data)) as Record<string, unknown>;
    const pairs = (values: Record<string, unknown>) => scalars.map((scalar, index) => [scalar, values[`k${index}`]]);
    expect(pairs(ours)).toEqual(pairs(theirs));
  });
});
