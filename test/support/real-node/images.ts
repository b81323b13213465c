import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { referenceOf, tarFolder, writeImageArchive } from './image.ts';
import { CONTAINERD_SOCKET, PAUSE_IMAGE } from './node-files.ts';
import { copyPrograms } from './rootfs.ts';
import { findProgram } from '../debian-packages.ts';

const run = promisify(execFile);

/** The images of one node's containerd. */
export class Images {
  readonly #folder: string;
  readonly #prefix: readonly string[];
  readonly #signal: AbortSignal;

  /**
   * @param folder for files while an image is loaded
   * @param prefix a program with arguments that runs what follows it inside the node
   * @param signal ends what is still running
   */
  constructor(folder: string, prefix: readonly string[], signal: AbortSignal) {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#signal = signal;
  }

  /** Whether containerd answers. */
  async isReady(): Promise<boolean> {
    return this.#ctr('version').then(
      () => true,
      () => false,
    );
  }

  /** As `RealNode.loadImage`. */
  async load(name: string, rootfs: string, entrypoint: readonly string[], user?: string): Promise<void> {
    const folder = await mkdtemp(join(this.#folder, 'image-'));
    const isFolder = (await stat(rootfs)).isDirectory();
    const tar = isFolder ? join(folder, 'rootfs.tar') : rootfs;
    if (isFolder) await tarFolder(rootfs, tar);

    const archive = join(folder, 'image.tar');
    await writeImageArchive(archive, tar, { reference: referenceOf(name), entrypoint, user });
    await this.loadArchive(archive);
    await rm(folder, { recursive: true });
  }

  /** As `RealNode.loadArchive`. */
  async loadArchive(archive: string): Promise<void> {
    await this.#ctr('images', 'import', archive);
  }

  /** Makes the image of the container that holds a pod's namespaces: it sleeps. */
  async loadPause(): Promise<void> {
    const root = await mkdtemp(join(this.#folder, 'pause-'));
    await copyPrograms(root, { [findProgram('sleep') ?? '/bin/sleep']: '/bin/sleep' });
    await this.load(PAUSE_IMAGE, root, ['/bin/sleep', 'infinity']);
    await rm(root, { recursive: true });
  }

  async #ctr(...args: readonly string[]): Promise<void> {
    const command = [...this.#prefix, 'ctr', '--address', CONTAINERD_SOCKET, '--namespace', 'k8s.io', ...args];
    const [program = 'ctr', ...rest] = command;
    await run(program, rest, { signal: this.#signal });
  }
}
