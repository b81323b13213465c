import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { userCache } from '../user-cache.ts';

/** A Kubernetes minor version that tests run on; the two ends of the range that users run. */
export type KubernetesVersion = '1.36' | '1.30';

/** Every `KubernetesVersion`, newest first. */
export const KUBERNETES_VERSIONS: readonly KubernetesVersion[] = ['1.36', '1.30'];

const CONTROL_PLANE = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kwok'];

/**
 * The programs that tests on a version run, as their files are called: those of a control plane with simulated nodes,
 * and for the newest version those of a real node.
 */
export const PROGRAMS: Record<KubernetesVersion, readonly string[]> = {
  '1.36': [...CONTROL_PLANE, 'kubelet', 'kube-proxy', 'coredns'],
  '1.30': CONTROL_PLANE,
};

/** A folder that holds every one of a version's `PROGRAMS`, executable. */
export interface Assets {
  readonly found: true;
  /** Absolute. */
  readonly folder: string;
  /** Where they come from, for people: a variable with its value, or the cache, with what was passed over. */
  readonly source: string;
}

/** No folder with every one of a version's `PROGRAMS`. */
export interface Missing {
  readonly found: false;
  /** What was looked at and what to do about it; no full stop. */
  readonly reason: string;
}

/** The environment variable that names a folder of `PROGRAMS`. @see https://book.kubebuilder.io/reference/envtest */
const VARIABLE: Record<KubernetesVersion, string> = {
  '1.36': 'KUBEBUILDER_ASSETS',
  '1.30': 'KUBEBUILDER_ASSETS_1_30',
};
const BUILD = join(import.meta.dirname, 'build');
const LOG_LINES = 15;
const MAX_LOG_BYTES = 64 * 1024 * 1024;
const run = promisify(execFile);

/**
 * Looks for a version's programs in the folder that `KUBEBUILDER_ASSETS` (1.30: `KUBEBUILDER_ASSETS_1_30`) names, then
 * among what `findAssets` built earlier. Builds nothing, and does not ask the programs for their version.
 * @param env the variables to read. @default the process's
 */
export function lookUpAssets(version: KubernetesVersion, env: NodeJS.ProcessEnv = process.env): Assets | Missing {
  const variable = VARIABLE[version];
  const named = env[variable];
  const lacking = named ? programsLackingIn(version, named) : [];
  if (named && lacking.length === 0) return { found: true, folder: resolve(named), source: `${variable}=${named}` };

  const passedOver = named ? `${variable}=${named} lacks ${lacking.join(', ')}` : `${variable} is not set`;
  const folder = builtFolder(version, env);
  if (programsLackingIn(version, folder).length === 0)
    return { found: true, folder, source: `${folder}, as ${passedOver}` };
  return {
    found: false,
    reason:
      `${passedOver}, and ${folder} has not been built; ` +
      `set ${variable} to a folder with ${PROGRAMS[version].join(', ')}, ` +
      'or put Go (https://go.dev/dl) on the PATH and run test/support/prepare.ts',
  };
}

/**
 * As `lookUpAssets`; what is missing is built from Go modules into the user's cache when `go` is on the PATH. The first
 * build takes some 11 minutes on two cores. Two processes that build at once do the work twice and share the result.
 * @param env the variables to read and to build with. @default the process's
 */
export async function findAssets(
  version: KubernetesVersion,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Assets | Missing> {
  const present = lookUpAssets(version, env);
  if (present.found || !(await hasGo(env))) return present;

  const folder = builtFolder(version, env);
  await mkdir(dirname(folder), { recursive: true });
  const part = await mkdtemp(`${folder}.`);
  try {
    await run(join(BUILD, 'build.sh'), [version, part], { env, maxBuffer: MAX_LOG_BYTES });
    // Only whole folders get the name that is looked for.
    await rename(part, folder);
  } catch (error) {
    // Another process that built the same was first, and a folder that is not empty cannot be renamed over.
    if (!lookUpAssets(version, env).found) return { found: false, reason: `the build failed: ${endOfLog(error)}` };
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return lookUpAssets(version, env);
}

function programsLackingIn(version: KubernetesVersion, folder: string): string[] {
  return PROGRAMS[version].filter((program) => !isExecutable(join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Named by what it is built from, so a changed version or build is built again and an old checkout keeps its own. */
function builtFolder(version: KubernetesVersion, env: NodeJS.ProcessEnv): string {
  const modules = ['etcd', `kubernetes-${version}`];
  const files = [
    'build.sh',
    ...modules.flatMap((module) => readdirSync(join(BUILD, module)).map((f) => join(module, f))),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(BUILD, file)));
  return join(userCache(env), 'control-plane', `${version}-${hash.digest('hex').slice(0, 12)}`);
}

async function hasGo(env: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    await run('go', ['version'], { env });
    return true;
  } catch {
    return false;
  }
}

function endOfLog(error: unknown): string {
  const log = (error as { stderr?: string }).stderr?.trim();
  return !log ? String(error) : log.split('\n').slice(-LOG_LINES).join('\n');
}
