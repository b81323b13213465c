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
import { dirname, join, resolve, sep } from 'node:path';
import type { RenderedFile } from './render.ts';

const extension = '.k8s.yaml';

/** A file as far as writing goes. */
type WrittenFile = Pick<RenderedFile, 'path' | 'text'>;

/** The manifests below a folder by path, with slashes. None where there is no such folder. */
export type WrittenTexts = ReadonlyMap<string, string>;

/** Reads what an older synth wrote, and what it left half-way. */
export function writtenTexts(folder: string): WrittenTexts {
  if (!existsSync(folder)) return new Map();
  return new Map(manifestsIn(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/**
 * Writes files into a folder and removes what an older synth left there. Each file is written beside its place and renamed, so that a stop half-way
 * leaves whole files; one that is there already is left alone.
 *
 * @param isPart whether a path below the folder belongs to the part that is written; other files are left alone
 * @param written what was there a moment ago. @default - it is read
 */
export function writeFiles(
  folder: string,
  files: readonly WrittenFile[],
  isPart: (path: string) => boolean,
  written = writtenTexts(folder),
): void {
  const there = new Set(written.keys());
  for (const parent of new Set(files.map(({ path }) => dirname(path)))) {
    mkdirSync(join(folder, parent), { recursive: true });
  }
  for (const { path, text } of files) {
    const to = join(folder, path);
    if (there.delete(path) && written.get(path) === text) continue;
    writeFileSync(`${to}.part`, text);
    renameSync(`${to}.part`, to);
    there.delete(`${path}.part`);
  }
  removeFiles(folder, [...there].filter(isPart));
}

/** The manifests below a folder, as paths with slashes. */
export function manifestsIn(folder: string): string[] {
  const root = resolve(folder);
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && (entry.name.endsWith(extension) || entry.name.endsWith(`${extension}.part`)))
    .map(({ parentPath, name }) => `${parentPath}${sep}${name}`.slice(root.length + 1).replaceAll(sep, '/'))
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
