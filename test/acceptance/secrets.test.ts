import { beforeAll, expect, test } from '@jest/globals';
import { writtenSecrets } from '../../lib/config/written-secrets.ts';
import type { Environment } from '../../lib/systems/index.ts';
import { describeOnCluster } from '../support/control-plane/suite.ts';
import { distPath, list, provideVolumes } from '../support/dist-cluster.ts';
import { buildSystems, loadAll, renderFleet, withSettings } from '../support/systems.ts';

const startMs = 180_000;

/** What `npm run secrets` prints where every value is the same text. */
const secretsOf = (environment: Environment, value: string): string =>
  writtenSecrets(buildSystems(environment, 'cds', 'buffer-workers'), {
    env: new Proxy({}, { get: () => value }),
    file: {},
    fileName: `secrets/${environment.name}.env`,
  });

describeOnCluster('the Secrets that are written for dist/local', '1.36', (cluster) => {
  let local: Environment;
  const apply = (input: string, allowFailure = false) =>
    cluster().kubectl(['apply', '-f', '-'], { input, allowFailure });
  const available = () =>
    cluster().kubectl(['wait', '--for=condition=Available', 'deployment', '--all', '-n', 'cds', '--timeout=90s']);
  const pods = async (): Promise<ReadonlyMap<string, string>> =>
    new Map(
      (await list(cluster(), 'pod'))
        .filter(({ metadata }) => metadata.namespace === 'cds')
        .map(({ metadata }) => [metadata.name, metadata.labels?.['app.kubernetes.io/name'] ?? '']),
    );

  beforeAll(async () => {
    ({ local } = await loadAll());
    for (const system of ['cds', 'buffer-workers']) {
      await cluster().kubectl(['apply', '-f', distPath(`local/${system}/00-namespace.k8s.yaml`)]);
    }
    await apply(secretsOf(local, 'first'));
    await cluster().kubectl(['apply', '-R', '-f', distPath('local/cds')]);
    await provideVolumes(cluster());
    await available();
  }, startMs);

  test('cannot get another value under the same version', async () => {
    const { exitCode, stderr } = await apply(secretsOf(local, 'second'), true);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('field is immutable when `immutable` is set');
  });

  test(
    'roll exactly the pods that use one whose version is raised, and leave the old one',
    async () => {
      const before = await pods();
      const raised = withSettings(local, 'cds', (settings) => ({
        ...settings,
        secrets: { ...settings.secrets, journal: { from: 'written', version: '2' } },
      }));
      await apply(secretsOf(raised, 'first'));
      const fleet = renderFleet(raised);
      for (const [path, text] of fleet.texts) if (path.startsWith('local/cds/')) await apply(text);
      for (const name of ['reaper', 'journal']) {
        await cluster().kubectl(['rollout', 'status', `deployment/${name}`, '-n', 'cds', '--timeout=90s']);
      }
      const after = await pods();
      const replaced = [...before].filter(([name]) => !after.has(name)).map(([, unit]) => unit);
      expect(replaced.sort()).toEqual(['journal', 'reaper']);
      const secrets = (await list(cluster(), 'secret')).map(({ metadata }) => metadata.name);
      expect(secrets).toEqual(expect.arrayContaining(['journal-1', 'journal-2']));
    },
    startMs,
  );
});
