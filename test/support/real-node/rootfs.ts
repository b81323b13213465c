import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Copies programs of this machine and the libraries that they load into a folder that becomes the root of an image, with
 * an empty /tmp. A library stands at the path that the program looks for it.
 * @param programs path in the image by path on this machine
 */
export async function copyPrograms(root: string, programs: Readonly<Record<string, string>>): Promise<void> {
  for (const [from, to] of Object.entries(programs)) {
    for (const library of await librariesOf(from)) await copy(library, join(root, library));
    await copy(from, join(root, to));
  }
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
}

/** @see ldd(1): `name => path (address)`, or `path (address)` for the loader */
async function librariesOf(program: string): Promise<readonly string[]> {
  // ldd fails for a static program, which has none.
  const { stdout } = await run('ldd', [program]).catch(() => ({ stdout: '' }));
  return [...stdout.matchAll(/^\s*(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path = '']) => path);
}

async function copy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(await realpath(from), to);
}
