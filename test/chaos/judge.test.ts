import { describe, expect, test } from '@jest/globals';
import { judge, type Observed, type ObservedEvent, type ObservedJob } from './judge.ts';
import { Random } from './random.ts';
import { planRequests, type Fate, type PlannedRequest } from './requests.ts';

const planned = planRequests(300, new Random(7));
const one = (fate: Fate): PlannedRequest => planned.find((request) => request.fate === fate)!;
const request = one('succeeds');
const job: ObservedJob = { uid: 'u', name: 'cds-a', identity: request.identity, ended: 'Complete', isDeleted: true };
const event = (state: string, body: object = {}, messageId = `u/${state}`): ObservedEvent => ({
  routingKey: `cds.job.${state}`,
  messageId,
  body: { 'job-id': 'u', ...body },
  redelivered: false,
});
const right: Observed = {
  events: ['started', 'starting', 'running', 'success'].map((state) => event(state)),
  jobs: [job],
  deadLetters: [],
  hasLogs: () => true,
};
const nothing = { lost: [], doubled: [], wrong: [], repeats: 0 };
const judged = (observed: Partial<Observed>, requests = [request], uncertain = new Set<string>()) =>
  judge(requests, { ...right, ...observed }, uncertain);

describe('the judge of a run', () => {
  test('finds nothing wrong where nothing is', () => {
    expect(judged({})).toEqual(nothing);
  });

  test.each<[string, Partial<Observed>]>([
    ['a request without a Job', { jobs: [], events: [] }],
    ['a Job of which nobody was told', { events: right.events.filter(({ messageId }) => messageId !== 'u/started') }],
    ['a Job without an end', { events: right.events.slice(0, 3) }],
    ['a Job that is still there', { jobs: [{ ...job, isDeleted: false }] }],
  ])('finds %s lost', (_, observed) => {
    expect(judged(observed).lost).toHaveLength(1);
  });

  test.each<[string, Partial<Observed>]>([
    ['a request with two Jobs', { jobs: [job, { ...job, uid: 'v' }], events: [...right.events, ...forJob('v')] }],
    ['a Job that ends twice', { events: [...right.events, event('success', {}, 'u/success/again')] }],
  ])('finds %s doubled', (_, observed) => {
    expect(judged(observed)).toMatchObject({ doubled: [expect.any(String)], lost: [] });
  });

  test.each<[string, Partial<Observed>]>([
    ['an end that is not the Job’s', { jobs: [{ ...job, ended: 'Failed' }] }],
    [
      'an event before one that it follows',
      { events: ['started', 'running', 'starting', 'success'].map((s) => event(s)) },
    ],
    ['a Job that was deleted without its logs', { hasLogs: () => false }],
    ['an event of a Job that never was', { events: [...right.events, event('started', { 'job-id': 'w' }, 'w')] }],
    ['a request with a Job that is a dead letter too', { deadLetters: [request.body.toString()] }],
  ])('finds %s wrong', (_, observed) => {
    expect(judged(observed)).toMatchObject({ wrong: [expect.any(String)], lost: [], doubled: [] });
  });

  test('counts the same event again as a repeat, unless its own queue had handed it out before', () => {
    const again = event('success');
    expect(judged({ events: [...right.events, again] })).toEqual({ ...nothing, repeats: 1 });
    expect(judged({ events: [...right.events, { ...again, redelivered: true }] })).toEqual(nothing);
  });

  test('lets a request have two Jobs where nobody knows how often it arrived', () => {
    const twice = { jobs: [job, { ...job, uid: 'v' }], events: [...right.events, ...forJob('v')] };
    expect(judged(twice, [request], new Set([request.title]))).toEqual(nothing);
  });

  test('wants one answer for a request that is invalid, and one dead letter for what is no request', () => {
    const [invalid, garbage] = [one('bad-xml'), one('not-json')];
    const answer = event('invalid', { 'job-id': undefined, filename: invalid.title });
    const observed = { jobs: [], events: [answer], deadLetters: [garbage.body.toString()] };
    expect(judged(observed, [invalid, garbage])).toEqual(nothing);
    expect(judged({ jobs: [], events: [] }, [invalid, garbage]).lost).toHaveLength(2);
    const twice = { ...answer, messageId: 'other' };
    expect(judged({ ...observed, events: [answer, twice] }, [invalid, garbage]).doubled).toHaveLength(1);
  });
});

describe('the plan of a run', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planRequests(50, new Random(7))).toEqual(planned.slice(0, 50));
    expect(planRequests(50, new Random(8))).not.toEqual(planned.slice(0, 50));
  });
});

function forJob(uid: string): ObservedEvent[] {
  return ['started', 'starting', 'running', 'success'].map((state) =>
    event(state, { 'job-id': uid }, `${uid}/${state}`),
  );
}
