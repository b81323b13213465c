import { afterAll } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/**
 * Makes a folder that is removed after the tests of the file.
 *
 * @param files contents by path in the folder, such as `a/b.txt`
 * @param name what the folder's own name begins with
 */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}, name = 'berth-'): string {
  const folder = mkdtempSync(join(tmpdir(), name));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** The same with scripts that can be run, by name, to stand at the front of a `PATH`. */
export function folderWithPrograms(programs: Readonly<Record<string, string>>): string {
  const folder = folderWith(programs);
  for (const name of Object.keys(programs)) chmodSync(join(folder, name), 0o755);
  return folder;
}

/** The files in a folder and below: text by path in the folder, sorted. */
export function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}
