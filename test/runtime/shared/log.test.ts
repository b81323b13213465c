import { describe, expect, test } from '@jest/globals';
import { ExitError, RejectError, RetryError } from '../../../runtime/shared/errors.ts';
import { createLog, type LogLevel } from '../../../runtime/shared/log.ts';

describe('a line of the log', () => {
  test('is JSON with level, time, process, the fields of the log and of the line, and the message', () => {
    const { log, lines } = capture();
    log.child({ job: 'cds-a' }).info({ uid: 'u-1', rv: '12' }, 'job created');
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        process: 'responder',
        job: 'cds-a',
        uid: 'u-1',
        rv: '12',
        msg: 'job created',
      },
    ]);
  });

  test('below the level is not written', () => {
    const { log, lines } = capture('warn');
    log.info({}, 'no');
    log.warn({}, 'yes');
    expect(lines().map(({ msg }) => msg)).toEqual(['yes']);
    const silent = capture('silent');
    silent.log.fatal({}, 'no');
    expect(silent.lines()).toEqual([]);
  });

  test('names the class, message, code and causes of an error', () => {
    const { log, lines } = capture();
    const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', cause: 'a text' });
    log.error({ err: new ExitError('cannot go on', { code: 'ERR_X', exitCode: 78, cause }) }, 'process ends');
    expect(lines()[0]?.['err']).toEqual({
      type: 'ExitError',
      message: 'cannot go on',
      code: 'ERR_X',
      stack: expect.stringContaining('log.test.ts'),
      cause: {
        type: 'Error',
        message: 'connect ECONNREFUSED',
        code: 'ECONNREFUSED',
        stack: expect.any(String),
        cause: { type: 'string', message: 'a text' },
      },
    });
  });

  test('has no stack of an error that a try or a message ends with', () => {
    const { log, lines } = capture();
    log.warn({ err: new RetryError('later') }, 'retry');
    log.warn({ err: new RejectError('never') }, 'reject');
    expect(lines().map(({ err }) => err)).toEqual([
      { type: 'RetryError', message: 'later' },
      { type: 'RejectError', message: 'never' },
    ]);
  });

  test('has nothing of what a client hangs on its errors, such as the password of a refused login', () => {
    const { log, lines } = capture();
    const command = { name: 'auth', args: ['hunter2'] };
    log.error({ err: Object.assign(new Error('WRONGPASS'), { command }) }, 'login failed');
    expect(JSON.stringify(lines())).not.toContain('hunter2');
  });

  test('is written for causes that go in a circle', () => {
    const { log, lines } = capture();
    const error = new Error('round');
    error.cause = error;
    log.error({ err: error }, 'failed');
    expect(lines()).toHaveLength(1);
  });
});

function capture(level?: LogLevel) {
  const written: string[] = [];
  const log = createLog({ process: 'responder', level, destination: { write: (line) => written.push(line) } });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}
