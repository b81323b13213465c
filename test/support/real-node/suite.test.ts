import { describe, expect, jest, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith } from '../folder.ts';

jest.setTimeout(300_000);

/** The file of a real test, and its suite. */
const file = 'test/acceptance/network.test.ts';
const suite = 'dist/local on a real node';

/** The one test that there is instead of the others. With its name asked for, no other test runs, and so no node starts whatever becomes of this. */
const instead = 'has a real node to run on';

/** What a machine lacks: said to Node before jest starts. */
const lacks = {
  'the rights of root': 'process.getuid = () => 1000;',
  containerd: `
    process.getuid = () => 0;
    const fs = require('node:fs');
    const { accessSync } = fs;
    fs.accessSync = (path, ...rest) => accessSync(/\\/containerd$/.test(path) ? '/no/such/file' : path, ...rest);`,
} as const;

interface Report {
  readonly success: boolean;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

function run(lack: keyof typeof lacks, ci: boolean) {
  const folder = folderWith({ 'lack.cjs': lacks[lack] });
  const output = join(folder, 'report.json');
  const { CI: _, ...env } = process.env;
  const node = ['--experimental-vm-modules', '--require', join(folder, 'lack.cjs')];
  const options = ['--runInBand', '--testNamePattern', instead, '--json', '--outputFile', output];
  const { status, stderr } = spawnSync(process.execPath, [...node, 'node_modules/jest/bin/jest.js', ...options, file], {
    encoding: 'utf8',
    env: { ...env, ...(ci ? { CI: 'true' } : {}) },
    timeout: 240_000,
  });
  const report = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return { status, loud: stderr.split('\n').filter((line) => line.startsWith('SKIPPED: ')), tests };
}

describe.each([
  ['the rights of root', /a real node needs root; this user is not/],
  ['containerd', /\bcontainerd missing; .*\bcontainerd\b/],
] as const)('where %s is missing', (lack, reason) => {
  test('the tests on a real node are skipped, with one loud line that says why and what to do', () => {
    const { status, loud, tests } = run(lack, false);
    expect(status).toBe(0);
    expect(loud).toEqual([expect.stringMatching(reason)]);
    expect(loud[0]).toContain(`SKIPPED: ${suite}: `);
    expect(tests.length).toBeGreaterThan(1);
    for (const { ancestorTitles, status: outcome } of tests) {
      expect(ancestorTitles[0]).toMatch(new RegExp(`^${suite}: skipped, as .*`));
      expect(ancestorTitles[0]).toMatch(reason);
      expect(outcome).toBe('pending');
    }
  });

  test('one test fails in CI and says the same, and nothing is skipped in silence', () => {
    const { status, tests } = run(lack, true);
    expect(status).toBe(1);
    expect(tests.map(({ ancestorTitles, title, status: outcome }) => [ancestorTitles[0], title, outcome])).toEqual([
      [suite, instead, 'failed'],
    ]);
    expect(tests[0]?.failureMessages[0]).toMatch(reason);
  });
});
