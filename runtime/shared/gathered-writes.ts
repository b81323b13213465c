import type { Writable } from 'node:stream';

/**
 * Lets what is written to a socket one piece after the other go out in one system call: amqplib writes each frame by itself, and each of these calls wakes the broker.
 * Nothing waits for more: all goes out before the event loop turns.
 */
export function gatherWrites(socket: Writable): void {
  const write = socket.write.bind(socket) as (...all: unknown[]) => boolean;
  let isGathering = false;
  const end = (): void => {
    isGathering = false;
    socket.uncork();
  };
  socket.write = (...all: unknown[]): boolean => {
    if (!isGathering) {
      isGathering = true;
      socket.cork();
      process.nextTick(end);
    }
    return write(...all);
  };
}
