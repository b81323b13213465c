/**
 * Writes the construct classes of the custom resources in `crds/`: `npm run import`.
 *
 * @see README.md beside this file
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const IMPORTS = fileURLToPath(new URL('.', import.meta.url));
const CDK8S = fileURLToPath(new URL('../node_modules/cdk8s-cli/bin/cdk8s', import.meta.url));

/**
 * Runs `cdk8s import` on every file of `crds/` and makes its output erasable. Needs no network.
 *
 * @param folder where the files go, one per API group, such as `keda.sh.ts`; files of other names are left alone
 * @returns the names of the files written, sorted
 */
export function generateImports(folder: string): string[] {
  const crds = join(IMPORTS, 'crds');
  const written = readdirSync(crds)
    .toSorted()
    .flatMap((file) => importCrds(join(crds, file), folder).map((name) => ({ name, source: `crds/${file}` })));
  for (const { name, source } of written) {
    const path = join(folder, name);
    const header = `// Generated from ${source} by \`npm run import\`; not to be edited.\n`;
    writeFileSync(path, header + erasable(readFileSync(path, 'utf8')));
  }
  return written.map(({ name }) => name).toSorted();
}

/** @returns the names of the files that the command wrote: it prints one unindented line for each API group */
function importCrds(crds: string, folder: string): string[] {
  const options = ['--language', 'typescript', '--output', folder, '--no-save', '--check-upgrade=false'];
  const printed = execFileSync(process.execPath, [CDK8S, 'import', crds, ...options], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const groups = printed.split('\n').filter((line) => /^[a-z0-9.-]+$/.test(line));
  if (groups.length === 0) throw new Error(`cdk8s import ${crds}: got ${JSON.stringify(printed)}; expected a group`);
  return groups.map((group) => `${group}.ts`);
}

/** `cdk8s import` writes for compilers: it imports types as values and uses `enum`, neither of which can be erased. */
function erasable(source: string): string {
  return source
    .replace(/^import \{ Construct \}/m, 'import type { Construct }')
    .replace(
      'ApiObject, ApiObjectMetadata, GroupVersionKind }',
      'ApiObject, type ApiObjectMetadata, type GroupVersionKind }',
    )
    .replace(/^export enum (\w+) \{\n([^}]*)\}/gm, (_, name: string, members: string) => {
      const values = Array.from(members.matchAll(/^ {2}\w+ = (".*"),$/gm), ([, value]) => value);
      return `export type ${name} = ${values.join(' | ')};`;
    });
}

if (import.meta.main) {
  for (const name of generateImports(IMPORTS)) console.log(`imports/${name}`);
}
