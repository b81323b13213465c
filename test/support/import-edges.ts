import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['lib', 'environments', 'imports', 'bin', 'runtime', 'test'];

/** A file that imports another; both are paths from the project's root, such as `lib/core/names.ts`. */
export interface ImportEdge {
  readonly from: string;
  readonly to: string;
}

/** Every import of one project file by another, types included; packages are left out, and what tests write in `test/scratch-*` while they run. */
export function importEdges(): ImportEdge[] {
  const files = SOURCES.filter((folder) => existsSync(join(ROOT, folder))).flatMap(sourceFiles);
  return [...files, 'fleet.ts', 'main.ts'].filter((file) => existsSync(join(ROOT, file))).flatMap(edgesOf);
}

/** The folders of one folder, such as `contract` and `core` of `lib`. None where the folder does not exist. */
export function foldersOf(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
}

/**
 * What a source text imports, as written there, such as `./names.ts` and `cdk8s`. A simple reading of import lines: a
 * comment or text that looks like one counts too.
 */
export function specifiersIn(source: string): string[] {
  const forms = [
    /^\s*(?:import|export)\b[^'";=]*?\bfrom\s+['"]([^'"]+)['"]/gm,
    /^\s*import\s+['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]/g,
  ];
  return forms.flatMap((form) => Array.from(source.matchAll(form), ([, specifier = '']) => specifier));
}

/** The first cycle among the edges as a list of files, the first of them again at the end; empty where there is none. */
export function findCycle(edges: readonly ImportEdge[]): string[] {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const { to } of targets.get(file) ?? []) {
      const cycle = visit(to, [...path, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  for (const file of targets.keys()) {
    const cycle = visit(file, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name.replaceAll('\\', '/')))
    .filter((path) => !path.startsWith('test/scratch-'));
}

function edgesOf(from: string): ImportEdge[] {
  return specifiersIn(readFileSync(join(ROOT, from), 'utf8'))
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => ({ from, to: join(dirname(from), specifier) }));
}
