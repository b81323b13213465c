import { describe, expect, test } from '@jest/globals';
import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import type { Fault } from '../../../lib/core/errors.ts';
import { faultReport, faultsIn, placeOf, reportFault, setPlace } from '../../../lib/core/faults.ts';
import { chart } from '../../support/build.ts';

const fault = (property: string): Fault => ({ code: 'ERR_NAME', property, expected: 'a name', remedy: 'rename it' });
const text = (where: string, property: string): string =>
  `${where}: ${property}: got nothing; expected a name; rename it [ERR_NAME]`;

describe('the place of a construct', () => {
  test('is its environment, its system and its path', () => {
    const app = new App();
    setPlace(app, 'production/cds');
    expect(placeOf(app)).toBe('production/cds');
    expect(placeOf(new Construct(new Chart(app, 'responder'), 'secret'))).toBe('production/cds/responder/secret');
  });

  test('is its path alone in a tree that nobody placed', () => {
    expect(placeOf(new Chart(new App(), 'responder'))).toBe('responder');
  });
});

describe('faults', () => {
  test('are not thrown, so that all of them come together', () => {
    const scope = chart();
    reportFault(scope, fault('b'));
    reportFault(new Construct(scope, 'deep'), fault('a'));
    expect(faultsIn(scope.node.root)).toEqual([text('test/shop/web/deep', 'a'), text('test/shop/web', 'b')]);
  });

  test('are sorted, and each stands there once', () => {
    const scope = chart();
    for (const property of ['c', 'a', 'b', 'a']) reportFault(scope, fault(property));
    expect(faultsIn(scope)).toEqual(['a', 'b', 'c'].map((property) => text('test/shop/web', property)));
  });

  test('of a part of a tree are those of its constructs only', () => {
    const scope = chart();
    reportFault(scope, fault('a'));
    expect(faultsIn(new Construct(scope, 'deep'))).toEqual([]);
  });

  test('fails when a tree with a fault is rendered by cdk8s itself', () => {
    const scope = chart();
    reportFault(scope, fault('a'));
    expect(() => Testing.synth(scope)).toThrow(text('test/shop/web', 'a'));
    expect(() => scope.node.root instanceof App && scope.node.root.synthYaml()).toThrow(text('test/shop/web', 'a'));
  });
});

describe('a report of faults', () => {
  test('has each line once, sorted', () => {
    expect(faultReport(['b: x', 'a: y', 'b: x'])).toEqual(['a: y', 'b: x']);
  });

  test('says what is wrong alike in several places once, with the first place and how many more there are', () => {
    const lines = [
      'test/web: image: got ""',
      'test/api: image: got ""',
      'test/web: image: got "a"',
      'local/web: image: got ""',
    ];
    expect(faultReport(lines)).toEqual(['local/web and 2 more: image: got ""', 'test/web: image: got "a"']);
  });

  test('names the environments where the same is wrong, if it is only these that differ', () => {
    const lines = [
      'test/shop/web: x',
      'local/shop/web: x',
      'production/shop/web: x',
      'test/shop/api: y',
      'test/cds/api: y',
    ];
    expect(faultReport(lines)).toEqual(['local/shop/web, also in production, test: x', 'test/cds/api and 1 more: y']);
  });

  test('counts a place once however often it tells of the same', () => {
    expect(faultReport(['a: x', 'b: x', 'b: x'])).toEqual(['a and 1 more: x']);
  });

  test('leaves lines of others, which tell no place, as they are', () => {
    expect(faultReport(['at least one rule is needed', 'a: x'])).toEqual(['a: x', 'at least one rule is needed']);
  });

  test('keeps a line that goes on in another line', () => {
    expect(faultReport(['a: x\ny', 'b: x\ny'])).toEqual(['a and 1 more: x\ny']);
  });

  test('does not depend on the order of lines, nor loses any place', () => {
    const line = fc.tuple(fc.constantFrom('a', 'b', 'c/d', 'e/d', 'f/d'), fc.constantFrom('x: 1', 'y: 2'));
    fc.assert(
      fc.property(fc.array(line), (pairs) => {
        const lines = pairs.map(([place, rest]) => `${place}: ${rest}`);
        const report = faultReport(lines);
        expect(faultReport(lines.toReversed())).toEqual(report);
        const told = report.map((text) => {
          const [, more = 0, environments = ''] = / and (\d+) more: |, also in ([^:]*): /.exec(text) ?? [];
          return 1 + Number(more) + environments.split(', ').filter((name) => name !== '').length;
        });
        expect(told.reduce((sum, count) => sum + count, 0)).toBe(new Set(lines).size);
      }),
    );
  });
});
