import { describe, expect, jest, test } from '@jest/globals';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { readFileSync } from 'node:fs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { parse, parseAllDocuments } from 'yaml';
import { distPath } from '../support/dist-cluster.ts';
import { berth } from '../support/programs.ts';

jest.setTimeout(60_000);

/** What the pods of a unit are in `dist/`. */
function podOf(key: string) {
  const documents = parseAllDocuments(readFileSync(distPath(`${key}.k8s.yaml`), 'utf8'));
  const deployment = documents.map((each) => each.toJS() as IDeployment).find(({ kind }) => kind === 'Deployment');
  return deployment!.spec!.template.spec!;
}

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

  test.each([
    [['fxa/fxa-event-broker', '-e', 'production']],
    [['--environment', 'production', 'fxa/fxa-event-broker']],
    [['production', 'fxa/fxa-event-broker']],
  ])('prints what dist has of a server, given %j', async (args) => {
    const { spec } = parse((await berth('debug', ...args)).stdout) as IPod;
    const { securityContext, volumes, containers } = podOf('production/fxa/fxa-event-broker');
    const { image, env, volumeMounts, workingDir, resources } = containers[0]!;
    expect(env).toContainEqual(expect.objectContaining({ name: 'PUBSUB_VERIFICATION_TOKEN' }));
    expect(volumeMounts).toContainEqual(expect.objectContaining({ mountPath: '/etc/fxa/keys' }));
    expect(spec).toMatchObject({ securityContext, volumes });
    expect(spec?.containers).toEqual([
      expect.objectContaining({ image, env, volumeMounts, workingDir, resources, command: ['/bin/sh'] }),
    ]);
  });

  test.each(['fxa/123done', 'fxa/fxa-123done'])(
    'knows a unit by its key and by the name of its objects: %s',
    async (path) => {
      expect(parse((await berth('debug', 'test', path)).stdout)).toHaveProperty('metadata.name', 'fxa-123done-debug');
    },
  );

  test('leaves the shell of a Job all the time it wants', async () => {
    const { spec } = parse((await berth('debug', 'test', 'fxa/schema-fxa')).stdout) as IPod;
    expect(spec?.containers[0]).toMatchObject({ command: ['/bin/sh'] });
    expect(spec).not.toHaveProperty('activeDeadlineSeconds');
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

  test('fails when no environment is named, and says what stands alone', async () => {
    const { exitCode, stderr } = await berth('debug', 'cds/responder');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('got "cds/responder alone"; expected berth debug -e ENVIRONMENT SYSTEM/DEPLOYMENT-KEY');
  });

  test('fails when no unit is named', async () => {
    const { exitCode, stderr } = await berth('debug', '-e', 'test');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('[ERR_ARGUMENT]');
  });
});
