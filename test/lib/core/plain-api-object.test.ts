import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ApiObject, App, Chart, JsonPatch, Lazy, Size, Testing, Yaml } from 'cdk8s';
import type { ApiObjectProps, IResolver, ResolutionContext } from 'cdk8s';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { PlainApiObject } from '../../../lib/core/plain-api-object.ts';
import { manifestsIn } from '../../../lib/synth/write.ts';
import { chart } from '../../support/build.ts';

const base = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'conf' } };

/** What is rendered of the same props by cdk8s and by the library; `change` is made to both. */
function both(props: ApiObjectProps, change: (object: ApiObject) => void = () => {}, scope = () => chart()) {
  const [theirs, ours] = [ApiObject, PlainApiObject].map((Class) => {
    const object = new Class(scope(), 'object', props);
    change(object);
    return object;
  }) as [ApiObject, PlainApiObject];
  return {
    theirs: () => theirs.toJson() as unknown,
    ours: () => ours.toJson(),
    printed: () => ours.plainText(),
  };
}

/** Expects the same text, so that the order of keys counts. */
function expectSame(...args: Parameters<typeof both>): void {
  const { theirs, ours, printed } = both(...args);
  expect(JSON.stringify(ours())).toBe(JSON.stringify(theirs()));
  const text = printed();
  if (text !== undefined) expect(text).toBe(Yaml.stringify(theirs()));
}

const scalar = fc.oneof(fc.string({ maxLength: 4 }), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z0-9/]{1,4}$/), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    tie('value').map((late) => Lazy.any({ produce: () => late })),
  ),
}));
const words = fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string(), { maxKeys: 3, noNullPrototype: true });
const metadata = fc.record(
  {
    namespace: fc.constantFrom('orders', 'shop'),
    labels: words,
    annotations: words,
    finalizers: fc.array(fc.string(), { maxLength: 2 }),
    generateName: fc.string(),
    own: value,
  },
  { requiredKeys: [] },
);

describe('an object of the library', () => {
  test('renders what cdk8s renders, in the same order, whatever data it holds', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('spec', 'data', 'b', 'a'), value), metadata, (rest, more) => {
        expectSame({ ...base, ...rest, metadata: { ...base.metadata, ...more } });
      }),
    );
  });

  test('renders what cdk8s renders for every object of dist', () => {
    for (const file of manifestsIn('dist')) {
      for (const document of parseAllDocuments(readFileSync(`dist/${file}`, 'utf8'), { version: '1.1' })) {
        expectSame(document.toJS() as ApiObjectProps);
      }
    }
  });

  test('renders what cdk8s renders where it has no metadata', () => {
    expectSame({ apiVersion: 'v1', kind: 'ConfigMap' });
  });

  test('prints every object of dist without asking cdk8s', () => {
    for (const file of manifestsIn('dist')) {
      for (const document of parseAllDocuments(readFileSync(`dist/${file}`, 'utf8'), { version: '1.1' })) {
        expect(both(document.toJS() as ApiObjectProps).printed()).toBeDefined();
      }
    }
  });

  test('renders metadata that were added later', () => {
    expectSame(base, ({ metadata }) => {
      metadata.addLabel('a', 'b');
      metadata.addAnnotation('c', 'd');
      metadata.addFinalizers('example.com/e');
      metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'f', uid: 'g' });
      metadata.add('h', { i: [1] });
    });
  });

  test('renders patches', () => {
    expectSame({ ...base, data: { a: '1' } }, (object) => {
      object.addJsonPatch(JsonPatch.add('/data/b', '2'));
      object.addJsonPatch(JsonPatch.remove('/data/a'));
    });
  });

  test('renders a value that is produced anew at each time', () => {
    const names = ['a'];
    const { ours } = both({ ...base, data: { names: Lazy.any({ produce: () => names }) } });
    expect(ours()).toHaveProperty('data.names', ['a']);
    names.push('b');
    expect(ours()).toHaveProperty('data.names', ['a', 'b']);
  });

  test('renders objects that resolve themselves', () => {
    expectSame({ ...base, data: { a: { resolve: () => 'b' } } });
  });

  test('asks the resolvers of its App', () => {
    class Upper implements IResolver {
      resolve(context: ResolutionContext): void {
        if (context.value === 'a') context.replaceValue('A');
      }
    }
    const scope = () => new Chart(new App({ resolvers: [new Upper()] }), 'web');
    expectSame({ ...base, data: { a: 'a', b: ['a'] } }, () => {}, scope);
    expect(both({ ...base, data: { a: 'a' } }, () => {}, scope).ours()).toHaveProperty('data.a', 'A');
  });

  test('leaves keys as they are written where cdk8s does', () => {
    process.env['CDK8S_DISABLE_SORT'] = '1';
    try {
      expectSame({ ...base, data: { b: '1', a: { d: 1, c: 2 } } });
    } finally {
      delete process.env['CDK8S_DISABLE_SORT'];
    }
  });

  test.each<[string, unknown]>([
    ['an object of a class', Size.mebibytes(1)],
    ['a function', () => 1],
    ['a date', new Date(0)],
  ])('fails when it holds %s, as cdk8s fails', (_, data) => {
    const { theirs, ours } = both({ ...base, data });
    let expected: unknown;
    try {
      expected = theirs();
    } catch (error) {
      expect(ours).toThrow((error as Error).message);
      return;
    }
    expect(ours()).toEqual(expected);
  });

  test('is rendered by cdk8s itself too', () => {
    const scope = chart();
    new PlainApiObject(scope, 'object', { ...base, data: { a: 'b' } });
    expect(Testing.synth(scope)).toMatchObject([{ kind: 'ConfigMap', data: { a: 'b' } }]);
  });
});
