import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import type { Missing } from './control-plane/assets.ts';

/** Whether something can be started here, else why not and what to do about it. */
export type LookUp = { readonly found: true } | Missing;

/** Something that tests share and that is expensive to start. */
export interface Shared<T> {
  /** Of the suite. */
  readonly title: string;
  /** What it is, with its article, such as `a control plane`. */
  readonly what: string;
  readonly lookUp: LookUp;
  readonly start: () => Promise<T>;
  readonly startTimeoutMs: number;
  /** For each test of the file, from then on. */
  readonly testTimeoutMs: number;
}

const STOP_TIMEOUT_MS = 120_000;

/**
 * A `describe` whose tests share one thing, started before the first and stopped after the last. Where it cannot be
 * started the tests are skipped, with one line that says why; with CI=true one test fails instead.
 * @param body registers tests; it is handed a getter, which only tests and hooks may call
 */
export function describeOn<T extends { stop(): Promise<void> }>(shared: Shared<T>, body: (get: () => T) => void): void {
  const { title, what, lookUp } = shared;
  let started: T | undefined;
  const get = (): T => {
    if (started === undefined) throw new Error(`${title}: ${what} runs only during tests and hooks`);
    return started;
  };

  if (lookUp.found) {
    describe(title, () => {
      jest.setTimeout(shared.testTimeoutMs);
      beforeAll(async () => {
        started = await shared.start();
      }, shared.startTimeoutMs);
      afterAll(async () => started?.stop(), STOP_TIMEOUT_MS);
      body(get);
    });
  } else withoutIt({ title, what, reason: lookUp.reason }, () => body(get));
}

/** A `describe` whose tests start things of their own; where those cannot be started it is left out as `describeOn` does. */
export function describeWhere(title: string, what: string, lookUp: LookUp, body: () => void): void {
  if (lookUp.found) describe(title, body);
  else withoutIt({ title, what, reason: lookUp.reason }, body);
}

/** Tests that cannot run: with CI=true one that fails, else all of them skipped, with one line that says why. */
function withoutIt({ title, what, reason }: { title: string; what: string; reason: string }, body: () => void): void {
  if (process.env['CI'] === 'true') {
    describe(title, () => {
      test(`has ${what} to run on`, () => {
        throw new Error(reason);
      });
    });
    return;
  }
  process.stderr.write(`SKIPPED: ${title}: ${reason}\n`);
  describe.skip(`${title}: skipped, as ${reason}`, body);
}
