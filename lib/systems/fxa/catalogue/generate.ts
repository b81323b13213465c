/** Writes the modules in `generated/` from the data in `data/`: `npm run catalogue`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { formatOf, readFleet, readServers, type FleetData, type ServerData, type VariableData } from './data.ts';
import { serverDocstring, variableDocstring } from './docstrings.ts';

/** The folder of the generated modules. */
export const generatedFolder = fileURLToPath(new URL('./generated/', import.meta.url));

const header = (from: string): string => `// Written by \`npm run catalogue\` from ${from}: change that, not this.\n`;

/** The generated modules: text by file name. */
export async function generatedFiles(): Promise<ReadonlyMap<string, string>> {
  const servers = readServers();
  const fleet = readFleet();
  const texts = [
    ...servers.map((server): [string, string] => [`${server.name}.ts`, serverModule(server, fleet)]),
    ['shared-values.ts', sharedValuesModule(fleet)] as const,
    ['index.ts', indexModule(servers)] as const,
  ];
  return new Map(await Promise.all(texts.map(async ([name, text]) => [name, await formatted(name, text)] as const)));
}

async function formatted(name: string, text: string): Promise<string> {
  const filepath = join(generatedFolder, name);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

function serverModule(server: ServerData, fleet: FleetData): string {
  const { source: _, summary: __, conditions: ___, drift: ____, unvalidated, variables, ...facts } = server;
  const table = Object.entries(variables).map(
    ([name, data]) =>
      `${variableDocstring(server, name, data, fleet)}\n${name}: ${literal(variableSpec(data, unvalidated !== true))},`,
  );
  const fields = Object.entries(facts).map(([key, value]) => `${key}: ${literal(value)},`);
  return [
    header(`data/${server.name}.json`),
    `import type { Server } from '../server.ts';\n`,
    serverDocstring(server),
    `export const server = {\n${fields.join('\n')}\nvariables: {\n${table.join('\n')}\n},\n} as const satisfies Server;\n`,
  ].join('\n');
}

/** A variable as the catalogue has it; documents and tests read the rest in the data. */
function variableSpec(data: VariableData, validated: boolean): Readonly<Record<string, unknown>> {
  const { defaultIs: _words, unused: _unused, key: _key, format: _format, source: _source, secret, ...spec } = data;
  return {
    ...spec,
    ...(secret === undefined ? {} : { secret: true, secretKey: secret }),
    ...(formatOf(data) === 'url' ? { strictUrl: true } : {}),
    ...(data.key !== undefined && data.json === 'object' && validated ? { plainKeys: true } : {}),
  };
}

function sharedValuesModule({ sharedValues }: FleetData): string {
  return [
    header('data/fleet.json'),
    `import type { SharedValue } from '../data.ts';\n`,
    '/** Values of several servers that have to fit. */',
    `export const sharedValues = ${literal(sharedValues)} as const satisfies readonly SharedValue[];\n`,
  ].join('\n');
}

function indexModule(servers: readonly ServerData[]): string {
  const names = servers.map(({ name }) => ({ name, variable: variableName(name) }));
  return [
    header('data/'),
    ...names.map(({ name, variable }) => `import { server as ${variable} } from './${name}.ts';`),
    '',
    '/** The programs that make up FxA, by name. */',
    `export const servers = {\n${names.map(({ name, variable }) => `'${name}': ${variable},`).join('\n')}\n};\n`,
  ].join('\n');
}

/** A name as a JavaScript variable, such as `fxaAuthServer`. */
function variableName(name: string): string {
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return /^[0-9]/.test(camel) ? `the${camel}` : camel;
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}: ${literal(entry)}`)
    .join(', ')} }`;
}

if (import.meta.main) {
  const files = await generatedFiles();
  rmSync(generatedFolder, { recursive: true, force: true });
  mkdirSync(generatedFolder);
  for (const [name, text] of files) {
    writeFileSync(join(generatedFolder, name), text);
    console.log(`lib/systems/fxa/catalogue/generated/${name}`);
  }
}
