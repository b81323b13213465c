import { describe, expect, jest, test } from '@jest/globals';
import { filesBelow, folderWith } from '../support/folder.ts';
import { berth } from '../support/programs.ts';
import { shown } from '../support/svg.ts';

jest.setTimeout(120_000);

describe('berth diagram', () => {
  test('writes a diagram of each system in each environment, and says where', async () => {
    const folder = folderWith();
    const { exitCode, stdout, stderr } = await berth('diagram', '--output', folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const files = filesBelow(folder);
    expect(Object.keys(files)).toContain('production/cds.svg');
    expect(Object.keys(files)).toHaveLength(12);
    expect(stdout.trim().split('\n').sort()).toEqual(Object.keys(files).map((path) => `${folder}/${path}`));
    expect(shown(files['test/jobs-api.svg'] ?? '').calls).toEqual(
      expect.arrayContaining(['api dials db at redis 6379', 'worker dials db at redis 6379']),
    );
  });

  test.each([[['production']], [['--colour']], [['--output']]])('fails when it is called with %j', async (args) => {
    expect(await berth('diagram', ...args)).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^berth: arguments: got .* expected berth diagram \[--output FOLDER\]; .*\[ERR_ARGUMENT\]\n$/,
      ),
    });
  });
});
