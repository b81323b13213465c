import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { until } from '../../support/control-plane/until.ts';
import { EventReader } from '../../support/log-viewer/events.ts';
import { openFiles } from '../../support/log-viewer/open-files.ts';
import { tokenOf } from '../../support/log-viewer/keys.ts';
import { createViewer, type Viewer } from '../../support/log-viewer/viewer.ts';

const WAIT_MS = 20_000;
const SOON_MS = 300;
let viewer: Viewer;
let address: string;
let token: string;
const readers: EventReader[] = [];

beforeAll(async () => {
  viewer = await createViewer();
  address = await viewer.listen();
  token = await tokenOf();
});

afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

async function follow(name: string, query = '', headers: Readonly<Record<string, string>> = {}): Promise<EventReader> {
  const reader = await EventReader.open(`${address}/api/test/${name}?follow=true${query}`, token, headers);
  readers.push(reader);
  return reader;
}

const append = (name: string, text: string | Uint8Array) => appendFileSync(viewer.path(`test/${name}`), text);
const untilLines = (reader: EventReader, count: number, first = 0) =>
  until(`${count} lines`, WAIT_MS, () => reader.lines(first).length >= count);

/** Nothing more has come once what is written now is there. */
async function settle(reader: EventReader, name: string, first = 0): Promise<readonly string[]> {
  append(name, 'settled\n');
  await until('the last line', WAIT_MS, () => reader.lines(first).at(-1) === 'settled');
  return reader.lines(first).slice(0, -1);
}

describe('who follows a log', () => {
  test('gets the lines from one on, then new ones soon, each with the number to go on from', async () => {
    viewer.write('test/a.log', 'zero\none\ntwo\n');
    const reader = await follow('a.log', '&fromLine=1');
    await untilLines(reader, 2, 1);
    const before = performance.now();
    append('a.log', 'three\nfour\n');
    await untilLines(reader, 4, 1);
    expect(reader.lines(1)).toEqual(['one', 'two', 'three', 'four']);
    const { atMs, id } = reader.events.at(-1)!;
    expect(atMs - before).toBeLessThan(SOON_MS);
    expect(id).toBe('5');
  });

  test('gets only new ones without a number', async () => {
    viewer.write('test/b.log', 'zero\none\n');
    const reader = await follow('b.log');
    append('b.log', 'two\n');
    await untilLines(reader, 1, 2);
    expect(reader.lines(2)).toEqual(['two']);
  });

  test('goes on where it was by the id of the last event', async () => {
    viewer.write('test/c.log', 'zero\none\ntwo\n');
    const reader = await follow('c.log', '&fromLine=0', { 'last-event-id': '2' });
    await untilLines(reader, 1, 2);
    expect(reader.lines(2)).toEqual(['two']);
  });

  test('gets a line once it is complete, and before that what there is of it', async () => {
    viewer.write('test/d.log', 'zero\nbeg');
    // The number of lines, of which the last is not complete.
    const reader = await follow('d.log', '&fromLine=2');
    await until('the beginning', WAIT_MS, () => reader.dataOf('partial').length > 0);
    append('d.log', 'un');
    const partial = { line: 1, text: 'begun' };
    await until(
      'more of it',
      WAIT_MS,
      () => JSON.stringify(reader.dataOf('partial').at(-1)) === JSON.stringify(partial),
    );
    append('d.log', '\nnext\n');
    await untilLines(reader, 2, 1);
    expect(reader.lines(1)).toEqual(['begun', 'next']);
  });

  test('gets characters that are written in two halves whole, ends of lines away, and long lines cut', async () => {
    viewer.write('test/e.log', '');
    const reader = await follow('e.log');
    append('e.log', Buffer.from([0xe2, 0x82]));
    await until('the half', WAIT_MS, () => reader.dataOf('partial').length > 0);
    append(
      'e.log',
      Buffer.concat([Buffer.from([0xac]), Buffer.from('\r\n'), Buffer.alloc(200_000, 'x'), Buffer.from('\n')]),
    );
    await untilLines(reader, 2);
    expect(reader.lines()).toEqual(['€', 'x'.repeat(64 * 1024)]);
    expect(await settle(reader, 'e.log')).toHaveLength(2);
  });

  test('is told of a log that is cut, and gets the new lines from 0 on', async () => {
    viewer.write('test/f.log', 'old\n'.repeat(100));
    const reader = await follow('f.log', '&fromLine=98');
    await untilLines(reader, 2, 98);
    truncateSync(viewer.path('test/f.log'), 0);
    append('f.log', 'new\n');
    await until('the reset', WAIT_MS, () => reader.events.some(({ event }) => event === 'reset'));
    await until('the new line', WAIT_MS, () => reader.events.at(-1)?.event === 'lines' && reader.events.length === 3);
    expect(reader.events.slice(1).map(({ event, data }) => [event, data])).toEqual([
      ['reset', { reason: 'truncated' }],
      ['lines', { from: 0, lines: ['new'] }],
    ]);
  });

  test('is told of a log that was cut and has grown beyond where it was', async () => {
    viewer.write('test/g.log', 'old\n'.repeat(10));
    const reader = await follow('g.log');
    append('g.log', 'last old\n');
    await untilLines(reader, 1, 10);
    writeFileSync(viewer.path('test/g.log'), 'new line\n'.repeat(20));
    await until('the new lines', WAIT_MS, () => reader.events.length === 3);
    expect(reader.events[1]).toMatchObject({ event: 'reset', data: { reason: 'truncated' } });
    expect(reader.events[2]).toMatchObject({ event: 'lines', data: { from: 0, lines: Array(20).fill('new line') } });
  });

  test('gets the last lines of a log that is replaced, then those of the one in its place', async () => {
    viewer.write('test/h.log', 'old\n');
    const reader = await follow('h.log', '&fromLine=0');
    await untilLines(reader, 1);
    append('h.log', 'last old\n');
    renameSync(viewer.path('test/h.log'), viewer.path('test/h.log.1'));
    writeFileSync(viewer.path('test/h.log'), 'new\n');
    await until('the new line', WAIT_MS, () => JSON.stringify(reader.events.at(-1)?.data).includes('"new"'));
    expect(reader.events.slice(1).map(({ event, data }) => [event, data])).toEqual([
      ['lines', { from: 1, lines: ['last old'] }],
      ['reset', { reason: 'replaced' }],
      ['lines', { from: 0, lines: ['new'] }],
    ]);
    append('h.log', 'newer\n');
    await until('the newer line', WAIT_MS, () => JSON.stringify(reader.events.at(-1)?.data).includes('"newer"'));
  });

  test('is told of a log that is deleted, which ends it', async () => {
    viewer.write('test/i.log', 'one\n');
    const reader = await follow('i.log');
    append('i.log', 'last\n');
    rmSync(viewer.path('test/i.log'));
    await until('the end', WAIT_MS, () => reader.isEnded);
    expect(reader.events.map(({ event }) => event)).toEqual(['lines', 'gone']);
    await expect(follow('i.log')).rejects.toThrow('got 404');
  });

  test('begins at 0 when its number is of a longer log', async () => {
    viewer.write('test/j.log', 'zero\none\n');
    const reader = await follow('j.log', '&fromLine=500');
    await untilLines(reader, 2);
    expect(reader.events.map(({ event }) => event)).toEqual(['reset', 'lines']);
  });

  test('is let go when its token ends', async () => {
    viewer.write('test/k.log', 'zero\n');
    const exp = Date.now() / 1000 + 1;
    const short = await tokenOf({ multimedia_admin: 'yes', exp: Math.ceil(exp) });
    const reader = await EventReader.open(`${address}/api/test/k.log?follow=true`, short);
    await until('the end', WAIT_MS, () => reader.isEnded);
    expect(reader.events.at(-1)?.event).toBe('expired');
  });

  test('gets all of a large log while it grows, also where it reads slowly', async () => {
    const line = (number: number) => `line ${number} ${'x'.repeat(number % 300)}\n`;
    const text = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, index) => line(from + index)).join('');
    viewer.write('test/l.log', text(0, 50_000));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}` };
      request(`${address}/api/test/l.log?follow=true&fromLine=0`, { headers }, resolve).on('error', reject).end();
    });
    // Nothing is read yet: the server can send no more, and goes on with the file when it can.
    for (let from = 50_000; from < 60_000; from += 1_000) append('l.log', text(from, from + 1_000));
    let next = 0;
    let rest = '';
    response.setEncoding('utf8').on('data', (part: string) => {
      const blocks = (rest + part).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const data of blocks.map((block) => /^data: (.*)$/m.exec(block)?.[1])) {
        if (data === undefined) continue;
        const { from, lines } = JSON.parse(data) as { readonly from: number; readonly lines: readonly string[] };
        if (from !== next || lines.some((each, index) => `${each}\n` !== line(from + index))) next = Number.NaN;
        next += lines.length;
      }
    });
    await until('all lines', WAIT_MS, () => next === 60_000);
    append('l.log', line(60_000));
    await until('the newest line', WAIT_MS, () => next === 60_001);
    expect(rest).toBe('');
    response.destroy();
  });
});

test('200 who follow 20 growing logs get every line once, of files that are read once', async () => {
  const logs = Array.from({ length: 20 }, (_, index) => `many-${index}.log`);
  for (const name of logs) viewer.write(`test/${name}`, 'before\n');
  const all = await Promise.all(logs.flatMap((name) => Array.from({ length: 10 }, () => follow(name, '&fromLine=0'))));
  const metric = async (name: string) =>
    Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(await (await fetch(`${address}/metrics`)).text())?.[1]);
  expect([await metric('cds_log_viewer_followers'), await metric('cds_log_viewer_followed_logs')]).toEqual([200, 20]);
  for (let round = 0; round < 50; round += 1) {
    const text = Array.from({ length: 10 }, (_, index) => `line ${round * 10 + index}\n`).join('');
    await Promise.all(logs.map((name) => appendFile(viewer.path(`test/${name}`), text)));
  }
  const expected = ['before', ...Array.from({ length: 500 }, (_, index) => `line ${index}`)];
  await until('all lines', WAIT_MS, () => all.every((reader) => reader.lines().length >= 501));
  expect(all.filter((reader) => reader.lines().join() !== expected.join())).toEqual([]);
  for (const reader of all) reader.close();
  await until('nobody to follow', WAIT_MS, async () => (await metric('cds_log_viewer_followers')) === 0);
  await until('no log to be followed', WAIT_MS, async () => (await metric('cds_log_viewer_followed_logs')) === 0);
  await until('closed files', WAIT_MS, () => openFiles(viewer.folder).length === 0);
}, 60_000);
