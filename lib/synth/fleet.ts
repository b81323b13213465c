import { existsSync, readdirSync } from 'node:fs';
import { BerthError, faultText } from '../core/errors.ts';
import type { EnvironmentBase } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
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

/** A fleet as the commands find it: the default export of its `fleet.ts`. */
export interface Fleet {
  /** By name, which is the name of their folder in `dist/<environment>/`. */
  readonly systems: Readonly<Record<string, System<never>>>;
  /** The folder of the environment files, such as `new URL('./environments/', import.meta.url)`. */
  readonly environments: FolderUrl;
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
  if (fleet?.systems && fleet.environments?.href) return { ...fleet, systems: fleet.systems } as Fleet;
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
 * @throws ERR_ENVIRONMENT_FILE when an environment file is not one
 */
export async function fleetApps({ systems, environments }: Fleet, environment?: string): Promise<SystemApp[]> {
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
      build(app, () => systems[name](app, environment.systems[name]));
      return app;
    }),
  );
}

/** What the compiler would have said of an environment shows here as a TypeError, since Node strips types without checking them. */
function build(app: SystemApp, addCharts: () => void): void {
  try {
    addCharts();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const place = /\n\s+at (.*)/.exec(error.stack ?? '')?.[1] ?? 'an unknown place';
    reportFault(app, {
      code: 'ERR_ENVIRONMENT_VALUE',
      property: `systems.${app.system}`,
      got: `${error.message}, at ${place}`,
      expected: 'values of the type Environment',
      remedy: 'run npm run types, which names the property',
    });
  }
}

/**
 * Reads the environments of a folder: each `<name>.ts`, or `<name>.js`, has the environment of that name as its default export.
 *
 * @throws ERR_ENVIRONMENT_FILE when a file has none, or one of another name, and when there is no file
 */
export async function loadEnvironments<Environment extends EnvironmentBase>(folder: FolderUrl): Promise<Environment[]> {
  const files = readdirSync(new URL(folder.href))
    .filter((file) => /(?<![.]d)[.][jt]s$/.test(file))
    .sort();
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder.href).href) as Promise<{ default?: Environment }>),
  );
  const wrong = modules.flatMap((module, index) => {
    const file = files[index] ?? '';
    const name = file.slice(0, -'.ts'.length); // as long as .js
    return module.default?.name === name ? [] : [environmentFault(`environments/${file}`, module.default?.name, name)];
  });
  if (files.length === 0) wrong.push(environmentFault('environments', 'an empty folder', 'production'));
  if (wrong.length > 0) throw new BerthError('ERR_ENVIRONMENT_FILE', wrong.join('\n'));
  return modules.flatMap((module) => module.default ?? []);
}

function fleetFileError(file: string, got: unknown, remedy: string, options?: ErrorOptions): BerthError {
  const expected =
    "export default { systems, environments: new URL('./environments/', import.meta.url) } satisfies Fleet";
  const fault = { code: 'ERR_FLEET_FILE', property: 'default export', got, expected, remedy } as const;
  return new BerthError('ERR_FLEET_FILE', faultText(file, fault), options);
}

const environmentFault = (where: string, got: unknown, name: string): string =>
  faultText(where, {
    code: 'ERR_ENVIRONMENT_FILE',
    property: 'name',
    got: got ?? 'no default export',
    expected: `export default { name: ${JSON.stringify(name)}, ... } satisfies Environment`,
    remedy: 'give the environment the name of its file',
  });
