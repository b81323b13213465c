import { describe, expect, test } from '@jest/globals';
import { JsonPatch } from 'cdk8s';
import { applyPatches } from '../../../lib/core/patches.ts';

const json = { kind: 'ConfigMap', spec: { map: { 'a/b': 1 }, list: [1, 2], text: 'swordfish' } };
const apply = (...patches: readonly JsonPatch[]) => applyPatches(structuredClone(json), patches);

describe('patches', () => {
  test('are applied one after the other', () => {
    const { document, fault } = apply(
      JsonPatch.replace('/spec/map/a~1b', 2),
      JsonPatch.add('/spec/list/-', 3),
      JsonPatch.add('/spec/list/0', 0),
      JsonPatch.add('/spec/list/4', 4),
      JsonPatch.copy('/spec/map', '/spec/copied'),
      JsonPatch.move('/spec/text', '/spec/moved'),
      JsonPatch.test('/spec/copied/a~1b', 2),
      JsonPatch.remove('/spec/map'),
    );
    expect(fault).toBeUndefined();
    const spec = { list: [0, 1, 2, 3, 4], copied: { 'a/b': 2 }, moved: 'swordfish' };
    expect(document).toEqual({ kind: 'ConfigMap', spec });
  });

  test('may replace the whole', () => {
    expect(apply(JsonPatch.add('', { kind: 'Secret' }))).toEqual({ document: { kind: 'Secret' } });
  });

  test.each([
    [JsonPatch.remove('/spec/lst'), 'remove /spec/lst', 'a path of the object; /spec has map, list, text'],
    [JsonPatch.replace('/spec/lst', []), 'replace /spec/lst', 'a path of the object; /spec has map, list, text'],
    [JsonPatch.remove('/spec/list/2'), 'remove /spec/list/2', 'a path of the object; /spec/list is a list of 2'],
    [JsonPatch.add('/spc/a', 1), 'add /spc/a', 'a path into the object; the object has kind, spec'],
    [JsonPatch.add('/spec/text/a', 1), 'add /spec/text/a', 'a path into the object; /spec/text is a text'],
    [JsonPatch.add('/spec/map/a~1b/c', 1), 'add /spec/map/a~1b/c', 'a path into the object; /spec/map/a~1b is 1'],
    [JsonPatch.add('/spec/list/a', 1), 'add /spec/list/a', 'a path into the object; /spec/list is a list of 2'],
    [JsonPatch.add('/spec/list/3', 1), 'add /spec/list/3', 'a path into the object; /spec/list is a list of 2'],
    [JsonPatch.add('spec/a', 1), 'add spec/a', 'paths that begin with a slash'],
    [JsonPatch.copy('/spc', '/spec/a'), 'copy /spc to /spec/a', 'a path of the object; the object has kind, spec'],
    [JsonPatch.move('/spec', '/spc/a'), 'move /spec to /spc/a', 'a path into the object; the object has kind, spec'],
  ])('fails when it is %j', (patch, got, expected) => {
    const remedy = 'correct the path; "/-" adds to the end of a list';
    expect(apply(patch)).toEqual({ document: json, fault: { got, expected, remedy } });
  });

  test.each([
    ['/spec/map/a~1b', 2, 'what stands there; /spec/map/a~1b is 1'],
    ['/spec/text', 'a', 'what stands there; /spec/text is a text'],
    ['/spec/lst', 1, 'a path of the object; /spec has map, list, text'],
  ])('fails when it tests %s for %j', (path, value, expected) => {
    const fault = { got: `test ${path}`, expected, remedy: 'correct the path or the value' };
    expect(apply(JsonPatch.test(path, value))).toEqual({ document: json, fault });
  });

  test('fails at the first that does not fit', () => {
    const { document, fault } = apply(JsonPatch.add('/a', 1), JsonPatch.remove('/b'), JsonPatch.remove('/c'));
    expect(document).toEqual({ ...json, a: 1 });
    expect(fault).toMatchObject({ got: 'remove /b' });
  });
});
