import { readdirSync, readlinkSync } from 'node:fs';

/** Files of the folder that this process has open. */
export function openFiles(folder: string): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return []; // the folder's own, which is closed by now
    }
  });
}
