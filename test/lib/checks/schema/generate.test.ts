import { beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SchemaFile } from '../../../../lib/checks/schema/catalog.ts';
import { indexText, kubernetesTexts } from '../../../../lib/checks/schema/generate.ts';
import type { OpenApiDocument } from '../../../../lib/checks/schema/from-open-api.ts';
import type { Schema } from '../../../../lib/checks/schema/schema.ts';
import { describeOnCluster } from '../../../support/control-plane/suite.ts';

const data = fileURLToPath(new URL('../../../../lib/checks/schema/data/', import.meta.url));
const read = (name: string): string => readFileSync(join(data, name), 'utf8');
const files = readdirSync(data).filter((name) => name !== 'index.json');
const parsed = new Map(files.map((name) => [name, JSON.parse(read(name)) as SchemaFile]));

describe('the schemas', () => {
  test('are few enough to be read at every synth', () => {
    expect(readdirSync(data).reduce((sum, name) => sum + statSync(join(data, name)).size, 0)).toBeLessThan(300_000);
  });

  test('say what they were generated from', () => {
    for (const { source } of parsed.values())
      expect(source).toMatch(/^(Kubernetes 1[.]36|https:\/\/github[.]com\/\S+)$/);
  });

  test('have an index that is in step', () => {
    expect(read('index.json')).toBe(indexText(data));
  });

  test('have a type for every kind and for every reference', () => {
    const missing: string[] = [];
    for (const [name, { kinds, types }] of parsed) {
      for (const kind of Object.keys(kinds)) if (!Object.hasOwn(types, kind)) missing.push(`${name}#${kind}`);
      for (const ref of refsIn(Object.values(types))) {
        const [file = '', type = ''] = ref.split('#');
        const of = parsed.get(file === '' ? name : `${file}.json`);
        if (of === undefined || !Object.hasOwn(of.types, type)) missing.push(`${name}: ${ref}`);
      }
    }
    expect(missing).toEqual([]);
  });

  test('hold no type that nothing needs', () => {
    const used = new Set(
      [...parsed].flatMap(([name, { kinds, types }]) => [
        ...Object.keys(kinds).map((kind) => `${name}#${kind}`),
        ...refsIn(Object.values(types)).map((ref) => (ref.startsWith('#') ? name + ref : ref.replace('#', '.json#'))),
      ]),
    );
    const all = [...parsed].flatMap(([name, { types }]) => Object.keys(types).map((type) => `${name}#${type}`));
    expect(all.filter((type) => !used.has(type))).toEqual([]);
  });
});

describeOnCluster('the schemas of Kubernetes', '1.36', (cluster) => {
  let written: Map<string, string>;

  beforeAll(async () => {
    const ask = async (path: string): Promise<unknown> =>
      JSON.parse((await cluster().kubectl(['get', '--raw', path])).stdout);
    const { paths } = (await ask('/openapi/v3')) as { paths: Record<string, { serverRelativeURL: string }> };
    const documents: OpenApiDocument[] = [];
    for (const { serverRelativeURL } of Object.values(paths))
      documents.push((await ask(serverRelativeURL)) as OpenApiDocument);
    written = kubernetesTexts(documents);
  }, 120_000);

  test('are what npm run schemas writes, byte for byte', () => {
    const committed = files.filter((name) => parsed.get(name)?.source.startsWith('Kubernetes '));
    expect([...written.keys()].sort()).toEqual(committed.sort());
    for (const [name, text] of written) expect({ name, text: read(name) }).toEqual({ name, text });
  });
});

function refsIn(schemas: readonly Schema[]): string[] {
  const refs: string[] = [];
  JSON.stringify(schemas, (key, value: unknown) => {
    // a field of JSONSchemaProps is called $ref as well
    if (key === '$ref' && typeof value === 'string') refs.push(value);
    return value;
  });
  return refs;
}
