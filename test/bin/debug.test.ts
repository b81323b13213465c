import { describe, expect, jest, test } from '@jest/globals';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { parse } from 'yaml';
import { berth } from '../support/programs.ts';

jest.setTimeout(60_000);

describe('berth debug', () => {
  test('prints a pod that has all that the pods of a unit have, and a shell', async () => {
    const { exitCode, stdout, stderr } = await berth('debug', '-e', 'test', 'cds/responder');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const pod = parse(stdout) as IPod;
    expect(pod).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'responder-debug', namespace: 'cds' },
      spec: { serviceAccountName: 'responder', restartPolicy: 'Never' },
    });
    expect(pod.spec?.containers).toEqual([
      expect.objectContaining({
        image: 'registry.example.com/berth/responder:dev',
        command: ['/bin/sh'],
        env: expect.arrayContaining([{ name: 'RABBITMQ_HOST', value: 'rabbitmq.test.example.com' }]),
      }),
    ]);
  });

  test('prints that of a cron job, too', async () => {
    const { stdout } = await berth('debug', 'test', 'buffer-workers/cron-updates');
    expect(parse(stdout)).toHaveProperty('metadata.name', 'cron-updates-debug');
  });

  test.each(['cds/nobody', 'responder'])('fails when the unit is %s, and says which there are', async (path) => {
    const { exitCode, stdout, stderr } = await berth('debug', '-e', 'test', path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(`got "${path}"; expected `);
    expect(stderr).toContain('cds/responder, ');
  });

  test('fails when no unit is named', async () => {
    const { exitCode, stderr } = await berth('debug', '-e', 'test');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[ERR_ARGUMENT]');
  });
});
