import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram, missingPrograms, remedyFor, type SystemProgram } from '../debian-packages.ts';
import type { LookUp } from '../describe-on.ts';
import { referenceOf } from './image.ts';
import { copyPrograms } from './rootfs.ts';

const run = promisify(execFile);

/** What builds images from Dockerfiles. */
export const BUILD_PROGRAMS: readonly SystemProgram[] = [{ program: 'buildah', debianPackage: 'buildah' }];

/** The name of the base that an `ImageBuilder` makes. */
const NODE_BASE = 'localhost/node:test';

/** What to build. */
export interface ImageBuild {
  /** As in a pod, such as `berth/reaper:dev`. */
  readonly name: string;
  /** Path of the Dockerfile. */
  readonly dockerfile: string;
  /** Path of the folder that it copies from. */
  readonly context: string;
  /** Values of its `ARG`s. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** Whether images can be built here. */
export function lookUpBuilder(): LookUp {
  const missing = missingPrograms(BUILD_PROGRAMS);
  return missing.length === 0 ? { found: true } : { found: false, reason: `buildah missing; ${remedyFor(missing)}` };
}

/** Builds images with buildah, which keeps all it has in one folder; needs root. */
export class ImageBuilder {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param parent where its folder is made, of some 700 MB; removed by `remove` */
  static async in(parent: string): Promise<ImageBuilder> {
    return new ImageBuilder(await mkdtemp(join(parent, 'builder-')));
  }

  /** Makes an image that has this process's Node and the libraries that it loads, and nothing else. @returns its name, for `FROM` */
  async nodeBase(): Promise<string> {
    const root = join(this.#folder, 'root');
    await copyPrograms(root, { [process.execPath]: '/usr/local/bin/node' });
    const dockerfile = join(this.#folder, 'Dockerfile');
    await writeFile(dockerfile, 'FROM scratch\nCOPY . /\n');
    await this.#buildah('build', '--tag', NODE_BASE, '--file', dockerfile, root);
    await rm(root, { recursive: true });
    return NODE_BASE;
  }

  /** @returns the path of an archive for `RealNode.loadArchive` @throws with what buildah says, when the image cannot be built */
  async build({ name, dockerfile, context, arguments: values }: ImageBuild): Promise<string> {
    const reference = referenceOf(name);
    const given = Object.entries(values).flatMap(([argument, value]) => ['--build-arg', `${argument}=${value}`]);
    await this.#buildah('build', ...given, '--tag', reference, '--file', dockerfile, context);
    const archive = join(this.#folder, `${name.replace(/\W/g, '-')}.tar`);
    await this.#buildah('push', reference, `docker-archive:${archive}:${reference}`);
    return archive;
  }

  /** Removes all that was built. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }

  /** With plain copies for layers: an overlay would stay mounted in the folder. */
  async #buildah(command: string, ...args: readonly string[]): Promise<void> {
    const stores = ['--root', join(this.#folder, 'store'), '--runroot', join(this.#folder, 'run')];
    await run(findProgram('buildah') ?? 'buildah', [...stores, '--storage-driver', 'vfs', command, ...args], {
      env: { ...process.env, BUILDAH_ISOLATION: 'chroot' },
    });
  }
}
