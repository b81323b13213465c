import { readdirSync } from 'node:fs';
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
 * Reads the environments of a folder: each `<name>.ts` has the environment of that name as its default export.
 *
 * @throws ERR_ENVIRONMENT_FILE when a file has none, or one of another name, and when there is no file
 */
export async function loadEnvironments<Environment extends EnvironmentBase>(folder: URL): Promise<Environment[]> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const modules = await Promise.all(
    files.map((file) => import(new URL(file, folder).href) as Promise<{ default?: Environment }>),
  );
  const wrong = modules.flatMap((module, index) => {
    const file = files[index] ?? '';
    const name = file.slice(0, -'.ts'.length);
    return module.default?.name === name ? [] : [environmentFault(`environments/${file}`, module.default?.name, name)];
  });
  if (files.length === 0) wrong.push(environmentFault('environments', 'an empty folder', 'production'));
  if (wrong.length > 0) throw new BerthError('ERR_ENVIRONMENT_FILE', wrong.join('\n'));
  return modules.flatMap((module) => module.default ?? []);
}

const environmentFault = (where: string, got: unknown, name: string): string =>
  faultText(where, {
    code: 'ERR_ENVIRONMENT_FILE',
    property: 'name',
    got: got ?? 'no default export',
    expected: `export default { name: ${JSON.stringify(name)}, ... } satisfies Environment`,
    remedy: 'give the environment the name of its file',
  });
