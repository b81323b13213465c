import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fault, quote, type Fault } from '../../lib/contract/faults.ts';
import { hasCode, RetryError } from '../shared/errors.ts';

/** How long a route that was there counts as there, in milliseconds: a queue of requests for one route costs one look. */
const keptMs = 1_000;

/** The folder of routes that requests may name. */
export interface Routes {
  /**
   * Nothing where the file of a route is there, which may have been up to a second ago, else what is wrong with its name. What the file holds is not looked
   * at: a route that does not parse fails its Job, which says so.
   * @throws RetryError when the folder is away or cannot be read
   */
  faultsOf(name: string): Promise<readonly Fault[]>;
}

/** @param folder absolute; `undefined` for routes that are not checked @param now in milliseconds, going only forward */
export function routesIn(folder: string | undefined, now: () => number): Routes {
  if (folder === undefined) return { faultsOf: async () => [] };
  const seenAt = new Map<string, number>();
  return {
    async faultsOf(name) {
      const seen = seenAt.get(name);
      if (seen !== undefined && now() - seen < keptMs) return [];
      if (await isFile(folder, name)) {
        seenAt.set(name, now());
        return [];
      }
      seenAt.delete(name);
      return [fault('routename', quote(name), `the name of a file in ${folder}`)];
    },
  };
}

/** In a ConfigMap's folder every file is a symlink, and the data is a folder called `..data`. */
async function isFile(folder: string, name: string): Promise<boolean> {
  if (!isFileName(name)) return false;
  try {
    return (await stat(join(folder, name))).isFile();
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP')) throw away(folder, error);
    // a folder that is not mounted has no routes either, and then the request is not at fault
    if (!(await isFolder(folder))) throw away(folder, error);
    return false;
  }
}

// A second lock: the parser of requests refuses such names too.
const isFileName = (name: string): boolean => !/^\.{0,2}$|[/\0]/.test(name);

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw away(path, error);
  }
}

const away = (folder: string, cause: unknown): RetryError =>
  new RetryError(`ROUTES_PATH: got ${JSON.stringify(folder)}; expected a folder that can be read`, { cause });
