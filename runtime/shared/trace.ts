import { randomBytes } from 'node:crypto';

/** Where a piece of work stands in a trace. @see https://www.w3.org/TR/trace-context/ */
export interface TraceContext {
  /** 32 hexadecimal digits in lower case, not all 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits in lower case, not all 0. */
  readonly spanId: string;
  /** Whether the caller records the trace. */
  readonly isSampled: boolean;
}

/** Gives that many random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/**
 * Reads a `traceparent`, such as `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`, from a header or an annotation. One of a later version is read as far
 * as version 00 goes. @returns `undefined` for anything else, of whatever type: a trace is then begun anew
 */
export function parseTraceparent(value: unknown): TraceContext | undefined {
  // amqplib gives a header as text, or as bytes where the producer sent bytes.
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
  const match = typeof text === 'string' ? pattern.exec(text) : null;
  if (match === null) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Writes a `traceparent` of version 00. */
export function formatTraceparent({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** The context of a piece of work that another one caused: the same trace, a span of its own. @param parent @default - a new trace, which is not sampled */
export function childOf(parent: TraceContext | undefined, random: RandomBytes = pooledBytes): TraceContext {
  return {
    traceId: parent?.traceId ?? randomId(16, random),
    spanId: randomId(8, random),
    isSampled: parent?.isSampled ?? false,
  };
}

/** Random bytes that are not yet given; asked for one by one they take 10 times as long. */
let pool = Buffer.alloc(0);

function pooledBytes(count: number): Uint8Array {
  if (pool.length < count) pool = randomBytes(4_096);
  const bytes = pool.subarray(0, count);
  pool = pool.subarray(count);
  return bytes;
}

function randomId(bytes: number, random: RandomBytes): string {
  const given = random(bytes);
  const id = Buffer.from(given.buffer, given.byteOffset, given.length).toString('hex');
  // All 0 means that there is none.
  return /^0+$/.test(id) ? randomId(bytes, random) : id;
}
