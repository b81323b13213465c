import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../control-plane/until.ts';

const ROOT = '/sys/fs/cgroup';
const REMOVE_TIMEOUT_MS = 10_000;

/** What a kubelet wants to limit. @see https://kubernetes.io/docs/concepts/architecture/cgroups */
const CONTROLLERS = ['cpu', 'cpuset', 'memory', 'hugetlb', 'pids'];

/** Makes a control group of one's own at the top, in every hierarchy of version 1 or in the one of version 2. */
export function makeControlGroup(name: string): void {
  if (isVersion2()) {
    const offered = new Set(readFileSync(join(ROOT, 'cgroup.controllers'), 'utf8').trim().split(' '));
    const wanted = CONTROLLERS.filter((controller) => offered.has(controller)).map((controller) => `+${controller}`);
    writeFileSync(join(ROOT, 'cgroup.subtree_control'), wanted.join(' '));
  }
  for (const root of roots()) mkdirSync(join(root, name), { recursive: true });
}

/** Removes a control group with all in it, once its processes are gone. */
export async function removeControlGroup(name: string): Promise<void> {
  const groups = roots().map((root) => join(root, name));
  await until(`the processes of control group ${name} to end`, REMOVE_TIMEOUT_MS, () => groups.every(tryToRemove));
}

function tryToRemove(group: string): boolean {
  if (!existsSync(group)) return true;
  const inner = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!inner.map(({ name }) => tryToRemove(join(group, name))).every(Boolean)) return false;
  try {
    rmdirSync(group);
    return true;
  } catch {
    return false;
  }
}

function roots(): readonly string[] {
  if (isVersion2()) return [ROOT];
  // Several controllers share a hierarchy, which then has a link for each name; the tree of systemd is no controller's,
  // but containers are in it too.
  const entries = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.map(({ name }) => join(ROOT, name));
}

function isVersion2(): boolean {
  return existsSync(join(ROOT, 'cgroup.controllers'));
}
