import { describe, expect, jest, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { ICronJob } from 'kubernetes-models/batch/v1/CronJob';
import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';
import { logViewerVariables, reaperVariables, responderVariables } from '../../lib/contract/env.ts';
import { jobTemplate } from '../../lib/contract/job.ts';
import { readVariables } from '../../lib/contract/variables.ts';
import { nullPaths } from '../../lib/core/manifest.ts';
import type { RenderedObject } from '../../lib/synth/render.ts';
import { systems } from '../../lib/systems/index.ts';
import { filesBelow, folderWith } from '../support/folder.ts';
import { runProgram } from '../support/programs.ts';
import { environmentNames, environmentOf, loadAll, renderFleet } from '../support/systems.ts';

jest.setTimeout(60_000);

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

const textsIn = (folder: string): ReadonlyMap<string, string> => new Map(Object.entries(filesBelow(folder)));
const committed = textsIn(dist);
const objects = [...committed].flatMap(([path, text]) =>
  parseAllDocuments(text).map((document) => ({ path, object: document.toJS() as RenderedObject })),
);
const labelOf = ({ path, object }: (typeof objects)[number]): string =>
  `${path}: ${object.kind} ${object.metadata.name}`;

describe('dist/', () => {
  test('is what main.ts renders: the same files, byte for byte', async () => {
    const { texts } = renderFleet(...Object.values(await loadAll()));
    const rendered = new Map([...texts].map(([path, text]) => [`${path}.k8s.yaml`, text]));
    expect([...committed.keys()]).toEqual([...rendered.keys()].sort());
    for (const [path, text] of rendered) expect({ path, text: committed.get(path) }).toEqual({ path, text });
  });

  test.each(environmentNames)('has files of every system in %s', (environment) => {
    for (const system of Object.keys(systems)) {
      const files = readdirSync(join(dist, environment, system));
      expect(files.length).toBeGreaterThan(1);
      expect(files.filter((file) => !file.endsWith('.k8s.yaml'))).toEqual([]);
    }
  });

  test('has a folder for every environment, and no other', () => {
    const files = readdirSync(new URL('../../environments/', import.meta.url));
    expect(readdirSync(dist).sort()).toEqual(files.map((file) => file.replace('.ts', '')).sort());
    expect(readdirSync(dist).sort()).toEqual([...environmentNames].sort());
  });

  test('has the namespaces of a system in the file that kubectl applies first, and nowhere else', () => {
    const paths = objects.filter(({ object }) => object.kind === 'Namespace').map(({ path }) => path);
    const first = Map.groupBy(committed.keys(), (path) => path.slice(0, path.lastIndexOf('/'))).values();
    expect([...new Set(paths)].sort()).toEqual([...first].map(([path = '']) => path).sort());
  });

  test('has objects in every file', () => {
    const full = new Set(objects.map(({ path }) => path));
    expect([...committed.keys()].filter((path) => !full.has(path))).toEqual([]);
  });

  test('has no Secret: their values are never in git', () => {
    expect(objects.filter(({ object }) => object.kind === 'Secret').map(labelOf)).toEqual([]);
  });

  test('has no null, the mark of a value that was lost', () => {
    expect(objects.filter(({ object }) => nullPaths(object).length > 0).map(labelOf)).toEqual([]);
  });

  test('has no object twice in an environment', () => {
    const identities = objects.map(({ path, object: { kind, metadata } }) =>
      [path.split('/')[0], kind, metadata.namespace, metadata.name].join(' '),
    );
    expect(identities.filter((identity, index) => identities.indexOf(identity) !== index)).toEqual([]);
  });
});

describe('cdk8s synth', () => {
  test('writes the same files as npm run synth, byte for byte', async () => {
    const output = join(folderWith(), 'dist');
    const ended = await runProgram('cdk8s', ['synth', '--check-upgrade=false', '-o', output]);
    expect(ended).toMatchObject({ exitCode: 0 });
    const written = textsIn(output);
    expect([...written.keys()]).toEqual([...committed.keys()]);
    for (const [path, text] of written) expect({ path, text }).toEqual({ path, text: committed.get(path) });
  });
});

/** A pod of dist/: that of a Deployment or CronJob, or that of the Job that the responder makes. */
interface FoundPod {
  readonly path: string;
  readonly namespace: string | undefined;
  readonly spec: IPodSpec;
}

function podsOf({ path, object }: (typeof objects)[number]): FoundPod[] {
  const found = (spec: IPodSpec | undefined, namespace = object.metadata.namespace): FoundPod[] =>
    spec ? [{ path, namespace, spec }] : [];
  if (object.kind === 'Deployment') return found((object as IDeployment).spec?.template.spec);
  if (object.kind === 'CronJob') return found((object as ICronJob).spec?.jobTemplate.spec?.template.spec);
  const text = (object as { data?: Record<string, string> }).data?.[jobTemplate.fileName];
  if (text === undefined) return [];
  const job = parse(text) as IJob;
  return found(job.spec?.template.spec, job.metadata?.namespace);
}

const pods = objects.flatMap(podsOf);

describe('every pod of dist/', () => {
  test('is one of many', () => {
    expect(pods.length).toBeGreaterThan(80);
    expect(pods.filter(({ spec }) => spec.restartPolicy === 'Never').length).toBeGreaterThan(8);
  });

  test('finds the ConfigMaps, claims and account it names in its namespace', () => {
    const there = new Set(
      objects.map(({ path, object: { kind, metadata } }) =>
        [path.split('/')[0], kind, metadata.namespace, metadata.name].join(' '),
      ),
    );
    const missing = pods.flatMap(({ path, namespace, spec }) => {
      const named = (kind: string, name?: string): string[] =>
        name === undefined ? [] : [[path.split('/')[0], kind, namespace, name].join(' ')];
      return [
        ...named('ServiceAccount', spec.serviceAccountName),
        ...(spec.volumes ?? []).flatMap(({ configMap, persistentVolumeClaim }) => [
          ...named('ConfigMap', configMap?.name),
          ...named('PersistentVolumeClaim', persistentVolumeClaim?.claimName),
        ]),
      ].filter((name) => !there.has(name));
    });
    expect(missing).toEqual([]);
  });

  test('names an image with a tag or digest, never latest', () => {
    const images = pods.map(({ spec }) => spec.containers[0]?.image ?? '');
    expect(images.filter((image) => !/(:(?!latest$)[\w.-]+|@sha256:\w{64})$/.test(image))).toEqual([]);
  });
});

test.each([
  ['responder', responderVariables],
  ['reaper', reaperVariables],
  ['log-viewer', logViewerVariables],
])('every %s gets all variables without which it does not start', (name, table) => {
  const found = pods.filter(({ path }) => path.endsWith(`/cds/${name}.k8s.yaml`));
  const own = found.filter(({ spec }) => spec.containers[0]?.name === name);
  expect(own).toHaveLength(environmentNames.length);
  for (const { spec } of own) {
    expect(readVariables(table, environmentOf(spec.containers[0] ?? { name })).faults).toBeUndefined();
  }
});
