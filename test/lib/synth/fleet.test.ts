import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BerthError } from '../../../lib/core/errors.ts';
import { faultsIn } from '../../../lib/core/faults.ts';
import { addManifest } from '../../../lib/core/manifest.ts';
import type { SystemApp } from '../../../lib/core/system-app.ts';
import { buildFleet, fleetApps, loadEnvironments, loadFleet, type FleetEnvironment } from '../../../lib/synth/fleet.ts';
import { anEnvironment } from '../../support/build.ts';
import { folderWith } from '../../support/folder.ts';
import { unit } from '../../support/units.ts';

interface Settings {
  readonly shop: { readonly namespace: string; readonly size: { readonly text: string } };
  readonly cds: { readonly namespace: string };
}
const settings: Settings = { shop: { namespace: 'orders', size: { text: 'S' } }, cds: { namespace: 'cds' } };
const systems = {
  shop: (app: SystemApp, { namespace, size }: Settings['shop']) => void app.chart(size.text.toLowerCase(), namespace),
  cds: (app: SystemApp, { namespace }: Settings['cds']) => void app.chart('web', namespace),
};

describe('a fleet', () => {
  test('is an App for every system in every environment, which is told its settings', () => {
    const environments = ['test', 'production'].map((name) => ({
      ...anEnvironment({ environment: name }),
      systems: settings,
    }));
    const apps = buildFleet(environments, systems);
    expect(apps.map(({ environment, system }) => `${environment.name}/${system}`)).toEqual([
      'test/shop',
      'test/cds',
      'production/shop',
      'production/cds',
    ]);
    expect(apps.map((app) => app.charts.map(({ node, namespace }) => `${node.id} in ${namespace}`))).toEqual([
      ['s in orders'],
      ['web in cds'],
      ['s in orders'],
      ['web in cds'],
    ]);
  });

  test('of no environment is empty', () => {
    expect(buildFleet<Settings>([], systems)).toEqual([]);
  });

  test('fails when an environment lacks a value that the compiler would have missed, and goes on with the others', () => {
    const untyped = { shop: { namespace: 'orders' }, cds: { namespace: 'Cds' } } as unknown as Settings;
    const apps = buildFleet([{ ...anEnvironment(), systems: untyped }], systems);
    const [fault, ...others] = apps.flatMap((app) => faultsIn(app));
    expect(others).toEqual([]);
    expect(fault).toMatch(
      /^test\/shop: systems\.shop: got "Cannot read properties of undefined \(reading 'text'\), at test\/lib\/synth\/fleet\.test\.ts:\d+:\d+"; expected values of the type Environment; run npm run types, which names the property \[ERR_ENVIRONMENT_VALUE\]$/,
    );
  });

  test('fails when an environment lacks a system', () => {
    const { cds: _, ...untyped } = settings;
    const apps = buildFleet([{ ...anEnvironment(), systems: untyped as Settings }], systems);
    expect(apps.flatMap((app) => faultsIn(app))).toEqual([
      'test/cds: systems: got ["shop"]; expected also "cds"; add what it needs to know [ERR_ENVIRONMENT_VALUE]',
    ]);
  });

  test('fails when an environment has no systems at all', () => {
    const apps = buildFleet([anEnvironment() as FleetEnvironment<Settings>], systems);
    expect(apps.flatMap((app) => faultsIn(app))).toEqual([
      expect.stringMatching(/^test\/shop: systems: got \[\]; expected also "shop"; /),
      expect.stringMatching(/^test\/cds: systems: got \[\]; expected also "cds"; /),
    ]);
  });

  test('fails when a system is an async function, since what it adds later would be missing', async () => {
    // the type of a system takes it
    const late: unknown = async (app: SystemApp, { namespace }: Settings['cds']) => {
      await Promise.resolve();
      app.chart('web', namespace);
      throw new Error('nobody waits for this');
    };
    const apps = buildFleet([{ ...anEnvironment(), systems: settings }], {
      ...systems,
      cds: late as typeof systems.cds,
    });
    expect(apps.flatMap((app) => faultsIn(app))).toEqual([
      'test/cds: systems.cds: got "a Promise"; expected a function that has added all charts when it returns; ' +
        'read files with readFileSync, or before the function with a top-level await [ERR_SYSTEM_ASYNC]',
    ]);
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('fails when two constructs of one scope have one id, and says where', () => {
    const twice = (app: SystemApp) => {
      const scope = app.chart('web', 'shop');
      const config = { apiVersion: 'v1', kind: 'ConfigMap' };
      for (const manifest of [config, config]) addManifest(scope, 'conf', manifest);
    };
    const apps = buildFleet([{ ...anEnvironment(), systems: settings }], { ...systems, cds: twice });
    expect(apps.flatMap((app) => faultsIn(app))).toEqual([
      expect.stringMatching(
        /^test\/cds: systems\.cds: got "There is already a Construct with name 'conf' in Chart \[web\], at test\/lib\/synth\/fleet\.test\.ts:\d+:\d+"; expected an id that no other construct of the same scope has; rename one of the two \[ERR_NAME\]$/,
      ),
    ]);
  });

  test('fails when a system turns an address into text, and tells what else is wrong in the others', () => {
    const text = (app: SystemApp) => void String(unit('api', app.chart('api', 'shop')).url('http'));
    const wrong = (app: SystemApp) => void app.chart('Web', 'cds');
    const apps = buildFleet([{ ...anEnvironment(), systems: settings }], { shop: text, cds: wrong });
    expect(apps.flatMap((app) => faultsIn(app))).toEqual([
      expect.stringMatching(/^test\/shop: ClusterUrl http:.*: used as plain text, at .*; .* \[ERR_ADDRESS_AS_TEXT\]$/),
      expect.stringMatching(/\[ERR_NAME\]$/),
    ]);
  });

  test('fails when a system itself is at fault, which is no matter of an environment', () => {
    const broken = {
      ...systems,
      cds: () => {
        throw new RangeError('broken');
      },
    };
    expect(() => buildFleet([{ ...anEnvironment(), systems: settings }], broken)).toThrow(new RangeError('broken'));
  });
});

describe('the environments of a folder', () => {
  const named = (name: string): string => `export default { name: ${JSON.stringify(name)} };\n`;
  const load = async (files: Record<string, string>) => loadEnvironments(pathToFileURL(`${folderWith(files)}/`));

  /** The lines of the error that loading throws. */
  async function refusals(files: Record<string, string>): Promise<string[]> {
    const error: unknown = await load(files).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(BerthError);
    expect(error).toHaveProperty('code', 'ERR_ENVIRONMENT_FILE');
    return (error as BerthError).message.split('\n');
  }
  const refusal = (where: string, got: string, name: string, remedy: string): string =>
    `${where}: name: got ${got}; expected export default { name: "${name}", ... } satisfies Environment; ` +
    `${remedy} [ERR_ENVIRONMENT_FILE]`;

  test('are the default exports of its files, in the order of their names', async () => {
    const files = {
      'test.ts': named('test'),
      'local.ts': named('local'),
      'old.js': named('old'),
      'types.d.ts': '',
      'README.md': '',
    };
    expect(await load(files)).toEqual([{ name: 'local' }, { name: 'old' }, { name: 'test' }]);
  });

  test('fails when files have no default export, or one of another name, and tells all of them', async () => {
    const files = {
      'a.ts': 'export const name = "a";\n',
      'b.ts': named('c'),
      'd.ts': named('d'),
      'e.ts': 'export default {};\n',
    };
    const rename = 'give the environment the name of its file';
    expect(await refusals(files)).toEqual([
      refusal('environments/a.ts', '"no default export"', 'a', 'export the environment by default'),
      refusal('environments/b.ts', '"c"', 'b', rename),
      refusal('environments/e.ts', 'nothing', 'e', rename),
    ]);
  });

  test('fails when there is no file', async () => {
    expect(await refusals({ 'README.md': '' })).toEqual([
      refusal('environments', '"an empty folder"', 'production', 'add a file for each environment'),
    ]);
  });

  test('are found where the folder is named without a slash at its end', async () => {
    const folder = folderWith({ 'environments/test.ts': named('test') });
    expect(await loadEnvironments(pathToFileURL(`${folder}/environments`))).toEqual([{ name: 'test' }]);
  });

  test('are those of files that were loaded already', async () => {
    expect(await loadEnvironments({ 'test.ts': { default: anEnvironment({ environment: 'test' }) } })).toMatchObject([
      { name: 'test' },
    ]);
    await expect(loadEnvironments({ 'test.ts': {} })).rejects.toThrow('environments/test.ts: name: got');
  });

  test('fails when there is no such folder', async () => {
    const folder = join(folderWith(), 'envs/');
    const error: unknown = await loadEnvironments(pathToFileURL(folder)).catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: 'ERR_FLEET_FILE',
      message: expect.stringMatching(
        /^fleet[.]ts: default export: got "the folder .*\/envs\/, which does not exist"; .*; name the folder that has a file for each environment \[ERR_FLEET_FILE\]$/,
      ),
    });
  });

  test('fails when a file cannot be run', async () => {
    await expect(load({ 'a.ts': 'throw new Error("broken");\n' })).rejects.toThrow('broken');
  });
});

describe('the fleet of a folder', () => {
  const environments = "environments: new URL('./environments/', import.meta.url)";
  const fleet = (content: string, file = 'fleet.ts') => ({ [file]: `export default { ${content} };\n` });
  const load = async (files: Record<string, string>) => loadFleet(pathToFileURL(`${folderWith(files)}/`));
  const refusal = async (files: Record<string, string>): Promise<unknown> =>
    load(files).catch((error: unknown) => (error instanceof BerthError ? `${error.code} ${error.message}` : error));
  const expected =
    "expected export default { systems, environments: new URL('./environments/', import.meta.url) } satisfies Fleet";

  test.each(['fleet.ts', 'fleet.js'])('is the default export of its %s', async (file) => {
    const loaded = await load(fleet(`systems: { shop: () => {} }, ${environments}`, file));
    expect(Object.keys(loaded.systems)).toEqual(['shop']);
    expect(loaded.environments).toMatchObject({ href: expect.stringMatching(/^file:.*\/environments\/$/) });
  });

  test('is that in TypeScript where there are both', async () => {
    const files = {
      ...fleet(`systems: { js: 1 }, ${environments}`, 'fleet.js'),
      ...fleet(`systems: { ts: 1 }, ${environments}`),
    };
    expect(Object.keys((await load(files)).systems)).toEqual(['ts']);
  });

  test('fails when there is no such file', async () => {
    expect(await refusal({})).toBe(
      `ERR_FLEET_FILE fleet.ts: default export: got "no such file"; ${expected}; ` +
        'start the command in the folder of a fleet, or make one: berth init [ERR_FLEET_FILE]',
    );
  });

  test.each([
    ['export const systems = {};', '"no default export"'],
    ['export default {};', '[]'],
    ['export default { systems: {} };', '["systems"]'],
    [`export default { ${environments} };`, '["environments"]'],
    [`export default { systems: {}, environments: './environments/' };`, '["systems","environments"]'],
  ])('fails when the file is %j', async (content, got) => {
    expect(await refusal({ 'fleet.ts': content })).toBe(
      `ERR_FLEET_FILE fleet.ts: default export: got ${got}; ${expected}; export a fleet by default [ERR_FLEET_FILE]`,
    );
  });

  test('fails when the file cannot be run', async () => {
    expect(await refusal({ 'fleet.ts': 'throw new RangeError("broken");' })).toMatchObject({ message: 'broken' });
  });

  test('has an App for every system in every environment of its folder, or in one of them', async () => {
    const cluster = "{ apiServer: { cidrs: ['10.0.0.0/28'], ports: [443] }, podCidrs: [] }";
    const named = (name: string): string =>
      `export default { name: '${name}', cluster: ${cluster}, systems: { shop: {}, cds: {} } };\n`;
    const folder = folderWith({ 'test.ts': named('test'), 'local.ts': named('local') });
    const own = { systems: { shop: () => {}, cds: () => {} }, environments: pathToFileURL(`${folder}/`) };
    const names = async (environment?: string) =>
      (await fleetApps(own, environment)).map((app) => `${app.environment.name}/${app.system}`);
    expect(await names()).toEqual(['local/shop', 'local/cds', 'test/shop', 'test/cds']);
    expect(await names('test')).toEqual(['test/shop', 'test/cds']);
    expect(await names('staging')).toEqual([]);
  });
});
