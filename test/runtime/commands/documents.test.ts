import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorCodes } from '../../../runtime/commands/errors.ts';
import { brokerVariables, clusterVariables, journalVariables } from '../../../runtime/commands/settings.ts';
import { reaperVariables } from '../../../lib/contract/env.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const commands = read('docs/runtime/commands.md');
const moving = read('docs/runtime/moving-from-the-published-queues.md');

test('the document has a row for each error code of the commands, with meaning and remedy, and for no other', () => {
  const rows = [...commands.matchAll(/^\| `(ERR_COMMAND_[A-Z]+)` +\| (\S.*?) +\| (\S.*?) +\|$/gm)];
  expect(rows.map(([, code]) => code)).toEqual(Object.values(errorCodes).toSorted());
  const sources = readdirSync(join(root, 'runtime/commands')).map((file) => read(join('runtime/commands', file)));
  const unused = Object.keys(errorCodes).filter((name) => !sources.join('\n').includes(`errorCodes.${name}`));
  expect(unused).toEqual([]);
});

test('the document has the usage of each command', () => {
  const usages = [...read('bin/runtime.ts').matchAll(/'berth runtime ([a-z]+ .*)'/g)].map(([, usage = '']) => usage);
  expect(usages).toHaveLength(5);
  expect(usages.filter((usage) => !commands.includes(`\`${usage}\``))).toEqual([]);
});

test('the commands know the variables that the processes read, and no others', () => {
  const names = Object.keys({ ...brokerVariables, ...clusterVariables, ...journalVariables });
  expect(names.filter((name) => !Object.hasOwn(reaperVariables, name))).toEqual([]);
});

test('the way from the published queues names commands and options that there are', () => {
  const used = [...moving.matchAll(/berth runtime ([a-z]+)([^\n`#]*)/g)];
  expect(used.length).toBeGreaterThan(10);
  for (const [, command = '', args = ''] of used) {
    const usage = commands.match(new RegExp(`^\`${command} .*\``, 'm'))?.[0] ?? '';
    expect([command, usage]).toEqual([command, expect.stringContaining(command)]);
    expect((args.match(/--[a-z-]+/g) ?? []).filter((option) => !usage.includes(option))).toEqual([]);
  }
});
