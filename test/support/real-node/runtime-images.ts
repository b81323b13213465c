import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../programs.ts';
import { copyProject } from '../systems.ts';
import { ImageBuilder } from './built-image.ts';
import type { RealNode } from './real-node.ts';

const path = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/** The processes that have an image. */
export const runtimeProcesses = ['responder', 'reaper', 'log-viewer'] as const;

/**
 * Makes the bundles of the working tree, builds an image of each process from `images/runtime` on Node alone, and makes them known to a node as `dist/local`
 * names them; some 30 s.
 * @param others further images on the same Node: folder of the Dockerfile, relative to the project's root, by name. @default none
 */
export async function loadRuntimeImages(node: RealNode, others: Readonly<Record<string, string>> = {}): Promise<void> {
  const { folder } = copyProject();
  const { exitCode, stderr } = await runProgram('node', ['bundle.ts'], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
  const builder = await ImageBuilder.in(node.folder);
  const BASE = await builder.nodeBase();
  const load = async (name: string, dockerfile: string, context: string, values: Readonly<Record<string, string>>) =>
    node.loadArchive(await builder.build({ name, dockerfile, context, arguments: { BASE, ...values } }));
  for (const process of runtimeProcesses) {
    const dockerfile = path('images/runtime/Dockerfile');
    await load(`berth/${process}:dev`, dockerfile, join(folder, 'bundle'), { PROCESS: process });
  }
  for (const [name, relative] of Object.entries(others)) {
    await load(name, path(`${relative}/Dockerfile`), path(relative), {});
  }
  await builder.remove();
}
