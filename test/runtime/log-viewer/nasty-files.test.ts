import { beforeAll, describe, expect, test } from '@jest/globals';
import { closeSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs';
import { LineIndexes } from '../../../runtime/log-viewer/line-index.ts';
import type { LogFile } from '../../../runtime/log-viewer/log-file.ts';
import { LogStore, type LogName } from '../../../runtime/log-viewer/log-store.ts';
import { Scanners } from '../../../runtime/log-viewer/scanner.ts';
import { tokenOf } from '../../support/log-viewer/keys.ts';
import { createViewer, type Viewer } from '../../support/log-viewer/viewer.ts';

/** Each by what is nasty about it. */
const files: Readonly<Record<string, Buffer>> = {
  empty: Buffer.from(''),
  'one newline': Buffer.from('\n'),
  'no last newline': Buffer.from('one\ntwo'),
  CRLF: Buffer.from('one\r\ntwo\r\n'),
  'no UTF-8': Buffer.concat([
    Buffer.from('good\nbad \xff\xfe\xc3'),
    Buffer.from([0xe2, 0x82, 0x0a, 0xc3, 0x28, 0x0a, 0xf0, 0x9f, 0x98]),
  ]),
  'a byte order mark': Buffer.from('\ufefffirst\nsecond\n'),
  'NUL and controls': Buffer.from('a\0b\n\u001b[31mred\u001b[0m\n\u0007\n'),
  'cut characters': Buffer.from(`${'x'.repeat(64 * 1024 - 1)}€\n${'😀'.repeat(40_000)}\n`),
  'half characters at the chunk': Buffer.concat([
    Buffer.alloc(256 * 1024 - 2, 'y'),
    Buffer.from([0xf0, 0x9f, 0x0a, 0x98, 0x80, 0x0a]),
  ]),
  'lines of chunks': Buffer.from(`${'a'.repeat(262_143)}\n${'b'.repeat(262_144)}\n${'c'.repeat(700_000)}\nend\n`),
  'short lines': Buffer.from('\n\n\na\n\n'.repeat(60_000)),
};
const names = Object.keys(files);

let viewer: Viewer;
const urlOf = (name: string, query = '') => `/api/test/${encodeURIComponent(`${name}.log`)}${query}`;

/** What a browser makes of the bytes, every line with its newline. */
function textOf(name: string): string {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(files[name]);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
const linesOf = (name: string) => textOf(name).split('\n').slice(0, -1);

interface Found {
  readonly line: number;
  readonly text: string;
  readonly ranges: readonly (readonly [number, number])[];
  readonly done?: true;
  readonly lines: number;
  readonly matches: number;
  readonly truncated: boolean;
}

async function search(name: string, text: string, more = ''): Promise<readonly Found[]> {
  const { body } = await viewer.get(urlOf(name, `?search=${encodeURIComponent(text)}${more}`));
  return body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Found);
}

beforeAll(async () => {
  viewer = await createViewer();
  for (const name of names) viewer.write(`test/${name}.log`, files[name] ?? '');
});

describe.each(names)('a log with %s', (name) => {
  test('comes out as the UTF-8 text that browsers make of it', async () => {
    const { rawPayload } = await viewer.get(urlOf(name));
    expect(rawPayload.equals(Buffer.from(textOf(name)))).toBe(true);
  });

  test('has each line where it is, from either end', async () => {
    const lines = linesOf(name);
    const text = (from: number, to: number) =>
      lines
        .slice(from, to)
        .map((line) => `${line}\n`)
        .join('');
    for (const line of [0, 1, 2, lines.length - 1, lines.length].filter((each) => each >= 0)) {
      const { body, headers } = await viewer.get(urlOf(name, `?fromLine=${line}&lines=2`));
      expect(body === text(line, line + 2)).toBe(true);
      expect(headers['x-log-lines']).toBe(String(lines.length));
    }
    const last = await viewer.get(urlOf(name, '?lines=-2'));
    expect(last.body === text(Math.max(0, lines.length - 2), lines.length)).toBe(true);
    expect(last.headers['x-log-first-line']).toBe(String(Math.max(0, lines.length - 2)));
  });

  test.each(['o', 'end', '😀😀', 'a', 'ccc', '.', 'b'])('has %j in the lines where it is', async (text) => {
    const lines = linesOf(name);
    const expected = lines.flatMap((line, index) => (line.includes(text) ? [index] : []));
    for (const more of ['&limit=10000', '&limit=10000&ignoreCase=true', `&limit=10000&regex=true`]) {
      const isRegex = more.endsWith('regex=true');
      const found = await search(name, isRegex && text === '.' ? '[.]' : text, more);
      const end = found.at(-1);
      expect(found.slice(0, -1).map(({ line }) => line)).toEqual(expected.slice(0, 10_000));
      const isCut = expected.length >= 10_000;
      expect(end).toMatchObject({ done: true, matches: Math.min(expected.length, 10_000), truncated: isCut });
      if (!isCut) expect(end?.lines).toBe(lines.length);
      const wrong = found
        .slice(0, -1)
        .filter(
          ({ text: shown, ranges }) =>
            ranges.length === 0 || ranges.some(([from, to]) => shown.slice(from, to) !== text),
        );
      expect(wrong).toEqual([]);
      expect(found.filter(({ text: shown }) => shown?.endsWith('\r'))).toEqual([]);
    }
  });
});

describe('a line of 100 MB', () => {
  const size = 100 * 1024 * 1024;

  beforeAll(() => {
    viewer.write(
      'test/long.log',
      `before\n${'x'.repeat(size / 2)}needle${'y'.repeat(size / 2)} last needle\nafter needle\n`,
    );
  });

  test('is one line, and those around it are where they are', async () => {
    expect((await viewer.get('/api/test/long.log?fromLine=2&lines=1')).body).toBe('after needle\n');
    expect((await viewer.get('/api/test/long.log?lines=-1')).headers['x-log-first-line']).toBe('2');
    const cut = await viewer.get('/api/test/long.log?fromLine=0&lines=3&lineBytes=10');
    expect(cut.body).toBe(`before\n${'x'.repeat(10)}\nafter need\n`);
  });

  test('matches once, with the part of it around its first match', async () => {
    const [long, after, end] = await search('long', 'needle');
    expect(long).toMatchObject({ line: 1, cut: true, ranges: [[256, 262]] });
    expect(long?.text.length).toBeLessThanOrEqual(8 * 1024);
    expect(after).toEqual({ line: 2, text: 'after needle', ranges: [[6, 12]] });
    expect(end).toEqual({ done: true, matches: 2, truncated: false, lines: 3 });
  });
});

test('a sparse log of 1 GB has its last line at once, which begins no index, and its first', async () => {
  const scanners = new Scanners();
  const viewer = await createViewer({ scanners, indexes: new LineIndexes(scanners) });
  viewer.write('test/sparse.log', '');
  const descriptor = openSync(viewer.path('test/sparse.log'), 'r+');
  ftruncateSync(descriptor, 1024 ** 3);
  writeSync(descriptor, '\nthe last line\n', 1024 ** 3);
  closeSync(descriptor);
  const { body, headers } = await viewer.get('/api/test/sparse.log?lines=-1&numbered=false');
  expect(body).toBe('the last line\n');
  expect(headers['x-log-first-line']).toBeUndefined();
  expect(scanners.inUse).toBe(0);
  const byte = String(headers['x-log-first-byte']);
  expect((await viewer.get(`/api/test/sparse.log?fromByte=${byte}&lines=0`)).headers['x-log-first-line']).toBe('1');
});

describe('a search', () => {
  test('ends at its limit', async () => {
    const found = await search('short lines', 'a', '&limit=3');
    expect(found.map(({ line }) => line)).toEqual([3, 8, 13, undefined]);
    expect(found.at(-1)).toMatchObject({ matches: 3, truncated: true });
  });

  test.each([
    ['(', '&regex=true'],
    ['a'.repeat(1001), ''],
    ['a\nb', ''],
  ])('is refused for %j%s', async (text, more) => {
    const answer = await viewer.get(urlOf('CRLF', `?search=${encodeURIComponent(text)}${more}`));
    expect(answer.statusCode).toBe(422);
  });

  test('with a regular expression that takes for ever ends soon', async () => {
    viewer.write('test/evil.log', `${'a'.repeat(60)}\n`);
    const answer = await viewer.get('/api/test/evil.log?regex=true&search=(a%2B)%2Bb');
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ code: 'regex_too_slow' });
  });

  test('ignores the case of other letters than those of ASCII too', async () => {
    viewer.write('test/case.log', 'GRÖSSE\ngröße\n');
    expect((await search('case', 'grö', '&ignoreCase=true')).map(({ line }) => line)).toEqual([0, 1, undefined]);
  });

  test('shows the ranges in the units of JavaScript', async () => {
    viewer.write('test/ranges.log', '😀 ü match and match\r\n');
    expect((await search('ranges', 'match'))[0]).toEqual({
      line: 0,
      text: '😀 ü match and match',
      ranges: [
        [5, 10],
        [15, 20],
      ],
    });
  });
});

describe('a log that is cut once it is open', () => {
  /** A store whose logs lose their second half as soon as they are open. */
  class CuttingStore extends LogStore {
    override async open(name: LogName): Promise<LogFile> {
      const file = await super.open(name);
      truncateSync(viewer.path('test/cut.log'), file.state.size / 2);
      return file;
    }
  }

  test.each(['?lines=-3', '?fromLine=90000', '?fromLine=90000&lines=1', '?search=none', '?follow=true'])(
    'is said to be, for %s',
    async (query) => {
      viewer.write('test/cut.log', 'line\n'.repeat(100_000));
      const { get } = await createViewer({ store: new CuttingStore({ base: viewer.folder }) });
      const answer = await get(`/api/test/cut.log${query}`);
      expect(answer.json()).toMatchObject({ status: 410, code: 'log_changed' });
    },
  );

  test('ends in the middle of an answer, which is not a whole one', async () => {
    viewer.write('test/cut.log', 'a line\n'.repeat(5_000_000));
    const url = `${await viewer.listen()}/api/test/cut.log`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${await tokenOf()}` } });
    truncateSync(viewer.path('test/cut.log'), 5);
    await expect(answer.text()).rejects.toThrow('terminated');
  });
});
