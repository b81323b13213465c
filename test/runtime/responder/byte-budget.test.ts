import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ByteBudget } from '../../../runtime/responder/byte-budget.ts';

const never = new AbortController().signal;

/** Starts work that ends when the test says so. */
function workOn(budget: ByteBudget) {
  const running: string[] = [];
  const ends = new Map<string, () => void>();
  const start = (name: string, bytes: number, signal = never) =>
    budget.run(bytes, signal, async () => {
      running.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      running.splice(running.indexOf(name), 1);
      return name;
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { running, start, end };
}

describe('work', () => {
  test('waits for room, in the order it came', async () => {
    const { running, start, end } = workOn(new ByteBudget(10));
    void start('a', 6);
    void start('b', 6);
    void start('c', 1);
    await new Promise(setImmediate);
    expect(running).toEqual(['a']);
    await end('a');
    expect(running).toEqual(['b', 'c']);
  });

  test('larger than the budget runs alone', async () => {
    const { running, start, end } = workOn(new ByteBudget(10));
    void start('small', 1);
    void start('large', 50);
    await new Promise(setImmediate);
    expect(running).toEqual(['small']);
    await end('small');
    expect(running).toEqual(['large']);
    void start('next', 1);
    await new Promise(setImmediate);
    expect(running).toEqual(['large']);
    await end('large');
    expect(running).toEqual(['next']);
  });

  test('that is called off does not run, and lets who waits behind it pass', async () => {
    const { running, start } = workOn(new ByteBudget(10));
    const off = new AbortController();
    void start('a', 6);
    const large = start('large', 10, off.signal);
    void start('b', 4);
    const reason = new Error('called off');
    off.abort(reason);
    await expect(large).rejects.toBe(reason);
    await expect(start('late', 1, off.signal)).rejects.toBe(reason);
    await new Promise(setImmediate);
    expect(running).toEqual(['a', 'b']);
  });

  test('that fails frees its room', async () => {
    const budget = new ByteBudget(10);
    await expect(budget.run(10, never, async () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await budget.run(10, never, async () => 'next')).toBe('next');
  });

  test('never takes more than there is, and all of it comes to its end', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(sizes, async (all) => {
        const budget = new ByteBudget(20);
        let taken = 0;
        let done = 0;
        const work = all.map((bytes) =>
          budget.run(bytes, never, async () => {
            taken += Math.min(bytes, 20);
            expect(taken).toBeLessThanOrEqual(20);
            await new Promise(setImmediate);
            taken -= Math.min(bytes, 20);
            done += 1;
          }),
        );
        await Promise.all(work);
        expect(done).toBe(all.length);
      }),
    );
  });
});
