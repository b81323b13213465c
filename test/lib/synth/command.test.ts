import { describe, expect, jest, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BerthError, type ErrorCode } from '../../../lib/core/errors.ts';
import { addManifest } from '../../../lib/core/manifest.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { CheckedBefore } from '../../../lib/synth/checked-before.ts';
import { parsePart, reportError, runSynth, synthesize, type Part } from '../../../lib/synth/command.ts';
import type { Fleet } from '../../../lib/synth/fleet.ts';
import { anApp } from '../../support/build.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';

/** The error that a function throws. */
async function thrown(act: () => unknown): Promise<{ code: ErrorCode; lines: string[] }> {
  try {
    await act();
  } catch (error) {
    if (error instanceof BerthError) return { code: error.code, lines: error.message.split('\n') };
    throw error;
  }
  throw new Error('nothing was thrown');
}

const addConfig = (app: SystemApp, key: string, namespace: string) =>
  addManifest(app.chart(key, namespace), 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: key.toLowerCase() },
    data: { key },
  });

/** Apps by environment and system, with a ConfigMap for each deployment key. */
const fleet = (...systems: readonly (readonly [environment: string, system: string, keys: string])[]): SystemApp[] =>
  systems.map(([environment, system, keys]) => {
    const app = anApp({ environment, system });
    for (const key of keys.split(' ')) addConfig(app, key, system);
    return app;
  });
const whole = () => fleet(['test', 'shop', 'api web'], ['test', 'cds', 'web'], ['production', 'shop', 'api web']);
const wholePaths = [
  'production/shop/api.k8s.yaml',
  'production/shop/web.k8s.yaml',
  'test/cds/web.k8s.yaml',
  'test/shop/api.k8s.yaml',
  'test/shop/web.k8s.yaml',
];
const paths = (folder: string): string[] => Object.keys(filesBelow(folder));

describe('the arguments of synth', () => {
  test.each<[string, Part]>([
    ['', {}],
    ['--environment test', { environment: 'test' }],
    ['--environment=test', { environment: 'test' }],
    ['--system cds', { system: 'cds' }],
    ['responder', { deploymentKey: 'responder' }],
    ['--system cds --environment test responder', { environment: 'test', system: 'cds', deploymentKey: 'responder' }],
  ])('%j mean a part', async (line, part) => {
    expect(parsePart(line.split(' ').filter((word) => word !== ''))).toEqual(part);
  });

  test.each([
    [['--env', 'test'], "Unknown option '--env'"],
    [['--environment'], "Option '--environment <value>' argument missing"],
    [['responder', 'reaper'], 'more than one deployment key: responder, reaper'],
  ])('fails when they are %j', async (args, got) => {
    const { code, lines } = await thrown(() => parsePart(args));
    expect(code).toBe('ERR_ARGUMENT');
    expect(lines).toHaveLength(1);
    // an error of Node itself is none of the classes that a test file knows, so its name comes too
    expect(lines[0]).toMatch(new RegExp(String.raw`^synth: arguments: got "(TypeError \[\w+\]: )?${got}`));
    expect(lines[0]).toMatch(
      /"; expected npm run synth -- \[--environment NAME\] \[--system NAME\] \[DEPLOYMENT KEY\]; correct it \[ERR_ARGUMENT\]$/,
    );
  });
});

describe('synth', () => {
  test('writes a file for each deployment key, and says how many', async () => {
    const folder = folderWith();
    expect(await synthesize(whole(), folder)).toEqual({ files: 5, objects: 5, waived: [] });
    expect(paths(folder)).toEqual(wholePaths);
    expect(filesBelow(folder)['test/cds/web.k8s.yaml']).toContain('\nkind: ConfigMap\n');
  });

  test('makes the folder where there is none', async () => {
    const folder = join(folderWith(), 'deep', 'dist');
    await synthesize(whole(), folder);
    expect(paths(folder)).toEqual(wholePaths);
  });

  test('writes the same again', async () => {
    const [one, other] = [folderWith(), folderWith()];
    await synthesize(whole(), one);
    await synthesize(whole(), other);
    await synthesize(whole(), other);
    expect(filesBelow(other)).toEqual(filesBelow(one));
  });

  test.each<[Part, string[]]>([
    [{ environment: 'production' }, ['production/shop/api.k8s.yaml', 'production/shop/web.k8s.yaml']],
    [{ system: 'cds' }, ['test/cds/web.k8s.yaml']],
    [{ deploymentKey: 'api' }, ['production/shop/api.k8s.yaml', 'test/shop/api.k8s.yaml']],
    [{ environment: 'test', deploymentKey: 'web' }, ['test/cds/web.k8s.yaml', 'test/shop/web.k8s.yaml']],
    [{ environment: 'test', system: 'shop', deploymentKey: 'web' }, ['test/shop/web.k8s.yaml']],
  ])('writes %j alone', async (part, expected) => {
    const folder = folderWith();
    expect(await synthesize(whole(), folder, part)).toEqual({
      files: expected.length,
      objects: expected.length,
      waived: [],
    });
    expect(paths(folder)).toEqual(expected);
  });

  test('writes a part as the whole has it', async () => {
    const [all, part] = [folderWith(), folderWith()];
    await synthesize(whole(), all);
    await synthesize(whole(), part, { environment: 'test', system: 'shop', deploymentKey: 'web' });
    expect(filesBelow(all)).toMatchObject(filesBelow(part));
  });

  const old = {
    'gone/shop/web.k8s.yaml': '',
    'test/gone/web.k8s.yaml': '',
    'test/shop/gone.k8s.yaml': '',
    'test/cds/gone.k8s.yaml': '',
    'production/shop/gone.k8s.yaml': '',
  };

  test.each<[Part, string[]]>([
    [{}, []],
    [{ environment: 'test' }, ['gone/shop/web.k8s.yaml', 'production/shop/gone.k8s.yaml']],
    [{ system: 'shop' }, ['test/cds/gone.k8s.yaml', 'test/gone/web.k8s.yaml']],
    [
      { environment: 'test', system: 'shop' },
      ['gone/shop/web.k8s.yaml', 'production/shop/gone.k8s.yaml', 'test/cds/gone.k8s.yaml', 'test/gone/web.k8s.yaml'],
    ],
    [{ environment: 'test', system: 'shop', deploymentKey: 'web' }, Object.keys(old).sort()],
  ])('of the part %j removes what an older synth left there, and leaves the rest alone', async (part, left) => {
    const folder = folderWith(old);
    await synthesize(whole(), folder, part);
    expect(paths(folder).filter((path) => !wholePaths.includes(path))).toEqual(left);
  });

  test('leaves other files alone', async () => {
    const folder = folderWith({ 'README.md': 'a', 'test/shop/notes.yaml': 'b' });
    await synthesize(whole(), folder);
    expect(filesBelow(folder)).toMatchObject({ 'README.md': 'a', 'test/shop/notes.yaml': 'b' });
  });

  test.each<Part>([
    { environment: 'staging' },
    { system: 'web' },
    { deploymentKey: 'worker' },
    { environment: 'production', system: 'cds' },
    { environment: '' },
  ])('fails when there is no part %j, and says which there are', async (part) => {
    const folder = folderWith(old);
    expect(await thrown(() => synthesize(whole(), folder, part))).toEqual({
      code: 'ERR_ARGUMENT',
      lines: [
        `synth: arguments: got ${JSON.stringify(part)}; expected a part that exists: environments production, test; ` +
          'systems cds, shop; deployment keys api, web; correct it [ERR_ARGUMENT]',
      ],
    });
    expect(paths(folder)).toEqual(Object.keys(old).sort());
  });

  test('fails when the fleet is empty', async () => {
    expect(await thrown(() => synthesize([], folderWith()))).toEqual({
      code: 'ERR_ARGUMENT',
      lines: [
        'synth: fleet: got "no systems at all"; expected at least one system in one environment; correct it [ERR_ARGUMENT]',
      ],
    });
  });

  test('fails when anything is wrong in any environment: one sorted report, and nothing is written', async () => {
    const apps = fleet(['test', 'shop', 'web Web'], ['production', 'shop', 'web API']);
    const folder = folderWith({ 'test/shop/web.k8s.yaml': 'old', 'test/shop/gone.k8s.yaml': 'old' });
    const before = filesBelow(folder);
    const refused = await thrown(() => synthesize(apps, folder));
    expect(refused).toEqual({ code: 'ERR_FLEET', lines: refused.lines.toSorted() });
    expect(refused.lines.map((line) => line.replace(/: got .*/, ''))).toEqual([
      'production/shop/API: deployment key',
      'test/shop/Web: deployment key',
    ]);
    expect(filesBelow(folder)).toEqual(before);
  });

  test('fails when the checks find anything, in every environment, and nothing is written', async () => {
    const apps = fleet(['test', 'shop', 'web'], ['production', 'shop', 'web'], ['production', 'cds', 'web']);
    for (const app of apps.slice(1)) addConfig(app, 'api', 'everywhere');
    const folder = folderWith(old);
    const refused = await thrown(() => synthesize(apps, folder));
    expect(refused).toEqual({
      code: 'ERR_FLEET',
      lines: [
        expect.stringMatching(
          /^production\/cds\/api\/config \(ConfigMap everywhere\/api\): metadata\.name: got .* \[ERR_CHECK duplicate\]$/,
        ),
      ],
    });
    expect(paths(folder)).toEqual(Object.keys(old).sort());
  });

  test('of one environment does not mind what is wrong in another', async () => {
    const folder = folderWith();
    const apps = fleet(['test', 'shop', 'web'], ['production', 'shop', 'Web']);
    expect(await synthesize(apps, folder, { environment: 'test' })).toEqual({ files: 1, objects: 1, waived: [] });
  });

  test('of one deployment key fails when anything in its environment is wrong', async () => {
    const apps = fleet(['test', 'shop', 'web'], ['test', 'cds', 'Web']);
    expect((await thrown(() => synthesize(apps, folderWith(), { deploymentKey: 'web' }))).code).toBe('ERR_FLEET');
  });

  test.each<Part>([{}, { environment: 'test', system: 'shop', deploymentKey: 'web' }])(
    'of the part %j puts right what was stopped half-way',
    async (part) => {
      const folder = folderWith();
      await synthesize(whole(), folder);
      const right = filesBelow(folder);
      writeFileSync(join(folder, 'test/shop/web.k8s.yaml.part'), 'apiVers');
      await synthesize(whole(), folder, part);
      expect(filesBelow(folder)).toEqual(right);
    },
  );
});

describe('the program of a fleet', () => {
  const systems = { shop: (app: SystemApp) => void addConfig(app, 'web', 'shop') };
  const cluster = "{ apiServer: { cidrs: ['10.0.0.0/28'], ports: [443] }, podCidrs: [] }";
  const named = (name: string): string =>
    `export default { name: '${name}', purpose: 'test', cluster: ${cluster}, systems: { shop: {} } };\n`;
  const environments = pathToFileURL(`${folderWith({ 'test.ts': named('test'), 'local.ts': named('local') })}/`);

  const runFleet = (fleet: Fleet, args: readonly string[], folder: string) =>
    run(() => runSynth(fleet, args, folder, new CheckedBefore(join(folder, 'checked.json'))));

  /** What a program prints, and its exit code. */
  async function run(act: () => Promise<void> | void) {
    const printed = { out: [] as unknown[], error: [] as unknown[] };
    const log = jest.spyOn(console, 'log').mockImplementation((text) => void printed.out.push(text));
    const error = jest.spyOn(console, 'error').mockImplementation((text) => void printed.error.push(text));
    const before = process.exitCode;
    process.exitCode = undefined;
    try {
      await act();
      return { ...printed, exitCode: process.exitCode };
    } finally {
      log.mockRestore();
      error.mockRestore();
      process.exitCode = before;
    }
  }

  test('writes the fleet and says how much', async () => {
    const folder = folderWith();
    const { out, error, exitCode } = await runFleet({ systems, environments }, [], folder);
    expect(out).toEqual([expect.stringMatching(/^2 files, 2 objects, \d+\.\d\d s$/)]);
    expect({ error, exitCode }).toEqual({ error: [], exitCode: undefined });
    expect(paths(folder)).toEqual(['checked.json', 'local/shop/web.k8s.yaml', 'test/shop/web.k8s.yaml']);
  });

  test('writes the part that its arguments name', async () => {
    const folder = folderWith();
    await runFleet({ systems, environments }, ['--environment', 'test', 'web'], folder);
    expect(paths(folder)).toEqual(['checked.json', 'test/shop/web.k8s.yaml']);
  });

  test('fails when the fleet has faults: it prints them and ends with 1', async () => {
    const wrong = { shop: (app: SystemApp) => void app.chart('Web', 'shop') };
    const { error, exitCode } = await runFleet({ systems: wrong, environments }, [], folderWith());
    expect(error).toEqual([expect.stringMatching(/^local\/shop\/Web, also in test: deployment key: .* \[ERR_NAME\]$/)]);
    expect(exitCode).toBe(1);
  });

  test('fails when it is given what is no fleet: it prints that and ends with 2', async () => {
    const { error, exitCode } = await runFleet({ systems } as unknown as Fleet, [], folderWith());
    expect(error).toEqual([
      expect.stringMatching(/^fleet[.]ts: default export: got \["systems"\]; .* \[ERR_FLEET_FILE\]$/),
    ]);
    expect(exitCode).toBe(2);
  });

  test('fails when an argument is not known: it prints that and ends with 2', async () => {
    const { error, exitCode } = await runFleet({ systems, environments }, ['worker'], folderWith());
    expect(error).toEqual([expect.stringMatching(/^synth: arguments: .* \[ERR_ARGUMENT\]$/)]);
    expect(exitCode).toBe(2);
  });

  test.each<[ErrorCode, number]>([
    ['ERR_ARGUMENT', 2],
    ['ERR_FLEET_FILE', 2],
    ['ERR_INIT_FOLDER', 2],
    ['ERR_FLEET', 1],
    ['ERR_ENVIRONMENT_FILE', 1],
  ])('ends with %s as exit code %d', async (code, exitCode) => {
    expect(await run(() => reportError(new BerthError(code, 'text')))).toEqual({ out: [], error: ['text'], exitCode });
  });

  test('fails when an error is none that a user can put right: it is thrown again', async () => {
    expect(() => reportError(new RangeError('broken'))).toThrow(new RangeError('broken'));
  });
});
