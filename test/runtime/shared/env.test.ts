import { describe, expect, test } from '@jest/globals';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reaperVariables, responderVariables } from '../../../lib/contract/env.ts';
import { readEnvironment, secretReader } from '../../../runtime/shared/env.ts';
import { ExitError, RetryError } from '../../../runtime/shared/errors.ts';
import { folderWith } from '../../support/folder.ts';

const enough = { RABBITMQ_HOST: 'broker', RABBITMQ_USER: 'cds', RABBITMQ_PASSWD: 'hunter2', INMETA_PATH: '/inmeta' };
const { RABBITMQ_PASSWD: _password, RABBITMQ_USER: _user, ...withoutLogin } = enough;

describe('the environment of a process', () => {
  test('is read into typed values with the defaults of the contract', () => {
    const values = readEnvironment(responderVariables, { ...enough, KEEP_JOBS: 'Yes', UNKNOWN: 'x' });
    expect(values).toMatchObject({ RABBITMQ_PORT: 5672, KEEP_JOBS: true, PREFETCH: 64, RABBITMQ_PASSWD: 'hunter2' });
    expect(values).not.toHaveProperty('UNKNOWN');
  });

  test('may have its secrets and the user of RabbitMQ in files, whose last newline does not count', () => {
    const folder = folderWith({ password: 'hunter2\n', user: 'cds\r\n', redis: ' spaces stay \n\n' });
    const values = readEnvironment(reaperVariables, {
      RABBITMQ_HOST: 'broker',
      REDIS_HOST: 'redis',
      RABBITMQ_USER_FILE: join(folder, 'user'),
      RABBITMQ_PASSWD_FILE: join(folder, 'password'),
      REDIS_PASS_FILE: join(folder, 'redis'),
    });
    expect(values).toMatchObject({ RABBITMQ_USER: 'cds', RABBITMQ_PASSWD: 'hunter2', REDIS_PASS: ' spaces stay \n' });
  });

  test('takes no other variable from a file', () => {
    const file = join(folderWith({ host: 'elsewhere' }), 'host');
    expect(readEnvironment(responderVariables, { ...enough, RABBITMQ_HOST_FILE: file }).RABBITMQ_HOST).toBe('broker');
  });

  test('fails when anything is wrong, with everything that is, and exit status 78', () => {
    const folder = folderWith({ empty: '\n' });
    const error = thrownBy(() =>
      readEnvironment(responderVariables, {
        RABBITMQ_HOST: 'amqp://broker',
        RABBITMQ_PORT: '0',
        RABBITMQ_USER: 'cds',
        RABBITMQ_USER_FILE: join(folder, 'empty'),
        RABBITMQ_PASSWD_FILE: '/nowhere/password',
        KEEP_JOBS: 'maybe',
      }),
    );
    expect(error).toBeInstanceOf(ExitError);
    expect(error).toMatchObject({ code: 'ERR_ENVIRONMENT', exitCode: 78 });
    expect(error.message.split('\n')).toEqual([
      'environment:',
      'INMETA_PATH: got nothing; expected a path, such as /var/log/cds_backend',
      'KEEP_JOBS: got "maybe"; expected "yes" or "true" or "no" or "false"',
      'RABBITMQ_HOST: got "amqp://broker"; expected a host name or address without scheme and port, such as broker.example.com',
      "RABBITMQ_PASSWD_FILE: got ENOENT: no such file or directory, open '/nowhere/password'; expected the path of a file with the value of RABBITMQ_PASSWD",
      'RABBITMQ_PORT: got "0"; expected a port from 1 to 65535, such as 5672',
      'RABBITMQ_USER_FILE: got a path, and RABBITMQ_USER is set as well; expected one of the two',
    ]);
  });

  test('fails when a required file is empty, without its content in the message', () => {
    const folder = folderWith({ empty: '\n' });
    const env = { ...withoutLogin, RABBITMQ_USER: 'cds', RABBITMQ_PASSWD_FILE: join(folder, 'empty') };
    const { message } = thrownBy(() => readEnvironment(responderVariables, env));
    expect(message).toBe('environment:\nRABBITMQ_PASSWD: got (not shown); expected text that is not empty');
  });

  test('never shows a secret when it fails', () => {
    const { RABBITMQ_HOST: _host, ...env } = enough;
    const { message } = thrownBy(() => readEnvironment(responderVariables, env));
    expect(message).toContain('RABBITMQ_HOST');
    expect(message).not.toContain('hunter2');
  });
});

describe('a secret', () => {
  test('is read again from its file each time', async () => {
    const file = join(folderWith({ password: 'one\n' }), 'password');
    const read = secretReader(responderVariables, { RABBITMQ_PASSWD_FILE: file }, 'RABBITMQ_PASSWD');
    expect(await read()).toBe('one');
    writeFileSync(file, 'two');
    expect(await read()).toBe('two');
  });

  test('without a file stays what it is, or absent', async () => {
    expect(await secretReader(responderVariables, enough, 'RABBITMQ_USER')()).toBe('cds');
    expect(await secretReader(reaperVariables, {}, 'REDIS_PASS')()).toBeUndefined();
  });

  test('that cannot be read just now is to be tried again', async () => {
    const file = join(folderWith({ password: 'one' }), 'password');
    const read = secretReader(responderVariables, { RABBITMQ_PASSWD_FILE: file }, 'RABBITMQ_PASSWD');
    writeFileSync(file, '');
    await expect(read()).rejects.toBeInstanceOf(RetryError);
    rmSync(file);
    await expect(read()).rejects.toThrow('environment: RABBITMQ_PASSWD_FILE: got ENOENT');
    await expect(read()).rejects.toBeInstanceOf(RetryError);
  });
});

function thrownBy(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}
