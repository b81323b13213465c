import { ApiFault, type Api, type FaultKind } from './api.ts';
import type { LineStore } from './line-store.ts';

/**
 * What the following of a log is doing. `paused`: not following. `waiting`: the connection was lost and will be tried again. `gone`: the log was deleted.
 * `failed`: the server refused.
 */
export type FollowState = 'paused' | 'following' | 'waiting' | 'gone' | 'failed';

const DELETED = 'The log was deleted.';
/** Of these the next try may know nothing: a log that changes while the server opens it is `gone` for that moment. */
const PASSING: ReadonlySet<FaultKind> = new Set(['offline', 'other', 'gone']);
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

interface NewLines {
  readonly from: number;
  readonly lines: readonly string[];
}

/** Puts the lines that are written to a log into its store, from the last known one on, until the signal aborts. Tries again after a lost connection. */
export async function follow(
  api: Api,
  store: LineStore,
  signal: AbortSignal,
  onState: (state: FollowState, message?: string) => void,
): Promise<void> {
  let retryMs = FIRST_RETRY_MS;
  while (!signal.aborted) {
    try {
      // The last line may have been incomplete.
      const from = Math.max((store.total ?? 0) - 1, 0);
      const events = await api.follow(store.path, from, signal);
      if (signal.aborted) return;
      onState('following');
      for await (const { event, data } of events) {
        retryMs = FIRST_RETRY_MS;
        if (signal.aborted) return;
        if (event === 'lines') {
          const { from: first, lines } = data as NewLines;
          store.add(first, lines);
        } else if (event === 'reset') {
          store.reset();
          onState('following', 'The log was started anew.');
        } else if (event === 'gone') {
          onState('gone', DELETED);
          return;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiFault && !PASSING.has(error.kind)) {
        if (error.kind === 'missing') onState('gone', DELETED);
        else onState('failed', error.message);
        return;
      }
    }
    if (signal.aborted) return;
    onState('waiting', 'The connection was lost. Trying again.');
    await pause(retryMs, signal);
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }
}

/** Resolves after a time, or when the signal aborts. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
