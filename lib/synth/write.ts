import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { RenderedFile } from './render.ts';

const extension = '.k8s.yaml';

/**
 * Writes files into a folder and removes what an older synth left there. Each file is written beside its place and renamed, so that a stop half-way
 * leaves whole files.
 *
 * @param isPart whether a path below the folder belongs to the part that is written; other files are left alone
 */
export function writeFiles(folder: string, files: readonly RenderedFile[], isPart: (path: string) => boolean): void {
  for (const { path, text } of files) {
    const to = join(folder, path);
    if (readIfThere(to) === text) continue;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(`${to}.part`, text);
    renameSync(`${to}.part`, to);
  }
  const written = new Set(files.map(({ path }) => path));
  for (const path of manifestsIn(folder)) if (isPart(path) && !written.has(path)) remove(folder, path);
}

/** The manifests below a folder, as paths with slashes. */
export function manifestsIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && (entry.name.endsWith(extension) || entry.name.endsWith(`${extension}.part`)))
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length).replaceAll(sep, '/'))
    .sort();
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function remove(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (
    let parent = dirname(path);
    parent !== '.' && readdirSync(join(folder, parent)).length === 0;
    parent = dirname(parent)
  )
    rmdirSync(join(folder, parent));
}
