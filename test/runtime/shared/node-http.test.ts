import { expect, jest, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderWith } from '../../support/folder.ts';
import { runProgram } from '../../support/programs.ts';

jest.setTimeout(30_000);

const shared = fileURLToPath(new URL('../../../runtime/shared/', import.meta.url));

test('nothing that the processes share loads the HTTP client behind fetch, which would cost 11 MiB', async () => {
  const imports = readdirSync(shared).map((file) => `await import(${JSON.stringify(join(shared, file))});`);
  const program = `
    ${imports.join('\n')}
    console.log(process.moduleLoadList.filter((name) => name.includes('undici')).length);
  `;
  const ended = await runProgram('node', [join(folderWith({ 'all.mjs': program }), 'all.mjs')]);
  expect(ended).toEqual({ exitCode: 0, stdout: '0\n', stderr: '' });
});
