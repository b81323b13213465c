import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { SystemApp } from '../../lib/core/system-app.ts';
import { buildFleet, loadEnvironments } from '../../lib/synth/fleet.ts';
import { render, type RenderedObject } from '../../lib/synth/render.ts';
import { systems, type Environment, type SystemSettings } from '../../lib/systems/index.ts';
import { filesBelow, folderWith } from './folder.ts';
import { runProgram, type Ended } from './programs.ts';

/** The names of the environments. */
export const environmentNames = ['local', 'production', 'test'] as const;

/** A fleet as it was rendered. A path is one below `dist/`, such as `test/cds/job`, without `.k8s.yaml`. */
export interface Fleet {
  /** The text of each file by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The objects of a file. @throws when there is no such file */
  objects(path: string): readonly RenderedObject[];
  /** The one object of a kind in a file. @throws when there is none, or more than one */
  object<T extends object>(path: string, kind: string, name?: string): T;
}

/** The environments as they are in `environments/`, by name. */
export async function loadAll(): Promise<Record<(typeof environmentNames)[number], Environment>> {
  const all = await loadEnvironments<Environment>(new URL('../../environments/', import.meta.url));
  return Object.fromEntries(all.map((environment) => [environment.name, environment])) as never;
}

/**
 * Renders environments.
 *
 * @throws when they have faults
 */
export const renderFleet = (...environments: readonly Environment[]): Fleet => renderSystems(environments, systems);

/**
 * Renders some of the systems of environments.
 *
 * @throws when they have faults
 */
export function renderSystems(environments: readonly Environment[], some: typeof systems): Fleet {
  const { files, faults } = render(buildFleet(environments, some));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  const byPath = new Map(files.map((file) => [file.path.replace('.k8s.yaml', ''), file]));
  const objects = (path: string): readonly RenderedObject[] => {
    const file = byPath.get(path);
    if (file === undefined) throw new Error(`no file ${path}; there are ${[...byPath.keys()].join(', ')}`);
    return file.objects;
  };
  return {
    texts: new Map([...byPath].map(([path, { text }]) => [path, text])),
    objects,
    object: <T extends object>(path: string, kind: string, name?: string): T => {
      const all = objects(path);
      const found = all.filter((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
      if (found.length === 1) return found[0] as unknown as T;
      const there = all.map((each) => `${each.kind} ${each.metadata.name}`).join(', ');
      throw new Error(`expected one ${kind} ${name ?? ''} in ${path}, got ${found.length}; there are: ${there}`);
    },
  };
}

/** Some of the systems of an environment, built but not rendered. */
export const buildSystems = (environment: Environment, ...names: readonly (keyof SystemSettings)[]): SystemApp[] =>
  buildFleet([environment], systems).filter(({ system }) => names.some((name) => name === system));

/** An environment with other settings of one system. */
export function withSettings<Name extends keyof SystemSettings>(
  environment: Environment,
  system: Name,
  change: (settings: SystemSettings[Name]) => SystemSettings[Name],
): Environment {
  return {
    ...environment,
    systems: { ...environment.systems, [system]: change(environment.systems[system]) },
  };
}

/** The paths of the files that two fleets do not have alike, sorted. */
export function differences(before: Fleet['texts'], after: Fleet['texts']): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** What a container gets as its environment; a Secret's value is `from <Secret>/<key>`. */
export function environmentOf(container: IContainer): Record<string, string> {
  return Object.fromEntries(
    (container.env ?? []).map(({ name, value, valueFrom }) => {
      const secret = valueFrom?.secretKeyRef;
      return [name, value ?? `from ${secret?.name}/${secret?.key}`];
    }),
  );
}

/** A copy of the project whose files a test may change; it is removed after the tests of the file. */
export interface ProjectCopy {
  readonly folder: string;
  /** Runs `node main.ts` in it. */
  synth(): Promise<Ended>;
  /** What synth wrote: text by path, as in `Fleet`. */
  texts(): ReadonlyMap<string, string>;
}

/** Copies the project without its tests and what is made from it. */
export function copyProject(): ProjectCopy {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const folder = folderWith({}, 'berth-copy-');
  const left = ['.git', 'dist', 'node_modules', 'scratch', 'secrets', 'test'].map((name) => join(root, name));
  cpSync(root, folder, { recursive: true, filter: (path) => !left.includes(path) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return {
    folder,
    synth: () => runProgram('node', ['main.ts'], { cwd: folder }),
    texts: () =>
      new Map(
        Object.entries(filesBelow(join(folder, 'dist'))).map(([path, text]) => [path.replace('.k8s.yaml', ''), text]),
      ),
  };
}
