import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program that tests run, and where Debian has it. */
export interface SystemProgram {
  /** Its file's name, or the absolute path of one that does not stand on the PATH. */
  readonly program: string;
  readonly debianPackage: string;
  /** Units that Debian starts and enables with the package, such as `redis-server.service`: tests start their own. @default none */
  readonly services?: readonly string[];
}

/** Where a user's PATH may lack what root's has, and what an administrator runs stands. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
const LOCK_TIMEOUT_SECONDS = 300;

/**
 * A shell script: runs the command behind its first argument with no service started by it, then disables the units that the first one names. A policy
 * that an administrator has set already is left as it is.
 * @see https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
 */
const WITHOUT_SERVICES = `set -e
units=$1; shift
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
"$@"
for unit in $units; do
  if [ -n "$(command -v systemctl)" ]; then systemctl --quiet disable "$unit"; fi
  if [ -e "/etc/init.d/\${unit%.*}" ]; then update-rc.d "\${unit%.*}" disable; fi
done`;

/** The absolute path of a program; undefined where the machine has none. */
export function findProgram(program: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = isAbsolute(program) ? [''] : [...(env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Those of the programs that the machine lacks. What else than its package has put one there does not matter. */
export function missingPrograms(programs: readonly SystemProgram[]): readonly SystemProgram[] {
  return programs.filter(({ program }) => findProgram(program) === undefined);
}

/** What a person does about programs that are missing; completes a sentence. */
export function remedyFor(missing: readonly SystemProgram[]): string {
  const packages = packagesOf(missing).join(' ');
  return findProgram('apt-get') === undefined
    ? `install ${missing.map(({ program }) => program).join(', ')}; on Debian those are the packages ${packages}`
    : `run \`apt-get install --no-install-recommends ${packages}\` as root`;
}

/**
 * Installs the Debian packages of programs, where this process is root or may become it without a password. Nothing is
 * removed for their sake: where another package stands in the way, such as Docker's own containerd, nothing is done. The
 * `services` of what is missing are neither started nor enabled.
 * @param run runs a command to its end, and says whether it succeeded. @default its output goes to standard error
 * @returns what kept it from installing all of them; undefined when nothing did
 */
export function installPackages(
  missing: readonly SystemProgram[],
  run: (command: readonly string[]) => boolean = runLoudly,
): string | undefined {
  if (findProgram('apt-get') === undefined) return 'this system has no apt-get';
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  if (sudo.length > 0 && !run([...sudo, 'true'])) return 'this user is not root and has no sudo without a password';

  const quiet = ['-q', '-o', 'Dpkg::Use-Pty=0', '-o', `DPkg::Lock::Timeout=${LOCK_TIMEOUT_SECONDS}`];
  // sudo drops the environment, so the variable is set on its far side.
  const aptGet = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...quiet];
  // An old list names versions that the archive no longer has; without network the list at hand may do all the same.
  run([...sudo, ...aptGet, 'update']);
  const units = [...new Set(missing.flatMap(({ services = [] }) => services))];
  const quietly = units.length === 0 ? [] : ['sh', '-c', WITHOUT_SERVICES, 'sh', units.join(' ')];
  const options = ['--yes', '--no-install-recommends', '--no-remove'];
  if (!run([...sudo, ...quietly, ...aptGet, 'install', ...options, ...packagesOf(missing)]))
    return 'apt-get install failed, see above';

  const still = missingPrograms(missing);
  return still.length === 0 ? undefined : `the packages do not have ${still.map(({ program }) => program).join(', ')}`;
}

function packagesOf(programs: readonly SystemProgram[]): readonly string[] {
  return [...new Set(programs.map(({ debianPackage }) => debianPackage))].sort();
}

function runLoudly([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: ['ignore', process.stderr, process.stderr] }).status === 0;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
