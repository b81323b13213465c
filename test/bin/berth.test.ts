import { describe, expect, jest, test } from '@jest/globals';
import { berth, runProgram } from '../support/programs.ts';

jest.setTimeout(60_000);

const commands = ['apply-order', 'debug', 'secrets'];

describe('berth', () => {
  test('fails when there is no such command, with exit code 2 and the commands there are', async () => {
    const { exitCode, stdout, stderr } = await berth('deploy');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const known = /^berth: arguments: got "deploy"; expected a command: (.*); correct it \[ERR_ARGUMENT\]\n$/.exec(
      stderr,
    );
    expect(known?.[1]?.split(', ')).toEqual(expect.arrayContaining([...commands, 'diagram']));
  });

  test.each([[[]], [['toString']]])('fails when it is called with %j', async (args) => {
    const { exitCode, stderr } = await berth(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('expected a command: ');
  });

  test('is found by npx', async () => {
    const { exitCode, stdout } = await runProgram('npx', ['berth', 'apply-order', 'test']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('dist/test/');
  });

  test.each(['apply-order', 'secrets'])('fails when %s is given a word more than it takes', async (command) => {
    expect(await berth(command, 'test', 'extra')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: `berth: arguments: got "extra"; expected berth ${command} ENVIRONMENT; correct it [ERR_ARGUMENT]\n`,
    });
  });

  test.each(commands)('fails when %s is not told which environment', async (command) => {
    const { exitCode, stdout, stderr } = await berth(command);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^berth: arguments: got "no environment"; expected .* \[ERR_ARGUMENT\]\n$/);
  });

  test('fails when there is no such environment, with those there are', async () => {
    expect(await berth('apply-order', '-e', 'staging')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'berth: arguments: got "staging"; expected an environment: local, production, test; correct it [ERR_ARGUMENT]\n',
    });
  });

  test('fails when an option is not known', async () => {
    const { exitCode, stderr } = await berth('apply-order', 'test', '--colour');
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      `berth: arguments: got "Unknown option '--colour'"; expected berth apply-order ENVIRONMENT; correct it [ERR_ARGUMENT]\n`,
    );
  });

  test.each(['--help', '-h', 'help'])('says with %s how each command is called, and what it does', async (word) => {
    const { exitCode, stdout, stderr } = await berth(word);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of [...commands, 'check', 'diagram', 'explain', 'init', 'keys', 'synth']) {
      expect(stdout).toMatch(new RegExp(`^ {2}berth ${command}.*\\n {6}[a-z]`, 'm'));
    }
  });

  test('says with --help how a command is called, and does nothing else', async () => {
    expect(await berth('secrets', 'local', '--help')).toEqual({
      exitCode: 0,
      stdout: 'berth secrets ENVIRONMENT\n  prints the Secrets that are written, for kubectl apply -f -\n',
      stderr: '',
    });
  });

  test('takes --help for a name behind --', async () => {
    const { exitCode, stderr } = await berth('apply-order', '--', '--help');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('got "--help"; expected an environment: ');
  });
});
