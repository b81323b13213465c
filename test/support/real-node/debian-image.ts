import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { missingPrograms, remedyFor, type SystemProgram } from '../debian-packages.ts';
import { userCache } from '../user-cache.ts';

const run = promisify(execFile);

/** What makes images of Debian's packages. */
export const IMAGE_PROGRAMS: readonly SystemProgram[] = [{ program: 'mmdebstrap', debianPackage: 'mmdebstrap' }];

/** The release whose packages are in images. */
const RELEASE = 'bookworm';

/**
 * A tar of the files of an image that has Debian packages and the files of a folder at its root; made once, in the user's cache.
 *
 * @param packages such as `redis-server`
 * @param folder whose files go to the root. @default - none
 * @throws when mmdebstrap is missing, with what to do
 */
export async function debianImage(packages: readonly string[], folder?: string): Promise<string> {
  const missing = missingPrograms(IMAGE_PROGRAMS);
  if (missing.length > 0) throw new Error(`images for tests: mmdebstrap missing; ${remedyFor(missing)}`);

  const files = folder === undefined ? [] : (await readdir(folder)).sort().map((file) => join(folder, file));
  const hash = createHash('sha256').update([RELEASE, ...packages].join(' '));
  for (const file of files) hash.update(file).update(await readFile(file));
  const cache = join(userCache(), 'images');
  const tar = join(cache, `${hash.digest('hex').slice(0, 12)}.tar`);
  if (existsSync(tar)) return tar;

  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'part-'));
  try {
    const copy = files.length === 0 ? [] : [`--customize-hook=copy-in ${files.join(' ')} /`];
    const part = join(work, 'rootfs.tar');
    await run('mmdebstrap', ['--variant=essential', `--include=${packages.join(',')}`, ...copy, RELEASE, part], {
      maxBuffer: 2 ** 26,
    });
    // Only whole files get the name that is looked for.
    await rename(part, tar);
  } finally {
    await rm(work, { recursive: true });
  }
  return tar;
}
