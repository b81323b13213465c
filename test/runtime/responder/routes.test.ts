import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routesIn } from '../../../runtime/responder/routes.ts';
import { RetryError } from '../../../runtime/shared/errors.ts';
import { folderWith } from '../../support/folder.ts';

/** A folder as the kubelet mounts a ConfigMap. */
function mountedConfigMap(...routes: readonly string[]): string {
  const folder = folderWith(Object.fromEntries(routes.map((route) => [`..2026_11_21/${route}`, '<route/>'])));
  symlinkSync('..2026_11_21', join(folder, '..data'));
  for (const route of routes) symlinkSync(`..data/${route}`, join(folder, route));
  return folder;
}

/** A clock that a test sets. */
function clock() {
  const time = { ms: 0 };
  return { time, now: () => time.ms };
}

describe('a route', () => {
  test('is there when the folder has a file of its name, whatever the file holds', async () => {
    const routes = routesIn(mountedConfigMap('test.xml'), clock().now);
    expect(await routes.faultsOf('test.xml')).toEqual([]);
  });

  test.each([
    'other.xml',
    '..data',
    '..',
    '.',
    '',
    '../test.xml',
    '/etc/hostname',
    'test.xml/',
    'test.xml\0',
    'x'.repeat(300),
  ])('fails when it is called %j', async (name) => {
    const folder = mountedConfigMap('test.xml');
    const faults = await routesIn(folder, clock().now).faultsOf(name);
    expect(faults).toEqual([
      { at: 'routename', problem: expect.stringContaining(`; expected the name of a file in ${folder}`) },
    ]);
  });

  test('never leaves the folder, by any name', async () => {
    const routes = routesIn(folderWith({ 'routes/test.xml': '' }), clock().now);
    const parts = fc.constantFrom('..', '.', '/', 'routes', 'test.xml', '\0', '\\', 'etc');
    const names = fc.array(parts, { maxLength: 6 }).map((list) => list.join(''));
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        expect(await routes.faultsOf(name)).toHaveLength(1);
      }),
    );
  });

  test('that was added is found at once, and one that was removed is missed after a second', async () => {
    const folder = folderWith({ 'test.xml': '' });
    const { time, now } = clock();
    const routes = routesIn(folder, now);
    expect(await routes.faultsOf('new.xml')).toHaveLength(1);
    writeFileSync(join(folder, 'new.xml'), '');
    expect(await routes.faultsOf('new.xml')).toEqual([]);
    rmSync(join(folder, 'new.xml'));
    time.ms += 1_000;
    expect(await routes.faultsOf('new.xml')).toHaveLength(1);
  });

  test('is not missing while the folder is away: the request is tried again', async () => {
    const folder = folderWith();
    const routes = routesIn(join(folder, 'routes'), clock().now);
    await expect(routes.faultsOf('test.xml')).rejects.toThrow(RetryError);
    mkdirSync(join(folder, 'routes'));
    expect(await routes.faultsOf('test.xml')).toHaveLength(1);
  });

  test('is not checked without a folder', async () => {
    expect(await routesIn(undefined, clock().now).faultsOf('nowhere.xml')).toEqual([]);
  });
});
