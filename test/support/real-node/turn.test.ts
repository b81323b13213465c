import { expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { takeTurn } from './turn.ts';

test('a turn that somebody has is not taken, until it is given back', async () => {
  const name = randomUUID();
  const giveBack = await takeTurn(name, 0);
  await expect(takeTurn(name, 0)).rejects.toThrow(
    `${name}: another process on this machine still has its turn after 0 s`,
  );

  const next = takeTurn(name, 10_000);
  giveBack();
  (await next)();
});
