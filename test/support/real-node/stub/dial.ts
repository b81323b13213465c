/**
 * Connects to addresses, as a program in the same pod would: `node dial.ts '[{"host": "db", "port": 6379}]'` prints an
 * `Outcome` for each, as JSON. Imports nothing but Node's own, as the image of the stub has nothing else.
 */
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';

/** Where to connect to. */
export interface Target {
  /** A name or an IPv4 address. */
  readonly host: string;
  readonly port: number;
  /** @default tcp */
  readonly protocol?: 'tcp' | 'udp';
}

/** What came of it. */
export interface Outcome extends Target {
  /** TCP: whether the connection was made. UDP: whether there was an answer. */
  readonly ok: boolean;
  readonly ms: number;
  /** The first line that came back, over TCP within half a second; of a stub its pod's name. */
  readonly answer?: string;
  /**
   * Why it is not ok, as a code of the operating system: ENOTFOUND, the name is not known; ECONNREFUSED, nobody listens;
   * EHOSTUNREACH, a NetworkPolicy forbids it; ETIMEDOUT, there was no answer.
   */
  readonly error?: string;
}

type Answer = Pick<Outcome, 'ok' | 'answer'>;

const TIMEOUT_MS = 5_000;
const ANSWER_MS = 500;
const RESEND_MS = 250;

/** A line that a stub answers with its pod's name. */
const QUESTION = 'who are you?\n';

if (import.meta.main) {
  const targets = JSON.parse(process.argv[2] ?? '[]') as readonly Target[];
  console.log(JSON.stringify(await Promise.all(targets.map(dial))));
}

/** Connects once; TCP by default. Resolves also when it fails. */
export async function dial(target: Target): Promise<Outcome> {
  const start = performance.now();
  const result = await lookup(target.host, { family: 4 })
    .then(({ address }) => (target.protocol === 'udp' ? dialUdp : dialTcp)(address, target.port))
    .catch((error: NodeJS.ErrnoException) => ({ ok: false, error: error.code ?? error.message }));
  return { ...target, ...result, ms: Math.round(performance.now() - start) };
}

function dialTcp(host: string, port: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const socket = connect({ host, port });
  let timer = setTimeout(() => reject(timedOut()), TIMEOUT_MS);
  socket.once('error', reject);
  socket.once('connect', () => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve({ ok: true }), ANSWER_MS);
    // Whatever the other side makes of the question, it was reached.
    socket.removeListener('error', reject).once('error', () => resolve({ ok: true }));
    socket.once('close', () => resolve({ ok: true }));
    socket.once('data', (data) => resolve({ ok: true, answer: firstLine(data) }));
    socket.write(QUESTION);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

function dialUdp(host: string, port: number): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const socket = createSocket('udp4');
  const timer = setTimeout(() => reject(timedOut()), TIMEOUT_MS);
  let resend: NodeJS.Timeout | undefined;
  socket.once('error', reject);
  socket.once('message', (data) => resolve({ ok: true, answer: firstLine(data) }));
  socket.connect(port, host, () => {
    socket.send(QUESTION);
    resend = setInterval(() => socket.send(QUESTION), RESEND_MS);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    clearInterval(resend);
    socket.close();
  });
}

function firstLine(data: Buffer): string {
  return data.toString('utf8').split(/\r?\n/, 1)[0] ?? '';
}

function timedOut(): Error {
  return Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
}
