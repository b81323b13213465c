import type { Random } from './random.ts';

/** What is done to the world, and how often beside the others. */
const weights = {
  'responder killed': 20,
  'reaper killed': 12,
  'responder frozen': 6,
  'reaper frozen': 5,
  'broker restarted': 4,
  'broker killed': 4,
  'api server killed': 5,
  'redis wiped': 6,
  'redis killed': 4,
  'connections cut': 12,
  'connections frozen': 8,
  'connections delayed': 6,
  'connections refused': 6,
} as const;

/** A kind of fault. */
export type FaultKind = keyof typeof weights;

/** A link between a process and a server, which goes through a proxy. */
export const links = ['responder-broker', 'responder-api', 'reaper-broker', 'reaper-api', 'reaper-redis'] as const;

/** One of {@link links}. */
export type LinkName = (typeof links)[number];

/** One fault of a plan. */
export interface PlannedFault {
  /** The part of all requests that have an answer when it begins: from 0 to 1. */
  readonly at: number;
  readonly kind: FaultKind;
  /** How long it holds, where it does, in milliseconds. */
  readonly durationMs: number;
  /** Which of the processes of a kind it hits: this, modulo their number. */
  readonly process: number;
  readonly link: LinkName;
}

/** The faults of a run in their order. The same random numbers give the same faults; when they hit depends on the machine too. */
export function planFaults(count: number, random: Random): PlannedFault[] {
  const kinds = Object.fromEntries(links.map((link) => [link, 1])) as Record<LinkName, number>;
  return Array.from({ length: count }, (_, index) => {
    const kind = random.pick(weights);
    // longer than the Lease of a reaper, or shorter
    const longest = kind === 'reaper frozen' ? 25_000 : 6_000;
    return {
      // not in the first moments: RabbitMQ 3.10 may lose a quorum queue that it was killed right after the declaration of
      at: 0.1 + (0.88 * (index + random.next())) / count,
      kind,
      durationMs: random.integer(200, longest),
      process: random.integer(0, 99),
      link: random.pick(kinds),
    };
  });
}
