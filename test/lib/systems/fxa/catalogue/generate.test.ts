import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFleet, readServers } from '../../../../../lib/systems/fxa/catalogue/data.ts';
import { generatedFiles, generatedFolder } from '../../../../../lib/systems/fxa/catalogue/generate.ts';
import { servers } from '../../../../../lib/systems/fxa/catalogue/generated/index.ts';
import { sharedValues } from '../../../../../lib/systems/fxa/catalogue/generated/shared-values.ts';

let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  files = await generatedFiles();
}, 60_000);

describe('the generated modules', () => {
  test('are what npm run catalogue writes', () => {
    expect(readdirSync(generatedFolder).toSorted()).toEqual([...files.keys()].toSorted());
    for (const [name, text] of files) {
      expect({ name, text: readFileSync(join(generatedFolder, name), 'utf8') }).toEqual({ name, text });
    }
  });

  test('name what they are written by', () => {
    for (const text of files.values()) expect(text).toMatch(/^\/\/ Written by `npm run catalogue` from data\//);
  });

  test('have every server and every variable', () => {
    expect(Object.entries(servers).map(([name, { variables }]) => [name, Object.keys(variables)])).toEqual(
      readServers().map(({ name, variables }) => [name, Object.keys(variables)]),
    );
    expect(sharedValues).toEqual(readFleet().sharedValues);
  });

  test('document a variable: meaning, what it takes, when it is needed, default, source', () => {
    const module = files.get('fxa-auth-server.ts') ?? '';
    const docstring = (name: string): string =>
      new RegExp(`(/\\*\\*(?:(?!\\*/)[^])*?\\*/)\\s+${name}: \\{`).exec(module)?.[1] ?? '';
    expect(docstring('FLOW_ID_KEY').replaceAll(/\n +/g, '\n')).toBe(
      [
        '/**',
        '* HMAC key for flow ids. Needed in `production` and `stage`. Secret, from key `flow-id-key` of Secret `keys`. The',
        '* default is a placeholder that everybody knows. Equal to `fxa-content-server FLOW_ID_KEY`.',
        '*',
        '* @default `YOU MUST CHANGE ME`',
        '* @see `mozilla/fxa@b5b6cccd packages/fxa-auth-server/config/index.ts, metrics.flow_id_key`',
        '*/',
      ].join('\n'),
    );
  });
});
