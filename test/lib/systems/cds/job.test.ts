import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { jobTemplate, mountPaths } from '../../../../lib/contract/job.ts';
import type { CdsSettings } from '../../../../lib/systems/cds/settings.ts';
import {
  copyProject,
  differences,
  environmentNames,
  environmentOf,
  loadAll,
  renderFleet,
  withSettings,
  type Fleet,
  type ProjectCopy,
} from '../../../support/systems.ts';

jest.setTimeout(60_000);

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

/** The manifest that the responder makes Jobs from. */
function template(environment: string, of: Fleet = fleet): IJob & { readonly spec: NonNullable<IJob['spec']> } {
  const texts = of
    .objects(`${environment}/cds/responder`)
    .map((each) => (each as IConfigMap).data?.[jobTemplate.fileName])
    .filter((text) => text !== undefined);
  expect(texts).toHaveLength(1);
  return parse(texts[0] ?? '');
}

const podOf = (environment: string, of?: Fleet): IPodSpec => template(environment, of).spec.template.spec as IPodSpec;

/** What a pod mounts, by path. */
const mounts = ({ containers, volumes }: IPodSpec) =>
  Object.fromEntries(
    (containers[0]?.volumeMounts ?? []).map(({ name, mountPath, readOnly = false }) => {
      const { name: _name, ...source } = volumes?.find((volume) => volume.name === name) ?? { name };
      return [mountPath, { ...source, readOnly }];
    }),
  );

const configFolder = (name: string): string =>
  fileURLToPath(new URL(`../../../../config/cds/${name}/`, import.meta.url));

describe.each(environmentNames)('the Job of CDS in %s', (environment) => {
  const jobNamespace = environment === 'production' ? 'cds-jobs' : 'cds';

  test('is a Job in the namespace of Jobs, which ends and is not kept for ever', () => {
    expect(template(environment)).toMatchObject({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { namespace: jobNamespace },
      spec: {
        activeDeadlineSeconds: expect.any(Number),
        backoffLimit: environments[environment].systems.cds.job.retries,
        ttlSecondsAfterFinished: 86_400,
        template: { spec: { restartPolicy: 'Never', automountServiceAccountToken: false } },
      },
    });
  });

  test('finds everything where the contract says, and inmeta where the responder writes it', () => {
    const { spec } = fleet.object<IDeployment>(`${environment}/cds/responder`, 'Deployment');
    const { INMETA_PATH } = environmentOf(spec?.template.spec?.containers[0] ?? { name: '' });
    const found = Object.keys(mounts(podOf(environment)));
    expect(found.sort()).toEqual(
      [...Object.values<string>(mountPaths), INMETA_PATH ?? '', '/mnt/media', '/tmp'].sort(),
    );
    expect(environmentOf(podOf(environment).containers[0] ?? { name: '' })).toEqual({ INMETA_PATH });
  });

  test('writes to its scratch folders in memory and to its logs, and to nothing else', () => {
    const found = mounts(podOf(environment));
    const writable = Object.keys(found).filter((path) => !found[path]?.readOnly);
    expect(writable.sort()).toEqual(['/tmp', mountPaths.logs, mountPaths.scratch, mountPaths.spool].sort());
    const inMemory = { emptyDir: { medium: 'Memory' } };
    expect(found).toMatchObject({ [mountPaths.scratch]: inMemory, [mountPaths.spool]: inMemory });
  });

  test('finds in its own namespace what it mounts', () => {
    const files = ['job', 'storage'].map((key) => `${environment}/cds/${key}`);
    const there = files
      .flatMap((path) => fleet.objects(path))
      .filter(({ metadata }) => metadata.namespace === jobNamespace)
      .map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    const named = Object.values(mounts(podOf(environment))).flatMap(({ configMap, persistentVolumeClaim: claim }) => [
      ...(configMap ? [`ConfigMap ${configMap.name}`] : []),
      ...(claim ? [`PersistentVolumeClaim ${claim.claimName}`] : []),
    ]);
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((each) => !there.includes(each))).toEqual([]);
  });

  test.each([
    ['the routes', 'routes', mountPaths.routes],
    ['the metadata templates', 'templates', mountPaths.templates],
    ["the environment's settings", `conf.d/${environment}`, mountPaths.config],
  ])('has %s of config/cds/', (_what, folder, path) => {
    const { configMap } = mounts(podOf(environment))[path] ?? {};
    const { data, immutable } = fleet.object<IConfigMap>(`${environment}/cds/job`, 'ConfigMap', configMap?.name);
    expect(Object.keys(data ?? {}).sort()).toEqual(readdirSync(configFolder(folder)).sort());
    expect(immutable).toBe(true);
  });

  test('has templates and settings as they are written, character by character', () => {
    for (const [folder, path] of [
      ['templates', mountPaths.templates],
      [`conf.d/${environment}`, mountPaths.config],
    ] as const) {
      const { configMap } = mounts(podOf(environment))[path] ?? {};
      const { data } = fleet.object<IConfigMap>(`${environment}/cds/job`, 'ConfigMap', configMap?.name);
      const texts = readdirSync(configFolder(folder)).map((name) => [
        name,
        readFileSync(join(configFolder(folder), name), 'utf8'),
      ]);
      expect(data).toEqual(Object.fromEntries(texts));
    }
  });

  test('reaches its destinations, and nobody reaches it', () => {
    const destinations = Object.values(environments[environment].systems.cds.job.destinations);
    const { spec } = fleet.object<{ spec: { egress?: { ports: object[] }[] } }>(
      `${environment}/cds/job`,
      'NetworkPolicy',
    );
    const ports = (spec.egress ?? []).slice(1).flatMap((rule) => rule.ports);
    expect(ports).toEqual(destinations.map(({ port }) => ({ port, protocol: 'TCP' })));
    expect(spec).not.toHaveProperty('ingress');
  });

  test('has pods that its NetworkPolicy selects', () => {
    const policy = fleet.object<{ spec: { podSelector: { matchLabels: object } } }>(
      `${environment}/cds/job`,
      'NetworkPolicy',
    );
    expect(template(environment).spec.template.metadata?.labels).toMatchObject(policy.spec.podSelector.matchLabels);
  });
});

describe('media', () => {
  test('on the nodes are a folder there, which Jobs can only read', () => {
    expect(mounts(podOf('production'))['/mnt/media']).toEqual({
      hostPath: { path: '/srv/media', type: 'Directory' },
      readOnly: true,
    });
  });

  test.each(['local', 'test'])('in %s are a claim, which Jobs can only read', (environment) => {
    expect(mounts(podOf(environment))['/mnt/media']).toEqual({
      persistentVolumeClaim: { claimName: 'media' },
      readOnly: true,
    });
  });
});

describe('a Kueue queue', () => {
  const queued = (kueueQueue?: string): Fleet =>
    renderFleet(
      withSettings(environments.test, 'cds', (settings: CdsSettings) => ({
        ...settings,
        job: { ...settings.job, kueueQueue },
      })),
    );

  test('admits the Jobs where there is one', () => {
    expect(template('test', queued('cds'))).toMatchObject({
      metadata: { labels: { 'kueue.x-k8s.io/queue-name': 'cds' } },
      spec: { suspend: true },
    });
  });

  test('is none unless the environment names one', () => {
    expect(template('test', queued()).spec).not.toHaveProperty('suspend');
  });
});

describe('a change of a file in config/cds/', () => {
  let copy: ProjectCopy;
  let before: Fleet['texts'];

  beforeAll(async () => {
    copy = copyProject();
    const { stderr } = await copy.synth();
    if (stderr !== '') throw new Error(stderr);
    before = copy.texts();
  });

  const change = (path: string, edit: (text: string) => string): (() => void) => {
    const file = join(copy.folder, 'config/cds', path);
    const original = readFileSync(file, 'utf8');
    writeFileSync(file, edit(original));
    return () => writeFileSync(file, original);
  };

  test('that is a route rolls the responder and the Jobs, and nothing else', async () => {
    const undo = change('routes/test.xml', (text) => text.replace('not delivered', 'lost'));
    try {
      expect(await copy.synth()).toMatchObject({ exitCode: 0, stderr: '' });
    } finally {
      undo();
    }
    const expected = environmentNames.flatMap((name) => [`${name}/cds/job`, `${name}/cds/responder`]);
    expect(differences(before, copy.texts())).toEqual(expected);
  });

  test("that is one environment's settings changes that environment alone", async () => {
    const undo = change('conf.d/test/cds.conf', (text) => text.replace('debug', 'info'));
    try {
      expect(await copy.synth()).toMatchObject({ exitCode: 0, stderr: '' });
    } finally {
      undo();
    }
    expect(differences(before, copy.texts())).toEqual(['test/cds/job', 'test/cds/responder']);
  });

  test('fails when a route breaks the rules, with its file and line', async () => {
    const undo = change('routes/test.xml', (text) => text.replace(/<input-method.*<\/input-method>/, ''));
    try {
      const { exitCode, stderr } = await copy.synth();
      expect(exitCode).toBe(1);
      expect(stderr).toMatch(/^local\/cds\/job.*: config\/cds\/routes\/test\.xml:2: /);
      expect(stderr).toContain(
        'got "no input-method"; expected input-method (one or more), then any number of process-method, output-method, ' +
          'success-method and fail-method, in this order; correct the route [ERR_ROUTE_XML]',
      );
    } finally {
      undo();
    }
  });
});
