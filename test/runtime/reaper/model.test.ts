import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { Model } from '../../support/reaper/model.ts';

jest.setTimeout(120_000);

/** One thing that happens. */
type Act = readonly [title: string, act: (model: Model) => void | Promise<void>];

/** What makes a failing example readable. */
const titles = (played: readonly Act[]): string => played.map(([title]) => title).join('; ');

const which = fc.nat({ max: 50 });
const act = (title: string, run: (model: Model) => void | Promise<void>): Act => [title, run];

const ofJobs: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(which, fc.boolean()).map(([fate, held]) => act(`create ${fate} ${held}`, (m) => m.create(fate, held))),
  { weight: 6, arbitrary: which.map((n) => act(`advance ${n}`, (m) => m.advance(n))) },
  which.map((n) => act(`touch ${n}`, (m) => m.touch(n))),
  fc.tuple(which, fc.boolean()).map(([n, waits]) => act(`delete ${n} ${waits}`, (m) => m.delete(n, waits))),
  fc.constant(act('podsAreGone', (m) => m.podsAreGone())),
  { weight: 3, arbitrary: fc.nat({ max: 8 }).map((n) => act(`run ${n}`, (m) => m.run(n))) },
);
const ofBroker: fc.Arbitrary<Act> = fc
  .tuple(which, fc.constantFrom('confirm', 'confirm', 'confirm', 'fail', 'loseConfirm'))
  .map(([n, fate]) => act(`${fate} ${n}`, (m) => m.settle(n, fate)));
const ofNetwork: fc.Arbitrary<Act> = fc.constantFrom(
  act('cut', (m) => m.cluster.cut()),
  act('compact', (m) => m.cluster.compact()),
  act('another api server', (m) => m.cluster.changeServer()),
  act('cluster away', (m) => {
    m.cluster.isAway = true;
    m.cluster.cut();
  }),
  act('cluster back', (m) => void (m.cluster.isAway = false)),
  act('broker away', (m) => void (m.broker.isReady = false)),
  act('broker back', (m) => m.broker.becomeReady()),
  act('journal away', (m) => void (m.store.trouble = 'away')),
  act('journal answers get lost', (m) => void (m.store.trouble = 'lost')),
  act('journal hangs', (m) => void (m.store.trouble = 'hangs')),
  act('journal back', (m) => m.store.release()),
);
const ofProcess: fc.Arbitrary<Act> = fc.constantFrom(
  act('crash, messages arrive', (m) => m.crash(true)),
  act('crash, messages do not arrive', (m) => m.crash(false)),
  act('stop', (m) => m.stop()),
  act('start', (m) => m.start()),
  act('start', (m) => m.start()),
  act('start', (m) => m.start()),
);
/** Long enough for the watch to be lost, with what happens meanwhile. */
const ofAbsence: fc.Arbitrary<Act> = fc
  .tuple(fc.boolean(), fc.array(fc.oneof(ofJobs, ofBroker), { maxLength: 6 }))
  .map(([arrives, meanwhile]) =>
    act(`absence ${arrives}: ${titles(meanwhile)}`, async (m) => {
      await m.crash(arrives);
      for (const [, run] of meanwhile) await run(m);
      m.cluster.compact();
      await m.start();
    }),
  );
/** A crash in the middle of a list, after which another API server remembers what the first one did not. */
const ofCrashInList: fc.Arbitrary<Act> = fc
  .tuple(fc.boolean(), fc.nat({ max: 6 }), fc.array(fc.oneof(ofJobs, ofBroker), { maxLength: 6 }))
  .map(([arrives, turns, meanwhile]) =>
    act(`crash in list ${arrives} ${turns}: ${titles(meanwhile)}`, async (m) => {
      m.cluster.compact();
      await m.start();
      for (const [, run] of meanwhile) await run(m);
      await m.run(turns);
      await m.crash(arrives);
      m.cluster.changeServer();
    }),
  );
const ofMemory: fc.Arbitrary<Act> = fc.constant(act('wipe', (m) => m.wipe()));

/** Lets all that happen to a reaper, then lets it come to rest. */
async function play(acts: readonly Act[]): Promise<Model> {
  const model = new Model();
  try {
    await model.start();
    for (const [, run] of acts) {
      await run(model);
      await model.run(1);
    }
    await model.settleDown();
  } finally {
    await model.end();
  }
  return model;
}

const acts = (...kinds: fc.Arbitrary<Act>[]): fc.Arbitrary<Act[]> =>
  fc.array(fc.oneof(...kinds), { maxLength: 60, size: 'max' });

async function expectNoFault(
  kinds: readonly fc.Arbitrary<Act>[],
  check: (model: Model) => void,
  numRuns: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(acts(...kinds), async (played) => {
      const model = await play(played);
      expect([titles(played), model.faults()]).toEqual([titles(played), []]);
      check(model);
    }),
    { numRuns },
  );
}

describe('whatever happens, no end is lost, none is told in two ways, none steps back, and no repeat is without excuse', () => {
  test('while Jobs go their ways and nothing else happens: not one repeat', async () => {
    await expectNoFault(
      [ofJobs, ofBroker.filter(([title]) => title.startsWith('confirm'))],
      ({ broker: { ids } }) => {
        expect(new Set(ids).size).toBe(ids.length);
      },
      150,
    );
  });

  test('while the cluster, the broker and the journal come and go', async () => {
    await expectNoFault([ofJobs, ofBroker, ofNetwork], () => undefined, 200);
  });

  test('while the reaper dies and comes back', async () => {
    await expectNoFault([ofJobs, ofBroker, ofProcess, ofAbsence, ofCrashInList], () => undefined, 200);
  });

  test('while it ends in good order and comes back: not one repeat', async () => {
    const orderly = ofProcess.filter(([title]) => !title.startsWith('crash'));
    const confirms = ofBroker.filter(([title]) => title.startsWith('confirm'));
    await expectNoFault(
      [ofJobs, confirms, orderly],
      ({ broker: { ids } }) => {
        expect(new Set(ids).size).toBe(ids.length);
      },
      150,
    );
  });

  test('while everything happens at once', async () => {
    await expectNoFault(
      [ofJobs, ofJobs, ofBroker, ofNetwork, ofProcess, ofAbsence, ofCrashInList],
      () => undefined,
      400,
    );
  });

  test('while the journal is wiped as well: repeats, and no loss', async () => {
    await expectNoFault(
      [ofJobs, ofJobs, ofBroker, ofNetwork, ofProcess, ofAbsence, ofCrashInList, ofMemory],
      () => undefined,
      250,
    );
  });
});
