import { beforeAll, describe, expect, test } from '@jest/globals';
import { symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openBelow } from '../../../runtime/log-viewer/log-file.ts';
import { Scanners } from '../../../runtime/log-viewer/scanner.ts';
import { until } from '../../support/control-plane/until.ts';
import { folderWith } from '../../support/folder.ts';
import { openFiles } from '../../support/log-viewer/open-files.ts';
import { tokenOf } from '../../support/log-viewer/keys.ts';
import { createViewer, type Viewer } from '../../support/log-viewer/viewer.ts';

const WAIT_MS = 20_000;
const scanners = new Scanners();
let viewer: Viewer;
let address: string;

const untilClosed = () => until('closed files', WAIT_MS, () => openFiles(viewer.folder).length === 0);

const untilIdle = () => until('every scanner to be given back', WAIT_MS, () => scanners.inUse === 0);

beforeAll(async () => {
  viewer = await createViewer({ scanners });
  address = await viewer.listen();
  viewer.write('test/small.log', 'one\ntwo\n');
  viewer.write('test/large.log', '');
  truncateSync(viewer.path('test/large.log'), 1024 ** 3);
});

describe('after a call', () => {
  test.each([
    ['', {}],
    ['?fromLine=1&lines=1', {}],
    ['?lines=-1', {}],
    ['?lines=x', {}],
    ['?search=one', {}],
    ['?search=(&regex=true', {}],
    ['?search=one&limit=1', {}],
    ['', { range: 'bytes=0-1' }],
    ['', { range: 'bytes=99-' }],
    ['', { 'if-none-match': '*' }],
    ['/', {}],
  ])('with %s %j no file stays open', async (query, headers) => {
    await viewer.get(`/api/test/small.log${query}`, headers);
    await viewer.get('/api/test');
    await viewer.get('/api/logByJobName/cds-none-0123');
    await untilClosed();
    await untilIdle();
    expect(openFiles(viewer.folder)).toEqual([]);
  });

  test.each([
    ['reads', ''],
    ['searches', '?search=nothing'],
    ['waits for the index', '?fromLine=1'],
    ['follows', '?follow=true&fromLine=0'],
  ])('of one who %s and goes, the work ends', async (_, query) => {
    const gone = new AbortController();
    const headers = { authorization: `Bearer ${await tokenOf()}` };
    const asked = fetch(`${address}/api/test/large.log${query}`, { headers, signal: gone.signal });
    await until('the file', WAIT_MS, () => openFiles(viewer.folder).length > 0);
    gone.abort();
    await expect(asked.then((response) => response.text())).rejects.toThrow('abort');
    await untilClosed();
    await untilIdle();
  });
});

test('a folder that is exchanged for a link at any moment leads nowhere else', async () => {
  const folder = folderWith({ 'base/r/a.log': 'right', 'elsewhere/a.log': 'wrong' });
  const [route, aside, link] = ['base/r', 'aside', 'link'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  symlinkSync(join(folder, 'elsewhere'), link);
  const done = new AbortController();
  const exchange = async () => {
    while (!done.signal.aborted) {
      await rename(route, aside);
      await rename(link, route);
      await rename(route, link);
      await rename(aside, route);
    }
  };
  const exchanging = exchange();
  const seen = new Map<string, number>();
  for (let count = 0; count < 2_000; count += 1) {
    const handle = await openBelow(join(folder, 'base'), ['r', 'a.log'], 'file');
    const text = handle === undefined ? 'nothing' : await handle.readFile('utf8');
    seen.set(text, (seen.get(text) ?? 0) + 1);
    await handle?.close();
  }
  done.abort();
  await exchanging;
  expect([...seen.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(['nothing', 'right']);
}, 30_000);

test('what is no file is not opened for longer than to see that', async () => {
  writeFileSync(join(viewer.folder, 'was.log'), '');
  expect(await openBelow(viewer.folder, ['test'], 'file')).toBeUndefined();
  expect(await openBelow(viewer.folder, ['was.log'], 'folder')).toBeUndefined();
  expect(openFiles(viewer.folder)).toEqual([]);
});
