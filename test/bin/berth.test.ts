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
    expect(stderr).toContain("Unknown option '--colour'");
  });
});
