import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BerthError, faultText } from '../core/errors.ts';
import { ownPackage } from './own-package.ts';

const template = fileURLToPath(new URL('./template/', import.meta.url));

/**
 * Makes the folder of a new fleet from the template: two units in three environments, with all it takes to synthesize, check and test them. The
 * versions of what it depends on are those that Berth itself was tested with. Nothing is left behind where it fails.
 *
 * @param folder is made where it is missing; a `.git` in it does no harm
 * @returns the files that were written, as paths in the folder, sorted
 * @throws ERR_INIT_FOLDER when the folder holds anything else, or cannot be written to
 */
export function initFleet(folder: string): string[] {
  const held = existsSync(folder) ? contents(folder) : [];
  if (held.length > 0) throw folderError(folder, `a folder that holds ${held.slice(0, 3).join(', ')}`);
  const { versions, dependency, archive } = ownPackage();
  const words = { ...versions, berth: dependency, name: packageName(folder) };
  const files = new Map<string, string | Uint8Array>(
    templateFiles().map((path) => [
      path.replace(/(^|[/])dot-/g, '$1.'),
      filledIn(readFileSync(join(template, path), 'utf8'), words),
    ]),
  );
  if (archive) files.set(archive.name, archive.bytes);
  writeAll(folder, files);
  return [...files.keys()].sort();
}

/** Puts words in the place of `{{<word>}}`. */
function filledIn(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{([^{}]+)\}\}/g, (whole, word: string) => words[word] ?? whole);
}

/** The files of the template. A name that begins with `dot-` stands for one that begins with a dot, which npm would leave out of a package. */
function templateFiles(): string[] {
  const entries = readdirSync(template, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length).replaceAll('\\', '/'));
}

/** What a folder holds; a file holds itself. */
function contents(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [basename(folder)];
  return readdirSync(folder).filter((name) => name !== '.git');
}

/** A name npm takes, after the folder's, such as `my-fleet` for `My Fleet`. */
function packageName(folder: string): string {
  const name = basename(resolve(folder))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return name || 'fleet';
}

function writeAll(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  const made = mkdirOrFail(folder);
  try {
    for (const [path, content] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
  } catch (cause) {
    const tops = new Set([...files.keys()].map((path) => join(folder, path.split('/', 1)[0] ?? path)));
    for (const path of made === undefined ? tops : [made]) rmSync(path, { recursive: true, force: true });
    throw folderError(folder, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** @returns the first folder that did not exist before */
function mkdirOrFail(folder: string): string | undefined {
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw folderError(folder, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function folderError(folder: string, got: string, options?: ErrorOptions): BerthError {
  const expected = 'an empty folder, or one that does not exist yet, such as "my-fleet"';
  const fault = { code: 'ERR_INIT_FOLDER', property: folder, got, expected, remedy: 'name another' } as const;
  return new BerthError('ERR_INIT_FOLDER', faultText('berth init', fault), options);
}
