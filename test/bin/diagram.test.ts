import { describe, expect, jest, test } from '@jest/globals';
import { berth } from '../support/programs.ts';

jest.setTimeout(60_000);

describe('berth diagram', () => {
  test('prints all systems of an environment as Markdown with Mermaid', async () => {
    const { exitCode, stdout, stderr } = await berth('diagram', 'test');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.match(/^## .*$/gm)).toEqual(['## test: cds', '## test: buffer-workers', '## test: jobs-api']);
    expect(stdout.match(/^```mermaid\nflowchart LR\n(?: {2}.*\n)+```$/gm)).toHaveLength(3);
  });

  test('prints one system, with who calls whom', async () => {
    const { stdout } = await berth('diagram', '-e', 'test', 'jobs-api');
    expect(stdout.match(/^## .*$/gm)).toEqual(['## test: jobs-api']);
    const idOf = (name: string): string => new RegExp(`^ {2}(\\w+)\\["${name}"\\]$`, 'm').exec(stdout)?.[1] ?? name;
    expect(stdout).toContain(`  ${idOf('api')} -->|redis 6379| ${idOf('db')}\n`);
    expect(stdout).toContain(`  ${idOf('worker')} -->|redis 6379| ${idOf('db')}\n`);
  });

  test('fails when there is no such system', async () => {
    expect(await berth('diagram', 'test', 'jobs')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^berth: arguments: got "jobs"; expected .*jobs-api.* \[ERR_ARGUMENT\]\n$/),
    });
  });
});
