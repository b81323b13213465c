import { describe, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tombstones } from '../../../runtime/responder/tombstones.ts';
import { WholeFiles } from '../../../runtime/responder/whole-files.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { createLog } from '../../../runtime/shared/log.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';

const tombstone = { identity: 'messageId:1', uid: '0c7c5a4e', ended: '2026-11-21T12:00:00.000Z' };
const dayMs = 24 * 60 * 60 * 1000;
const nowMs = Date.parse('2026-11-21T12:00:00Z');

function tombstonesIn(folder: string) {
  let ids = 0;
  const lines: string[] = [];
  const log = createLog({ process: 'responder', destination: { write: (line) => lines.push(line) } });
  return { tombstones: new Tombstones(new WholeFiles(folder, () => String((ids += 1))), log), lines };
}

describe('a tombstone', () => {
  test('is found by the name of its Job, by another replica too', async () => {
    const folder = folderWith();
    await tombstonesIn(folder).tombstones.put('cds-a', tombstone);
    const { tombstones } = tombstonesIn(folder);
    expect(await tombstones.find('cds-a')).toEqual(tombstone);
    expect(await tombstones.find('cds-b')).toBeUndefined();
    expect(filesBelow(folder)).toEqual({ '.done/cds-a.json': `${JSON.stringify(tombstone)}\n` });
  });

  test('of a Job that was gone has no identity', async () => {
    const { tombstones } = tombstonesIn(folderWith());
    const { identity: _, ...rest } = tombstone;
    await tombstones.put('cds-a', rest);
    expect(await tombstones.find('cds-a')).toEqual(rest);
  });

  test('replaces the one of an earlier Job of that name', async () => {
    const { tombstones } = tombstonesIn(folderWith());
    await tombstones.put('cds-a', { ...tombstone, uid: 'first' });
    await tombstones.put('cds-a', tombstone);
    expect(await tombstones.find('cds-a')).toEqual(tombstone);
  });

  test.each(['', '{', '[]', 'null', '{"uid":1,"ended":""}', '{"identity":"a"}'])(
    'that reads %j counts as none, and the log says so',
    async (text) => {
      const { tombstones, lines } = tombstonesIn(folderWith({ '.done/cds-a.json': text }));
      expect(await tombstones.find('cds-a')).toBeUndefined();
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        expect.objectContaining({ level: 'warn', job: 'cds-a', msg: 'tombstone that is none, passed over' }),
      ]);
    },
  );

  test('is not missing while its folder is away: the request is tried again', async () => {
    const folder = folderWith({ '.done': 'a file where a folder should be' });
    await expect(tombstonesIn(folder).tombstones.find('cds-a')).rejects.toThrow(RetryError);
    await expect(tombstonesIn(join(folder, 'away')).tombstones.put('cds-a', tombstone)).rejects.toThrow(RetryError);
    expect(existsSync(join(folder, 'away'))).toBe(false);
  });
});

describe('the sweep', () => {
  function withAges(folder: string, ages: Readonly<Record<string, number>>) {
    for (const [path, ageMs] of Object.entries(ages)) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), '');
      const seconds = (nowMs - ageMs) / 1000;
      utimesSync(join(folder, path), seconds, seconds);
    }
    return tombstonesIn(folder).tombstones;
  }

  test('removes tombstones older than seven days, and what a kill left half written', async () => {
    const folder = folderWith();
    const tombstones = withAges(folder, {
      '.done/cds-old.json': 7 * dayMs + 1_000,
      '.done/cds-young.json': 7 * dayMs - 1_000,
      '.tmp/cds-old.inmeta.1': dayMs,
      '.tmp/cds-young.inmeta.2': 1_000,
      'cds-old.inmeta': 30 * dayMs,
    });
    await tombstones.sweep(nowMs, 100);
    expect(Object.keys(filesBelow(folder))).toEqual([
      '.done/cds-young.json',
      '.tmp/cds-young.inmeta.2',
      'cds-old.inmeta',
    ]);
  });

  test('looks at a few files at a time, and comes to all of them', async () => {
    const folder = folderWith();
    const old = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`.done/cds-${index}.json`, 8 * dayMs]));
    const tombstones = withAges(folder, old);
    await tombstones.sweep(nowMs, 10);
    expect(readdirSync(join(folder, '.done'))).toHaveLength(15);
    await tombstones.sweep(nowMs, 10);
    await tombstones.sweep(nowMs, 10);
    expect(readdirSync(join(folder, '.done'))).toHaveLength(0);
    withAges(folder, { '.done/cds-later.json': 8 * dayMs });
    await tombstones.sweep(nowMs, 10);
    expect(readdirSync(join(folder, '.done'))).toHaveLength(0);
  });

  test('has nothing to do before the first request, and says what it cannot do', async () => {
    const before = tombstonesIn(folderWith());
    await before.tombstones.sweep(nowMs, 10);
    expect(before.lines).toEqual([]);
    const broken = tombstonesIn(folderWith({ '.done': 'a file' }));
    await broken.tombstones.sweep(nowMs, 10);
    expect(broken.lines).toEqual([expect.stringContaining('old files could not be removed')]);
  });
});
