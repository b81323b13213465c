/**
 * Writes the schemas in `data/`: `npm run schemas`.
 *
 * - `npm run schemas` asks the cluster that kubectl's current context names, which must be of the Kubernetes version in catalog.ts, for the schemas
 *   of Kubernetes itself;
 * - `npm run schemas -- ADDRESS FILE...` takes CustomResourceDefinitions from files and notes the address that they came from.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { kubernetesVersion, schemaFileName, type SchemaFile } from './catalog.ts';
import { customResourceFiles } from './from-custom-resources.ts';
import { kubernetesFiles, type OpenApiDocument } from './from-open-api.ts';

const data = fileURLToPath(new URL('./data/', import.meta.url));
const indexName = 'index.json';

/** The files of `data/` that a cluster's OpenAPI documents give: text by file name. */
export function kubernetesTexts(documents: readonly OpenApiDocument[]): Map<string, string> {
  return texts(kubernetesFiles(documents, `Kubernetes ${kubernetesVersion}`));
}

/** `data/index.json` of the files in a folder. */
export function indexText(folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => name !== indexName)
    .map((name) => ({
      name: basename(name, '.json'),
      file: JSON.parse(readFileSync(join(folder, name), 'utf8')) as SchemaFile,
    }));
  const apiVersions = files
    .filter(({ file }) => Object.keys(file.kinds).length > 0)
    .map(({ name, file }): [string, string[]] => [name.replace('_', '/'), Object.keys(file.kinds)]);
  return lines(apiVersions.sort(byKey));
}

function texts(files: ReadonlyMap<string, SchemaFile>): Map<string, string> {
  return new Map(
    [...files].map(([apiVersion, { source, kinds, types }]) => [
      `${schemaFileName(apiVersion)}.json`,
      `{"source": ${JSON.stringify(source)},\n"kinds": ${lines(Object.entries(kinds)).trimEnd()},\n` +
        `"types": ${lines(Object.entries(types).sort(byKey)).trimEnd()}}\n`,
    ]),
  );
}

/** An object of one line per field, so that a pull request shows which type changed. */
const lines = (entries: readonly (readonly [string, unknown])[]): string =>
  `{\n${entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(',\n')}\n}\n`;

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

function ask(path: string): unknown {
  return JSON.parse(execFileSync('kubectl', ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 2 ** 28 }));
}

function askCluster(): OpenApiDocument[] {
  const { major, minor } = ask('/version') as { major: string; minor: string };
  if (`${major}.${minor}` !== kubernetesVersion)
    throw new Error(`kubectl: got a cluster of Kubernetes ${major}.${minor}; expected ${kubernetesVersion}`);
  const { paths } = ask('/openapi/v3') as { paths: Record<string, { serverRelativeURL: string }> };
  return Object.values(paths).map(({ serverRelativeURL }) => ask(serverRelativeURL) as OpenApiDocument);
}

function readDefinitions(files: readonly string[]): unknown[] {
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((document): unknown => document.toJS()),
  );
}

function write(written: ReadonlyMap<string, string>): void {
  for (const [name, text] of written) writeFileSync(join(data, name), text);
  writeFileSync(join(data, indexName), indexText(data));
  for (const name of [...written.keys(), indexName]) console.log(`lib/checks/schema/data/${name}`);
}

/** Files of an earlier Kubernetes may be of API versions that are gone. */
function removeKubernetesFiles(): void {
  if (!existsSync(data)) return;
  for (const name of readdirSync(data)) {
    const { source } = JSON.parse(readFileSync(join(data, name), 'utf8')) as Partial<SchemaFile>;
    if (typeof source === 'string' && source.startsWith('Kubernetes ')) rmSync(join(data, name));
  }
}

if (import.meta.main) {
  const [address, ...files] = process.argv.slice(2);
  if (address === undefined) {
    const written = kubernetesTexts(askCluster());
    removeKubernetesFiles();
    write(written);
  } else {
    write(texts(customResourceFiles(readDefinitions(files), address)));
  }
}
