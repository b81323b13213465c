import { describe, expect, test } from '@jest/globals';
import { reasonOf, Supervisor, type Opened, type SupervisorState } from '../../../runtime/shared/amqp-supervisor.ts';
import { Backoff, type Clock } from '../../../runtime/shared/backoff.ts';
import { until } from '../../support/control-plane/until.ts';

/** A clock that stands still; a wait ends when it is told to. */
class StillClock implements Clock {
  nowMs = 0;
  readonly waits: number[] = [];
  #end: (() => void) | undefined;

  monotonicMs(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return this.nowMs;
  }

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    this.waits.push(ms);
    return new Promise((resolve, reject) => {
      this.#end = resolve;
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  endWait(): void {
    this.#end?.();
  }
}

/** A thing that is opened on request, with what the test does to it. */
class Thing {
  opens = 0;
  closes = 0;
  fault: Error | undefined;
  lose: (reason: string) => void = () => undefined;

  async open(): Promise<Opened<string>> {
    this.opens += 1;
    if (this.fault !== undefined) throw this.fault;
    const lost = new Promise<string>((resolve) => {
      this.lose = resolve;
    });
    return { value: `thing ${this.opens}`, lost, close: async () => void (this.closes += 1) };
  }
}

function supervise(thing: Thing) {
  const clock = new StillClock();
  const states: SupervisorState<string>['at'][] = [];
  const backoff = new Backoff({ initialMs: 100, maximumMs: 400, random: () => 1 });
  const supervisor = new Supervisor({
    open: () => thing.open(),
    backoff,
    clock,
    onState: ({ at }) => states.push(at),
  });
  const is = (at: string) => until(at, 1_000, () => supervisor.state.at === at);
  return { clock, states, supervisor, is };
}

describe('a supervisor', () => {
  test('opens its thing again whenever it is lost, and tells each state in order', async () => {
    const thing = new Thing();
    const { clock, states, supervisor, is } = supervise(thing);
    await is('open');
    expect(supervisor.value).toBe('thing 1');
    thing.lose('gone');
    await is('waiting');
    expect(supervisor.value).toBeUndefined();
    expect(supervisor.state).toMatchObject({ reason: 'gone', wasOpen: true });
    clock.endWait();
    await until('a new one', 1_000, () => supervisor.value === 'thing 2');
    expect(states).toEqual(['opening', 'open', 'waiting', 'opening', 'open']);
  });

  test('waits longer after each failure, up to the maximum, and says why', async () => {
    const thing = new Thing();
    thing.fault = new Error('refused');
    const { clock, supervisor } = supervise(thing);
    for (let failure = 1; failure <= 4; failure++) {
      await until('a wait', 1_000, () => clock.waits.length === failure);
      expect(supervisor.state).toMatchObject({ at: 'waiting', reason: 'refused', wasOpen: false });
      clock.endWait();
    }
    await until('a wait', 1_000, () => clock.waits.length === 5);
    expect(clock.waits).toEqual([100, 200, 400, 400, 400]);
  });

  test.each([
    ['goes on from there, when what was opened is lost within seconds', 9_999, [100, 200]],
    ['waits shortly again, once a thing has stayed open', 10_000, [100, 100]],
  ])('%s', async (_title, openMs, waits) => {
    const thing = new Thing();
    const { clock, is } = supervise(thing);
    await is('open');
    thing.lose('gone');
    await is('waiting');
    clock.endWait();
    await is('open');
    clock.nowMs += openMs;
    thing.lose('gone');
    await until('a second wait', 1_000, () => clock.waits.length === 2);
    expect(clock.waits).toEqual(waits);
  });

  test('closes what is open', async () => {
    const thing = new Thing();
    const { supervisor, is } = supervise(thing);
    await is('open');
    await supervisor.close();
    await supervisor.close();
    expect([supervisor.state.at, thing.closes, thing.opens]).toEqual(['closed', 1, 1]);
  });

  test('closes while it waits, without waiting on', async () => {
    const thing = new Thing();
    thing.fault = new Error('refused');
    const { supervisor, is } = supervise(thing);
    await is('waiting');
    await supervisor.close();
    expect([supervisor.state.at, thing.opens]).toEqual(['closed', 1]);
  });

  test('closes what it is opening, as soon as it is open', async () => {
    const thing = new Thing();
    const { supervisor } = supervise(thing);
    await supervisor.close();
    expect([supervisor.state.at, thing.opens - thing.closes]).toEqual(['closed', 0]);
  });
});

describe('a reason', () => {
  test.each([
    [new Error('one\n  line'), 'one line'],
    [
      new AggregateError([new Error('connect ECONNREFUSED ::1:1'), new Error('and 127.0.0.1:1')]),
      'connect ECONNREFUSED ::1:1; and 127.0.0.1:1',
    ],
    [new TypeError(''), 'TypeError'],
    ['text', 'text'],
  ])('of %p is one line', (error, reason) => {
    expect(reasonOf(error)).toBe(reason);
  });
});
