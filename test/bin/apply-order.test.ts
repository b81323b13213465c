import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { berth, type Ended } from '../support/programs.ts';

jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('berth apply-order', () => {
  let ended: Ended;
  let files: readonly string[];

  beforeAll(async () => {
    ended = await berth('apply-order', 'local');
    files = ended.stdout.trimEnd().split('\n');
  });

  test('prints every file of the environment, once', () => {
    const there = readdirSync(`${root}dist/local`, { recursive: true, encoding: 'utf8' });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect([...files].sort()).toEqual(
      there
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => `dist/local/${name}`)
        .sort(),
    );
    expect(files.filter((file) => !existsSync(`${root}${file}`))).toEqual([]);
  });

  test('begins with the namespaces', () => {
    expect(files.slice(0, 4).filter((file) => file.endsWith('00-namespace.k8s.yaml'))).toHaveLength(3);
  });

  test.each([
    ['cds/rabbitmq', 'cds/responder'],
    ['cds/journal', 'cds/reaper'],
    ['cds/storage', 'cds/log-viewer'],
    ['cds/dex', 'cds/log-viewer'],
    ['jobs-api/db', 'jobs-api/api'],
    ['buffer-workers/sqs', 'buffer-workers/worker-update'],
  ])('has %s before %s', (first, second) => {
    const place = (key: string): number => files.indexOf(`dist/local/${key}.k8s.yaml`);
    expect(place(first)).toBeGreaterThanOrEqual(0);
    expect(place(first)).toBeLessThan(place(second));
  });

  test('takes its environment as an option, too', async () => {
    expect((await berth('apply-order', '--environment', 'local')).stdout).toBe(ended.stdout);
  });

  test('fails when it is given another word', async () => {
    expect(await berth('apply-order', 'local', 'cds')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/"cds".*\[ERR_ARGUMENT\]/),
    });
  });
});
