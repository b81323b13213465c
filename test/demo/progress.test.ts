import { describe, expect, test } from '@jest/globals';
import { eventKeys } from '../../lib/contract/messages.ts';
import { Progress } from './progress.ts';
import { demoRequests, type DemoRequest } from './requests.ts';

const requests = demoRequests();
const requestOf = (title: string): DemoRequest => requests.find((each) => each.title === title)!;

interface Told {
  readonly request?: string;
  /** Last words of routing keys, for each Job. */
  readonly jobs?: readonly (readonly string[])[];
  readonly invalid?: number;
  readonly deadLetters?: number;
  readonly logs?: number;
  readonly isPresent?: boolean;
}

/** A request of which all that has been told, and seen. */
function progressOf({ request = 'a good one', jobs = [], invalid = 0, deadLetters = 0, logs = 1, isPresent }: Told) {
  const progress = new Progress(requestOf(request));
  for (const [index, states] of jobs.entries()) {
    for (const state of states) {
      const body = { 'job-id': `uid-${index}`, 'job-name': `cds-${index}`, 'failure-reason': 'Why - so' };
      progress.onEvent(`cds.job.${state}`, body);
    }
  }
  for (let told = 0; told < invalid; told += 1) progress.onEvent(eventKeys.invalid, { error: 'a\nb' });
  for (let told = 0; told < deadLetters; told += 1) progress.onDeadLetter('c');
  const present = new Set(isPresent ? progress.jobs.keys() : []);
  progress.see(present, () => logs);
  return progress;
}

const good = ['starting', 'running', 'started', 'success'];

describe('a request of the demonstration', () => {
  test.each<[string, Told]>([
    ['a good one', { jobs: [good] }],
    ['the same message twice', { jobs: [['started', 'starting', 'started', 'running', 'success']] }],
    ['the same message twice', { jobs: [['starting', 'running', 'success', 'started', 'started']] }],
    ['two messages of the same content', { jobs: [good, good] }],
    ['a Job that fails twice', { jobs: [['started', 'starting', 'running', 'retry', 'failed']] }],
    ['a Job that fails, then succeeds', { jobs: [['started', 'starting', 'running', 'retry', 'success']] }],
    ['a Job that somebody deletes', { jobs: [['started', 'starting', 'running', 'failed']], logs: 0 }],
    ['XML that its schema refuses', { invalid: 1 }],
    ['no JSON', { deadLetters: 1 }],
  ])('%s has ended as it should', (request, told) => {
    const progress = progressOf({ request, ...told });
    expect(progress).toMatchObject({ isOver: true, fault: undefined });
  });

  test.each<[string, Told, string]>([
    ['nothing was told of it', {}, 'got 0 Jobs; expected 1'],
    ['its end was not told', { jobs: [['started', 'starting', 'running']] }, 'got no end of a Job; expected success'],
    [
      'its Job is still there',
      { jobs: [good], isPresent: true },
      'got a Job that is still there; expected it to be deleted',
    ],
    ['its log is not there', { jobs: [good], logs: 0 }, 'got no log of a Job; expected one'],
    ['it was not refused yet', { request: 'no JSON' }, 'got nothing; expected dead letter'],
    [
      'its second message was not answered',
      { request: 'the same message twice', jobs: [good] },
      'got 1 times started; expected 2',
    ],
  ])('is not over while %s', (_title, told, fault) => {
    expect(progressOf(told)).toMatchObject({ isOver: false, fault });
  });

  const once = 'expected each of them once, and success last';
  test.each<[string, Told, string]>([
    [
      'failed',
      { jobs: [['started', 'starting', 'running', 'failed']] },
      `got started, starting, running, failed; ${once}`,
    ],
    ['ended twice', { jobs: [[...good, 'success']] }, `got starting, running, started, success, success; ${once}`],
    [
      'ran on after its end',
      { jobs: [[...good, 'running']] },
      `got starting, running, started, success, running; ${once}`,
    ],
    [
      'was told to run twice',
      { jobs: [['running', ...good]] },
      `got running, starting, running, started, success; ${once}`,
    ],
    ['has two Jobs', { jobs: [good, good] }, 'got 2 Jobs; expected 1'],
    ['was refused too', { jobs: [good], invalid: 1 }, 'got invalid; expected none'],
    ['was refused as another one', { request: 'no JSON', invalid: 1 }, 'got invalid; expected dead letter'],
    ['was refused twice', { request: 'no JSON', deadLetters: 2 }, 'got dead letter, dead letter; expected dead letter'],
  ])('is at fault when it %s', (_title, told, fault) => {
    expect(progressOf(told)).toMatchObject({ isOver: true, fault });
  });

  test('shows in one line how far it is', () => {
    expect(progressOf({}).text).toBe('published');
    expect(progressOf({ invalid: 1 }).text).toBe('invalid: a b');
    expect(progressOf({ jobs: [good] }).text).toBe('starting, running, started, success, log saved, Job gone');
    expect(progressOf({ jobs: [['failed']], logs: 0 }).text).toBe('failed, Job gone: Why - so');
    expect(progressOf({ jobs: [['starting'], good] }).text).toBe('2 Jobs; the first: starting, log saved');
  });
});

test('the ten requests have ten titles, and ids that tell them apart and from those of the next time', () => {
  const ids = [...requests, ...demoRequests()].map(({ traceId }) => traceId);
  expect(new Set(requests.map(({ title }) => title)).size).toBe(10);
  expect(new Set(ids).size).toBe(20);
});
