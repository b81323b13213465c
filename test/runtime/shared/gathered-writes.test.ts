import { expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { gatherWrites } from '../../../runtime/shared/gathered-writes.ts';

test('what is written one piece after the other goes out at once, in its order, before the event loop turns', async () => {
  const calls: string[][] = [];
  const socket = new Writable({
    writev: (chunks, done) => {
      calls.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  gatherWrites(socket);
  for (const piece of ['a', 'b', 'c']) socket.write(piece);
  expect(calls).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  socket.write('d');
  socket.write('e');
  await new Promise((resolve) => setImmediate(resolve));
  expect(calls).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
});

test('what is written last goes out before the end', async () => {
  const written: string[] = [];
  const socket = new Writable({
    writev: (chunks, done) => {
      written.push(...chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  gatherWrites(socket);
  socket.write('a');
  socket.end('b');
  await new Promise((resolve) => socket.once('finish', resolve));
  expect(written.join('')).toBe('ab');
});
