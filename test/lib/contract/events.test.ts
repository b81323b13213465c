import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  failedEvent,
  invalidEvent,
  isTerminal,
  progressEvent,
  startedEvent,
  type ProgressKey,
} from '../../../lib/contract/events.ts';
import { parseEvent } from '../../../lib/contract/message-parsers.ts';
import { eventKeys, type Fields, type JobEvent } from '../../../lib/contract/messages.ts';

const job = { 'job-id': 'uid-1', 'job-name': 'cds-test-1', 'job-namespace': 'cds' };
const request = { inmeta: '<meta-data/>', routename: 'test.xml', online_id: 'VX-1', extra: [1] };
const progressKeys: readonly ProgressKey[] = [
  eventKeys.starting,
  eventKeys.running,
  eventKeys.retry,
  eventKeys.success,
];
const everyEvent: readonly JobEvent[] = [
  startedEvent(request, job),
  invalidEvent(request, 'no such route'),
  failedEvent(job, 7, { reason: 'BackoffLimitExceeded', message: 'Job has reached the limit' }),
  ...progressKeys.map((key): JobEvent => progressEvent(key, job, 1)),
];
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('the event started', () => {
  test('holds the request with its unknown fields, and the Job', () => {
    expect(startedEvent(request, job)).toEqual({ routingKey: 'cds.job.started', body: { ...request, ...job } });
  });

  test('names the new Job, not one that the request names', () => {
    expect(startedEvent({ ...request, 'job-id': 'old' }, job).body['job-id']).toBe('uid-1');
  });

  test('holds nothing else that the caller knows of the Job', () => {
    const more = { ...job, manifest: 'large' };
    expect(startedEvent(request, more).body).not.toHaveProperty('manifest');
  });
});

describe('the event invalid', () => {
  test('holds the request, whatever the types of its fields, and the error', () => {
    expect(invalidEvent({ routename: 5 }, 'wrong')).toEqual({
      routingKey: 'cds.job.invalid',
      body: { routename: 5, error: 'wrong' },
    });
  });

  test('names the Job and the traceback where the launch failed', () => {
    const launch = { jobName: 'cds-test-1', traceback: 'at create' };
    expect(invalidEvent({}, 'forbidden', launch).body).toEqual({
      error: 'forbidden',
      'job-name': 'cds-test-1',
      traceback: 'at create',
    });
  });

  test('drops what an earlier event left in a request that was published again', () => {
    const again = { ...request, error: 'old', 'job-name': 'cds-old', traceback: 'old' };
    expect(invalidEvent(again, 'new').body).toEqual({ ...request, error: 'new' });
  });

  test('keeps a field called __proto__ as a field', () => {
    const fields: Fields = JSON.parse('{"__proto__":{"polluted":true}}');
    const { body } = invalidEvent(fields, 'wrong');
    expect(Object.keys(body)).toContain('__proto__');
    expect(body['polluted']).toBeUndefined();
  });
});

test.each(progressKeys)('the event %s holds the Job and its failed pods', (key) => {
  expect(progressEvent(key, job, 2)).toEqual({ routingKey: key, body: { ...job, 'retry-count': 2 } });
});

describe('the event failed', () => {
  test.each([
    [{ reason: 'DeadlineExceeded', message: 'was active too long' }, 'DeadlineExceeded - was active too long'],
    [{ reason: 'Deleted' }, 'Deleted'],
    [{ reason: '', message: 'gone' }, 'gone'],
    [{}, 'Unknown'],
  ])('states the condition %j as "%s"', (condition, reason) => {
    expect(failedEvent(job, 3, condition)).toEqual({
      routingKey: 'cds.job.failed',
      body: { ...job, 'retry-count': 3, 'failure-reason': reason },
    });
  });
});

test('only failed and success are the last event of a Job', () => {
  expect(everyEvent.filter(isTerminal).map(({ routingKey }) => routingKey)).toEqual([
    'cds.job.failed',
    'cds.job.success',
  ]);
});

test('every event that is built is read back as it was', () => {
  expect(everyEvent.map(({ routingKey }) => routingKey).sort()).toEqual(Object.values(eventKeys).sort());
  for (const event of everyEvent) expect(parseEvent(event.routingKey, bytesOf(event.body))).toEqual({ event });
});

test('an event invalid is readable whatever the request held', () => {
  const fields = fc.dictionary(
    fc.oneof(fc.constantFrom('error', 'job-name', 'traceback', 'inmeta'), fc.string()),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fields, fc.string(), (held, error) => {
      const { routingKey, body } = invalidEvent(held, error);
      expect(parseEvent(routingKey, bytesOf(body)).faults).toBeUndefined();
    }),
  );
});
