import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

/** What containers of an image run. */
export interface ImageConfig {
  /** Its name in full, as `referenceOf` gives it. */
  readonly reference: string;
  /** Program and first arguments. */
  readonly entrypoint: readonly string[];
  /** `uid`, `uid:gid` or a name of the image's own. @default root */
  readonly user?: string;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64' };
const run = promisify(execFile);

/**
 * The name under which Kubernetes looks for an image: with registry and tag, such as `docker.io/library/redis:6.2` for
 * `redis:6.2`.
 * @see https://github.com/distribution/reference/blob/main/normalize.go
 */
export function referenceOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const path = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  return /:[^/]+$/.test(path) ? path : `${path}:latest`;
}

/**
 * Writes an image of one layer as an archive that `ctr images import` and `docker load` read.
 * @param rootfs a tar of the image's files
 */
export async function writeImageArchive(archive: string, rootfs: string, config: ImageConfig): Promise<void> {
  const [digest, { size }] = await Promise.all([sha256(createReadStream(rootfs)), stat(rootfs)]);
  const imageConfig = JSON.stringify({
    architecture: ARCHITECTURES[process.arch] ?? process.arch,
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
    config: { Entrypoint: config.entrypoint, User: config.user ?? '', Env: ['PATH=/usr/local/bin:/usr/bin:/bin'] },
  });
  const configName = `${await sha256([imageConfig])}.json`;
  const layerName = `${digest}.tar`;
  const manifest = JSON.stringify([{ Config: configName, RepoTags: [config.reference], Layers: [layerName] }]);

  await pipeline(async function* parts() {
    for (const [name, content] of [
      [configName, imageConfig],
      ['manifest.json', manifest],
    ] as const) {
      const bytes = Buffer.from(content);
      yield* [tarHeader(name, bytes.length), bytes, tarPadding(bytes.length)];
    }
    yield tarHeader(layerName, size);
    yield* createReadStream(rootfs);
    yield* [tarPadding(size), TAR_END];
  }, createWriteStream(archive));
}

/** Writes a tar of a folder's files, all as root's. */
export async function tarFolder(folder: string, tar: string): Promise<void> {
  await run('tar', [
    '--create',
    '--file',
    tar,
    '--directory',
    folder,
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '.',
  ]);
}

async function sha256(chunks: AsyncIterable<unknown> | Iterable<string>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk as Buffer | string);
  return hash.digest('hex');
}
