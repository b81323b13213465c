/** Makes `build/`, which is what the package holds: JavaScript, declarations, and what the library reads at run time. `npm pack` runs it. */
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';

rmSync('build', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(1);
cpSync('lib', 'build/lib', { recursive: true, filter: (path) => statSync(path).isDirectory() || isData(path) });

/** A template's files are copied as they are; else all that tsc has no part in. */
function isData(path: string): boolean {
  return path.includes('/init/template/') || !/[.](ts|md)$/.test(path);
}
