import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userCache } from '../user-cache.ts';
import { tarFolder } from './image.ts';
import type { RealNode } from './real-node.ts';
import { copyPrograms } from './rootfs.ts';
import type { Outcome, Target } from './stub/dial.ts';

/** The image that `withStub` has pods run. */
export const STUB_IMAGE = 'berth/stub:1';

const SOURCES = join(import.meta.dirname, 'stub');
const NODE = '/usr/local/bin/node';

/** What the stub serves with, and ends with success at once, by the paths of its image. */
export const STUB_COMMANDS = {
  serve: [NODE, '/stub/serve.ts'],
  succeed: [NODE, '--eval', '0'],
  dial: [NODE, '/stub/dial.ts'],
} as const;

/** Makes the image of the stub known to a node: this process's Node and the programs of `stub/`; for any user. */
export async function loadStub(node: RealNode): Promise<void> {
  await node.loadImage(STUB_IMAGE, await stubRootfs(), STUB_COMMANDS.serve);
}

/**
 * Has a pod that runs the stub connect to addresses, all at once.
 * @param pod its name, or `deployment/NAME` for one of a Deployment's
 */
export async function dialFrom(
  node: RealNode,
  namespace: string,
  pod: string,
  targets: readonly Target[],
): Promise<readonly Outcome[]> {
  const command = [...STUB_COMMANDS.dial, JSON.stringify(targets)];
  const { stdout, stderr, exitCode } = await node.exec(namespace, pod, command);
  if (exitCode !== 0) throw new Error(`${namespace}/${pod}: dialling ended with exit code ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as readonly Outcome[];
}

/** A tar of the image's files; made once, some 130 MB in the user's cache. */
async function stubRootfs(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const file of (await readdir(SOURCES)).sort()) hash.update(file).update(await readFile(join(SOURCES, file)));
  const folder = join(userCache(), 'stub');
  const tar = join(folder, `${hash.digest('hex').slice(0, 12)}.tar`);
  if ((await stat(tar).catch(() => undefined)) !== undefined) return tar;

  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, 'part-'));
  try {
    const root = join(work, 'root');
    await copyPrograms(root, { [process.execPath]: NODE });
    await cp(SOURCES, join(root, 'stub'), { recursive: true });
    await writeFile(join(root, 'stub/package.json'), '{ "type": "module" }\n');
    await tarFolder(root, join(work, 'rootfs.tar'));
    // Only whole files get the name that is looked for.
    await rename(join(work, 'rootfs.tar'), tar);
  } finally {
    await rm(work, { recursive: true });
  }
  return tar;
}
