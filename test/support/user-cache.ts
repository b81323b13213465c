import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The folder of the user's cache that is this project's; it may not exist yet.
 * @param env the variables to read. @default the process's
 */
export function userCache(env: NodeJS.ProcessEnv = process.env): string {
  // The XDG base directory specification has relative paths ignored.
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'berth');
}
