import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { addToSecretsFile, readSecretsFile, type SecretsFile } from '../../../lib/config/secrets-file.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';

/** A file as a command has read it. */
function fileOf(text?: string): SecretsFile {
  const name = join(folderWith(text === undefined ? {} : { 'secrets/a.env': text }), 'secrets/a.env');
  return { name, text: text ?? '', values: parseEnv(text ?? '') };
}

const json = '{"n":"a=b#c $d","e":1}';

describe('values that are added to a file of secrets', () => {
  test('are in a new file, in a new folder, which nobody else reads', () => {
    const file = fileOf();
    addToSecretsFile(file, 'made today', { A: 'a', B: json });
    expect(readFileSync(file.name, 'utf8')).toBe(`# made today\nA='a'\nB='${json}'\n`);
    expect(parseEnv(readFileSync(file.name, 'utf8'))).toEqual({ A: 'a', B: json });
    expect([file.name, dirname(file.name)].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
  });

  test.each([
    ['', "# made today\nA='a'\n"],
    ['B=b\n', "B=b\n\n# made today\nA='a'\n"],
    ['B=b', "B=b\n\n# made today\nA='a'\n"],
    ['# mine\r\nB=b\r\n', "# mine\r\nB=b\r\n\n# made today\nA='a'\n"],
    ['A=\n', "A=\n\n# made today\nA='a'\n"],
  ])('follow %j', (before, after) => {
    const file = fileOf(before);
    addToSecretsFile(file, 'made today', { A: 'a' });
    expect(filesBelow(dirname(file.name))).toEqual({ 'a.env': after });
  });
});

describe('a file of secrets is left as it was', () => {
  test('when it was changed since it was read', () => {
    const file = fileOf('B=b\n');
    writeFileSync(file.name, 'B=c\n');
    expect(() => addToSecretsFile(file, 'made today', { A: 'a' })).toThrow(/start again \[ERR_SECRETS_FILE\]$/);
    expect(filesBelow(dirname(file.name))).toEqual({ 'a.env': 'B=c\n' });
  });

  test('when somebody made it since it was read', () => {
    const file = fileOf('');
    addToSecretsFile(file, 'made today', { A: 'a' });
    expect(() => addToSecretsFile(file, 'made today', { A: 'b' })).toThrow('got "another text than a moment ago"');
    expect(filesBelow(dirname(file.name))).toEqual({ 'a.env': "# made today\nA='a'\n" });
  });

  test.each(["B='b\n", 'B="b\n', 'B=`b\n'])('when %j would take what follows for its own', (before) => {
    const file = fileOf(before);
    // a quote in the added lines would close it
    expect(() => addToSecretsFile(file, "it's made today", { A: "a'b" })).toThrow(
      'close each quote; nothing was changed',
    );
    expect(filesBelow(dirname(file.name))).toEqual({ 'a.env': before });
  });

  test('when a value cannot be quoted, which is not shown', () => {
    const file = fileOf('B=b\n');
    expect(() => addToSecretsFile(file, 'made today', { A: "sword 'fish" })).toThrow(/^(?!.*sword).*got "A"/);
    expect(readdirSync(dirname(file.name))).toEqual(['a.env']);
  });
});

test('an environment without a file has no values', () => {
  expect(readSecretsFile('no-such-environment')).toEqual({
    name: 'secrets/no-such-environment.env',
    text: '',
    values: {},
  });
});
