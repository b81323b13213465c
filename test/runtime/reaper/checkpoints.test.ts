import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Checkpoints, type Passed } from '../../../runtime/reaper/checkpoints.ts';

function record() {
  const passed: Passed[] = [];
  const checkpoints = new Checkpoints((place) => passed.push(place));
  return { checkpoints, passed };
}

describe('checkpoints', () => {
  test('are passed in their order, whatever the order in which things are done', () => {
    const { checkpoints, passed } = record();
    const [one, two, three] = ['1', '2', '3'].map((version) => checkpoints.add(version));
    two?.end();
    three?.end();
    expect(passed).toEqual([]);
    one?.end();
    expect(passed).toEqual([{ resourceVersion: '3', forget: [] }]);
    expect(checkpoints.size).toBe(0);
  });

  test('are passed once everything in hand for them is done', () => {
    const { checkpoints, passed } = record();
    const place = checkpoints.add('1');
    place.begin();
    place.end();
    expect(passed).toEqual([]);
    place.end();
    expect(passed).toEqual([{ resourceVersion: '1', forget: [] }]);
  });

  test('move at once where nothing is in hand, and else with what is', () => {
    const { checkpoints, passed } = record();
    checkpoints.move('1', 'gone-1');
    const place = checkpoints.add('2');
    checkpoints.move('3', 'gone-3');
    expect(passed).toEqual([{ resourceVersion: '1', forget: ['gone-1'] }]);
    place.end();
    expect(passed.slice(1)).toEqual([{ resourceVersion: '3', forget: ['gone-3'] }]);
  });

  test('from before a list do not say where to resume, yet what is gone is forgotten', () => {
    const { checkpoints, passed } = record();
    const before = checkpoints.add('1');
    checkpoints.move('2', 'gone');
    checkpoints.clearResourceVersions();
    const list = checkpoints.add();
    before.end();
    expect(passed).toEqual([{ resourceVersion: undefined, forget: ['gone'] }]);
    list.resourceVersion = '9';
    list.end();
    expect(passed.slice(1)).toEqual([{ resourceVersion: '9', forget: [] }]);
  });

  test('never pass what has something in hand before it, and in the end pass all', () => {
    const action = fc.oneof(fc.constant('add'), fc.constant('move'), fc.nat({ max: 20 }));
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const { checkpoints, passed } = record();
        const inHand: { version: number; end: () => void }[] = [];
        let version = 0;
        const check = () => {
          const furthest = Number(passed.at(-1)?.resourceVersion ?? 0);
          expect(inHand.every((place) => place.version > furthest)).toBe(true);
          expect(checkpoints.size).toBeLessThanOrEqual(version);
        };
        for (const step of actions) {
          if (typeof step === 'number') inHand.splice(step, 1)[0]?.end();
          else if (step === 'move') checkpoints.move(String((version += 1)), `gone-${version}`);
          else {
            const place = checkpoints.add(String((version += 1)));
            inHand.push({ version, end: () => place.end() });
          }
          check();
        }
        while (inHand.length > 0) {
          inHand.pop()?.end();
          check();
        }
        expect(checkpoints.size).toBe(0);
        if (version > 0) expect(passed.at(-1)?.resourceVersion).toBe(String(version));
        expect(passed.flatMap(({ forget }) => forget)).toHaveLength(actions.filter((step) => step === 'move').length);
      }),
    );
  });
});
