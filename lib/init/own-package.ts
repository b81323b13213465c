import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** How another package comes to depend on this one, and on what this one was tested with. */
export interface OwnPackage {
  /** The exact version of every package that Berth depends on or is tested with, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** What to write as the dependency `berth`: a version, or `file:` with the archive's name. */
  readonly dependency: string;
  /** Berth packed, to be put beside the `package.json`. Undefined where a registry has it. */
  readonly archive?: { readonly name: string; readonly bytes: Uint8Array };
}

interface PackageJson {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Finds out where this package is from. Where no registry has it, it is packed: another machine would not find the folder or file it came from. */
export function ownPackage(): OwnPackage {
  const path = createRequire(import.meta.url).resolve('berth/package.json');
  const { version, dependencies, devDependencies } = JSON.parse(readFileSync(path, 'utf8')) as PackageJson;
  const versions = { ...devDependencies, ...dependencies };
  const root = dirname(path);
  const name = `berth-${version}.tgz`;
  if (installedFrom(root).endsWith(`/-/${name}`)) return { versions, dependency: version };
  return { versions, dependency: `file:${name}`, archive: { name, bytes: packed(root, name) } };
}

/** What npm installed a package from, such as `https://registry.npmjs.org/berth/-/berth-1.0.0.tgz`; empty where it says nothing. */
function installedFrom(root: string): string {
  const lock = join(dirname(root), '.package-lock.json');
  if (!existsSync(lock)) return '';
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages: Readonly<Record<string, { readonly resolved?: string }>>;
  };
  const { resolved = '' } = packages['node_modules/berth'] ?? {};
  return resolved.startsWith('https:') || resolved.startsWith('http:') ? resolved : '';
}

/** Packs the package as it is; where it is the repository, that builds it first. */
function packed(root: string, name: string): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'berth-'));
  try {
    const isRepository = existsSync(join(root, 'build.ts'));
    const args = ['pack', '--silent', '--pack-destination', folder, ...(isRepository ? [] : ['--ignore-scripts'])];
    execFileSync('npm', args, {
      cwd: root,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readFileSync(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
