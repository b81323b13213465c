import type { HealthAnswer } from '../shared/health.ts';
import type { Log } from '../shared/log.ts';
import type { Auth } from './auth.ts';
import type { JobEvents } from './job-events.ts';
import type { LineIndexes } from './line-index.ts';
import type { LogStore } from './log-store.ts';
import type { PageFiles } from './page-files.ts';
import type { Scanners } from './scanner.ts';
import type { Streams } from './sse.ts';
import type { Tails } from './tails.ts';

/** What the app is made of. */
export interface AppOptions {
  readonly store: LogStore;
  readonly indexes: LineIndexes;
  readonly scanners: Scanners;
  readonly tails: Tails;
  readonly streams: Streams;
  /** @default - no events */
  readonly jobEvents?: JobEvents;
  readonly auth: Auth;
  readonly page: PageFiles;
  /** The path that the page is served under, without a slash at its end: `/cds`. @default - the root */
  readonly root?: string;
  /** Origins that the page talks to in order to log in. @default - none but its own */
  readonly loginOrigins?: readonly string[];
  /** Origins whose pages may call. @default - none but its own */
  readonly corsOrigins?: readonly string[];
  readonly health: ReadonlyMap<string, () => Promise<HealthAnswer>>;
  readonly metrics: { readonly answers: { inc(labels: { status: string }): void } };
  readonly log: Log;
}
