/** Makes `build/`, which is what the package holds: JavaScript, declarations, and what the library reads at run time. `npm pack` runs it. */
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

rmSync('build', { recursive: true, force: true });
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (status !== 0) process.exit(1);
cpSync('lib', 'build/lib', { recursive: true, filter: (path) => statSync(path).isDirectory() || isData(path) });
// this repository's own fleet
rmSync('build/lib/systems', { recursive: true, force: true });
await bundleCommands();

/** A template's files are copied as they are; else all that tsc has no part in. */
function isData(path: string): boolean {
  return path.includes('/init/template/') || !/[.](ts|md)$/.test(path);
}

/**
 * Puts what `berth runtime` runs into one file, in place of what tsc made of it: with the clients of RabbitMQ and Redis in it, so that who only renders
 * manifests installs neither.
 */
async function bundleCommands(): Promise<void> {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };
  rmSync('build/runtime', { recursive: true });
  const { metafile } = await build({
    entryPoints: ['runtime/commands/index.ts'],
    outfile: 'build/runtime/commands/index.js',
    bundle: true,
    platform: 'node',
    target: 'node20.12',
    format: 'esm',
    // those that the package depends on anyway
    external: Object.keys(dependencies),
    // the clients are CommonJS, and require Node's own modules
    // and Node has getBuiltinModule from 20.16 on only
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nprocess.getBuiltinModule ??= require;",
    },
    minify: true,
    lineLimit: 160,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*node_modules[/](?:@[^/]+[/])?[^/]+/.exec(path)?.[0] ?? [],
  );
  writeFileSync('build/runtime/commands/LICENSES.txt', [...new Set(packages)].sort().map(licenseOf).join('\n'));
}

/** What has to go with every copy of a package. */
function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${[`${name} ${version} (${license})`, ...texts].join('\n\n')}\n`;
}
