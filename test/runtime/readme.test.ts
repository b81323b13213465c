import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logViewerVariables, reaperVariables, responderVariables } from '../../lib/contract/env.ts';
import type { VariableSpec, VariableTable } from '../../lib/contract/variables.ts';
import { fileVariable, mayComeFromFile } from '../../runtime/shared/env.ts';

const runtime = fileURLToPath(new URL('../../runtime/', import.meta.url));
const readme = readFileSync(join(runtime, 'README.md'), 'utf8');

/** The cells of each row of a section's tables, but their heads. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const [, text = ''] = readme.split(new RegExp(`^## ${section}$`, 'm'));
  const rows = (text.split(/^## /m)[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

test('the README lists each variable with who reads it, its type, default and meaning', () => {
  const tables: Readonly<Record<string, VariableTable>> = {
    responder: responderVariables,
    reaper: reaperVariables,
    'log viewer': logViewerVariables,
  };
  const names = [...new Set(Object.values(tables).flatMap((table) => Object.keys(table)))];
  const expected = names.map((name) => {
    const readers = Object.keys(tables).filter((reader) => tables[reader]?.[name] !== undefined);
    const specs = readers.flatMap((reader) => tables[reader]?.[name] ?? []);
    const [spec] = specs;
    if (spec === undefined) throw new Error(name);
    const who = readers.length === 3 ? 'all' : readers.join(', ');
    const isOptional = spec.required && specs.some(({ required }) => !required);
    const value = isOptional ? 'required, but by the log viewer' : defaultOf(spec);
    return [`\`${name}\``, who, typeOf(name, spec), value, spec.meaning];
  });
  expect(rowsOf('Variables')).toEqual(expected);
});

test('the README has a row for each error code of the sources, with meaning and remedy, and for no other', () => {
  const folders = ['responder', 'reaper', 'log-viewer', 'shared'];
  const files = folders.flatMap((folder) => readdirSync(join(runtime, folder)).map((file) => join(folder, file)));
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(runtime, file), 'utf8'))
    .join('\n');
  const nodes = ['ERR_SCRIPT_EXECUTION_TIMEOUT'];
  const used = [...sources.matchAll(/'(ERR_[A-Z_]+)'/g)]
    .map(([, code = '']) => code)
    .filter((code) => !nodes.includes(code));
  const rows = rowsOf('Error codes');
  expect(rows.map(([code]) => code?.slice(1, -1))).toEqual([...new Set(used)].sort());
  expect(rows.filter((cells) => cells.length !== 4 || cells.includes(''))).toEqual([]);
});

function typeOf(name: string, spec: VariableSpec): string {
  const words = spec.words && Object.values(spec.words);
  const type = (spec.oneOf ?? words)?.map((word) => `\`${word}\``).join(', ') ?? spec.type;
  return mayComeFromFile(name, spec) ? `${type}, or \`${fileVariable(name)}\`` : type;
}

function defaultOf({ required, default: value }: VariableSpec): string {
  if (required) return 'required';
  return value === undefined ? '' : `\`${value}\``;
}
