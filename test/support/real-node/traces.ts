import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What there is on this machine of a node, running or not: processes that have its folder in their command or mounts,
 * its mounts, link, control groups and folder.
 * @param folder the node's
 * @param nodeAddress the node's
 */
export function tracesOf(folder: string, nodeAddress: string): readonly string[] {
  const link = `berth-node-${nodeAddress.split('.')[2]}`;
  const controlGroups = readdirSync('/sys/fs/cgroup').map((name) => join('/sys/fs/cgroup', name, link));
  const paths = [folder, `/sys/class/net/${link}`, `/sys/fs/cgroup/${link}`, ...controlGroups];
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return [
    ...paths.filter((path) => existsSync(path)),
    ...(read('/proc/self/mountinfo').includes(folder) ? ['a mount'] : []),
    ...processes.filter((pid) => read(`/proc/${pid}/cmdline`, `/proc/${pid}/mountinfo`).includes(folder)).map(describe),
  ];
}

function describe(pid: string): string {
  return `process ${pid}: ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()}`;
}

/** A process may have ended since it was listed. */
function read(...files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return '';
      }
    })
    .join('\n');
}
