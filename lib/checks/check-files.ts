import { check, joinReports, report, type Report } from './check.ts';
import { locate } from './locate.ts';
import { readObjects } from './read.ts';

/**
 * Reads files and folders, and checks the objects in them as applied to one cluster together. What cannot be read is a finding too; each has its line.
 *
 * @param paths as `readObjects` takes them
 * @throws ERR_CHECK_PATH when a path cannot be read, and when a folder holds no manifest
 */
export function checkFiles(paths: readonly string[]): Report {
  const { objects, findings } = readObjects(paths);
  return locate(joinReports([check(objects), report(0, findings)]));
}
