import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { RenderedFile } from './render.ts';

const extension = '.k8s.yaml';

/** A file as far as writing goes. */
type WrittenFile = Pick<RenderedFile, 'path' | 'text'>;

/**
 * Writes files into a folder and removes what an older synth left there. Each file is written beside its place and renamed, so that a stop half-way
 * leaves whole files; one that is there already is left alone.
 *
 * @param isPart whether a path below the folder belongs to the part that is written; other files are left alone
 */
export function writeFiles(folder: string, files: readonly WrittenFile[], isPart: (path: string) => boolean): void {
  const there = new Set(manifestsIn(folder));
  for (const parent of new Set(files.map(({ path }) => dirname(path)))) {
    mkdirSync(join(folder, parent), { recursive: true });
  }
  for (const { path, text } of files) {
    const to = join(folder, path);
    if (there.delete(path) && readFileSync(to, 'utf8') === text) continue;
    writeFileSync(`${to}.part`, text);
    renameSync(`${to}.part`, to);
    there.delete(`${path}.part`);
  }
  removeFiles(folder, [...there].filter(isPart));
}

/** The manifests below a folder, as paths with slashes. */
export function manifestsIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && (entry.name.endsWith(extension) || entry.name.endsWith(`${extension}.part`)))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort();
}

/** Removes files, and the folders that are empty without them. */
function removeFiles(folder: string, paths: readonly string[]): void {
  for (const path of paths) rmSync(join(folder, path));
  for (let parent of new Set(paths.map((path) => dirname(path)))) {
    for (; parent !== '.' && isEmpty(join(folder, parent)); parent = dirname(parent)) rmdirSync(join(folder, parent));
  }
}

const isEmpty = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length === 0;
