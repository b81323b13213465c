import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const POLL_INTERVAL_MS = 250;

/**
 * Waits until nobody else on this machine has the turn of a name, and takes it. The kernel gives it back when this
 * process ends, whatever the cause.
 * @param name of letters, digits and hyphens
 * @param waitMs how long to wait for it
 * @returns gives it back; may be called again
 * @throws when somebody else has it for all that time
 * @see unix(7), abstract sockets: such a name goes with the last process that listens on it
 */
export async function takeTurn(name: string, waitMs: number): Promise<() => void> {
  const deadline = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    const release = await tryToTake(name);
    if (release !== undefined) return release;
    if (Date.now() >= deadline) {
      throw new Error(`${name}: another process on this machine still has its turn after ${waitMs / 1000} s`);
    }
    if (!told)
      process.stderr.write(`${name}: waiting for another process on this machine, as there is one at a time\n`);
    await setTimeout(POLL_INTERVAL_MS);
  }
}

async function tryToTake(name: string): Promise<(() => void) | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen({ path: `\0${name}` });
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
  server.unref();
  return () => server.close();
}
