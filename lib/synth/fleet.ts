import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BerthError, faultText, type Fault } from '../core/errors.ts';
import type { EnvironmentBase } from '../core/environment.ts';
import { reportError, reportFault } from '../core/faults.ts';
import { sourcePlace } from '../core/source-place.ts';
import { SystemApp } from '../core/system-app.ts';

/** Adds the charts of a system to its App, from what an environment says of it. */
export type System<Settings> = (app: SystemApp, settings: Settings) => void;

/** The systems of a fleet by name, which is the name of their folder in `dist/`. */
export type Systems<Settings extends object> = { readonly [Name in keyof Settings]: System<Settings[Name]> };

/** An environment of a fleet: what each of its systems needs to know. */
export interface FleetEnvironment<Settings extends object> extends EnvironmentBase {
  readonly systems: Settings;
}

/** The URL of a folder, with a slash at its end: any `URL`. No more is said of it, so that the declarations need neither Node's types nor a browser's. */
export interface FolderUrl {
  readonly href: string;
}

/** Environment files by name, such as `production.ts`, as `import * as` gives them. */
export type EnvironmentFiles = Readonly<
  Record<`${string}.${'ts' | 'js'}`, { readonly default?: EnvironmentBase | null }>
>;

/** A fleet as the commands find it: the default export of its `fleet.ts`. */
export interface Fleet {
  /** By name, which is the name of their folder in `dist/<environment>/`. */
  readonly systems: Readonly<Record<string, System<never>>>;
  /** The folder of the environment files, such as `new URL('./environments/', import.meta.url)`; or those files, loaded already, by name. */
  readonly environments: FolderUrl | EnvironmentFiles;
}

/**
 * The fleet of a folder: the default export of its `fleet.ts`, or `fleet.js`.
 *
 * @throws ERR_FLEET_FILE when there is none, when it exports something else, and when this Node cannot read TypeScript
 */
export async function loadFleet(folder: FolderUrl): Promise<Fleet> {
  const file = ['fleet.ts', 'fleet.js'].find((name) => existsSync(new URL(name, folder.href)));
  if (file === undefined) {
    throw fleetFileError(
      'fleet.ts',
      'no such file',
      'start the command in the folder of a fleet, or make one: berth init',
    );
  }
  const { default: fleet } = (await import(new URL(file, folder.href).href).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw cause;
    const remedy = 'use Node 22.18 or newer: npm install --save-dev node@24 gives it to npx and to scripts';
    throw fleetFileError(file, `Node ${process.versions.node}, which runs no TypeScript`, remedy, { cause });
  })) as { default?: Partial<Fleet> };
  return checkedFleet(file, fleet);
}

function checkedFleet(file: string, fleet: Partial<Fleet> | undefined): Fleet {
  if (fleet?.systems && fleet.environments && typeof fleet.environments === 'object')
    return { ...fleet, systems: fleet.systems } as Fleet;
  throw fleetFileError(
    file,
    fleet === undefined ? 'no default export' : Object.keys(fleet),
    'export a fleet by default',
  );
}

/**
 * The Apps of a fleet.
 *
 * @param environment the only one that is built; none of another name is. @default - all
 * @throws ERR_FLEET_FILE when it is no fleet, which only the compiler says before
 * @throws ERR_ENVIRONMENT_FILE when an environment file is not one
 */
export async function fleetApps(fleet: Fleet, environment?: string): Promise<SystemApp[]> {
  const { systems, environments } = checkedFleet('fleet.ts', fleet);
  // that an environment has what its systems need is what the compiler checks in its file; Node does not
  const loaded = await loadEnvironments<FleetEnvironment<Record<string, never>>>(environments);
  return buildFleet(
    loaded.filter(({ name }) => (environment ?? name) === name),
    systems,
  );
}

/** Builds the App of every system in every environment. Nothing is rendered yet. */
export function buildFleet<Settings extends object>(
  environments: readonly FleetEnvironment<Settings>[],
  systems: Systems<Settings>,
): SystemApp[] {
  return environments.flatMap((environment) =>
    (Object.keys(systems) as (keyof Settings & string)[]).map((name) => {
      const app = new SystemApp(environment, name);
      build(app, environment.systems, () => systems[name](app, environment.systems?.[name]));
      return app;
    }),
  );
}

/** Runs what adds the charts of a system, and records what is wrong with it, so that the faults of the others are told as well. */
function build(app: SystemApp, settings: object | undefined, addCharts: () => unknown): void {
  try {
    const made = addCharts();
    if (!(made instanceof Promise)) return;
    // what is added later would be missing without a word
    made.catch(() => undefined);
    reportFault(app, {
      code: 'ERR_SYSTEM_ASYNC',
      property: `systems.${app.system}`,
      got: 'a Promise',
      expected: 'a function that has added all charts when it returns',
      remedy: 'read files with readFileSync, or before the function with a top-level await',
    });
  } catch (error) {
    if (error instanceof BerthError) reportError(app, error);
    else reportFault(app, faultOf(app.system, settings, error));
  }
}

/**
 * What a fleet's user can put right of an error that building a system threw: that is what the compiler would have said, which shows here as a TypeError,
 * since Node strips types without checking them.
 *
 * @throws any other error again
 */
function faultOf(system: string, settings: object | undefined, error: unknown): Fault {
  if (!(error instanceof Error)) throw error;
  // a stack that was read is printed without the line it came from
  const gotAt = (): string => `${error.message}, at ${sourcePlace(error)}`;
  // thrown by the constructor of every construct
  if (error.message.startsWith('There is already a Construct with name')) {
    const expected = 'an id that no other construct of the same scope has';
    return { code: 'ERR_NAME', property: `systems.${system}`, got: gotAt(), expected, remedy: 'rename one of the two' };
  }
  if (!(error instanceof TypeError)) throw error;
  const code = 'ERR_ENVIRONMENT_VALUE';
  if (!Object.hasOwn(settings ?? {}, system)) {
    const expected = `also ${JSON.stringify(system)}`;
    return {
      code,
      property: 'systems',
      got: Object.keys(settings ?? {}),
      expected,
      remedy: 'add what it needs to know',
    };
  }
  return {
    code,
    property: `systems.${system}`,
    got: gotAt(),
    expected: 'values of the type Environment',
    remedy: 'run npm run types, which names the property',
  };
}

/**
 * The environments of a folder, or of files: each `<name>.ts`, or `<name>.js`, has the environment of that name as its default export.
 *
 * @throws ERR_ENVIRONMENT_FILE when a file has none, or one of another name, and when there is no file
 * @throws ERR_FLEET_FILE when there is no such folder
 */
export async function loadEnvironments<Environment extends EnvironmentBase>(
  environments: FolderUrl | EnvironmentFiles,
): Promise<Environment[]> {
  const files = Object.entries(isFolder(environments) ? await importFiles(environments) : environments);
  const wrong = files.flatMap(([file, { default: environment }]) => {
    const name = file.slice(0, -'.ts'.length); // as long as .js
    if (environment?.name === name) return [];
    const [got, remedy] = environment
      ? [environment.name, 'give the environment the name of its file']
      : ['no default export', 'export the environment by default'];
    return [environmentFault(`environments/${file}`, got, name, remedy)];
  });
  if (files.length === 0) {
    wrong.push(environmentFault('environments', 'an empty folder', 'production', 'add a file for each environment'));
  }
  if (wrong.length > 0) throw new BerthError('ERR_ENVIRONMENT_FILE', wrong.join('\n'));
  return files.flatMap(([, file]) => (file.default ?? []) as Environment);
}

const isFolder = (environments: FolderUrl | EnvironmentFiles): environments is FolderUrl =>
  typeof (environments as FolderUrl).href === 'string';

async function importFiles({ href }: FolderUrl): Promise<EnvironmentFiles> {
  const folder = new URL(href.endsWith('/') ? href : `${href}/`);
  if (!existsSync(folder)) {
    const remedy = 'name the folder that has a file for each environment';
    throw fleetFileError('fleet.ts', `the folder ${fileURLToPath(folder)}, which does not exist`, remedy);
  }
  const files = readdirSync(folder)
    .filter((file) => /(?<![.]d)[.][jt]s$/.test(file))
    .sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return Object.fromEntries(files.map((file, index) => [file, modules[index]]));
}

function fleetFileError(file: string, got: unknown, remedy: string, options?: ErrorOptions): BerthError {
  const expected =
    "export default { systems, environments: new URL('./environments/', import.meta.url) } satisfies Fleet";
  const fault = { code: 'ERR_FLEET_FILE', property: 'default export', got, expected, remedy } as const;
  return new BerthError('ERR_FLEET_FILE', faultText(file, fault), options);
}

const environmentFault = (where: string, got: unknown, name: string, remedy: string): string =>
  faultText(where, {
    code: 'ERR_ENVIRONMENT_FILE',
    property: 'name',
    got,
    expected: `export default { name: ${JSON.stringify(name)}, ... } satisfies Environment`,
    remedy,
  });
