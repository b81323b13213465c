import { describe, expect, test } from '@jest/globals';
import { within } from '../../../runtime/shared/amqp-deadline.ts';
import { systemClock } from '../../../runtime/shared/backoff.ts';

const never = () => new Promise<string>(() => undefined);

describe('an answer within a deadline', () => {
  test('is handed on, and so is its error', async () => {
    const deadline = { ms: 60_000, clock: systemClock };
    await expect(within(deadline, 'asking', async () => 'answer')).resolves.toBe('answer');
    await expect(within(deadline, 'asking', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  });

  test('fails when it does not come in time, and says what was asked', async () => {
    const asking = within({ ms: 20, clock: systemClock }, 'opening a channel', never);
    await expect(asking).rejects.toThrow('opening a channel: no answer within 0.02 s');
  });

  test('is no longer waited for once nobody wants it', async () => {
    const signal = AbortSignal.abort(new Error('closing'));
    await expect(within({ ms: 60_000, clock: systemClock, signal }, 'asking', never)).rejects.toThrow('closing');
  });
});
