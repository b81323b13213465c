import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A TCP port on 127.0.0.1 that nothing else can take until it is released. */
export interface ReservedPort {
  readonly number: number;
  /** Frees the port for the process that is to listen on it; start that right after. May be called again. */
  release(): Promise<void>;
}

/**
 * Below the ports that Linux (32768) and macOS (49152) give to outgoing connections: a port found free here is not
 * taken by a connection between its release and the listener's start. @see ip(7), `ip_local_port_range`
 */
const FIRST_PORT = 10_240;
const END_OF_PORTS = 30_000;
const ATTEMPTS = 100;

/** A port that nobody else is after, as in a network of one's own; nothing reserves it. */
export function fixedPort(number: number): ReservedPort {
  return { number, release: async () => undefined };
}

/** Reserves a free port. @throws when 100 ports tried at random are all in use */
export async function reservePort(): Promise<ReservedPort> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
    const port = await tryToReserve(randomInt(FIRST_PORT, END_OF_PORTS));
    if (port !== undefined) return port;
  }
  throw new Error(`no free port on 127.0.0.1 from ${FIRST_PORT} to ${END_OF_PORTS - 1} in ${ATTEMPTS} attempts`);
}

async function tryToReserve(number: number): Promise<ReservedPort | undefined> {
  const server = createServer();
  try {
    server.listen(number, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return {
    number,
    async release() {
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}
