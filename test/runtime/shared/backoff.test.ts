import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getEventListeners } from 'node:events';
import { Backoff, systemClock } from '../../../runtime/shared/backoff.ts';

describe('the waits between tries', () => {
  test('grow by their factor up to their most, and begin again after a reset', () => {
    const backoff = new Backoff({ initialMs: 100, maximumMs: 1_000, factor: 3, random: () => 0.5 });
    expect([1, 2, 3, 4, 5].map(() => backoff.nextMs())).toEqual([50, 150, 450, 500, 500]);
    backoff.reset();
    expect(backoff.nextMs()).toBe(50);
  });

  test('are spread over the whole time from nothing to their most', () => {
    const randoms = [0, 0.999];
    const backoff = new Backoff({ initialMs: 1_000, factor: 1, random: () => randoms.shift() ?? 0 });
    expect([backoff.nextMs(), backoff.nextMs()]).toEqual([0, 999]);
  });

  test('are never shorter than what the other side asked for', () => {
    const backoff = new Backoff({ initialMs: 100, random: () => 0.5 });
    expect(backoff.nextMs(7_000)).toBe(7_050);
  });

  test('stay within their bounds however many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 3_000 }), (maximumMs, tries) => {
        const backoff = new Backoff({ initialMs: 500, maximumMs });
        const waits = Array.from({ length: tries }, () => backoff.nextMs());
        expect(waits.every((wait) => wait >= 0 && wait <= maximumMs)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the clock of the machine', () => {
  test('waits, and leaves nothing on the signal', async () => {
    const { signal } = new AbortController();
    const beginMs = systemClock.monotonicMs();
    await systemClock.wait(20, signal);
    expect(systemClock.monotonicMs() - beginMs).toBeGreaterThanOrEqual(19);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(Math.abs(systemClock.wallMs() - Date.now())).toBeLessThan(1_000);
  });

  test('ends a wait with the reason of the signal, also of one that was aborted before', async () => {
    const abort = new AbortController();
    const waiting = systemClock.wait(60_000, abort.signal);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(systemClock.wait(60_000, abort.signal)).rejects.toThrow('enough');
  });
});
