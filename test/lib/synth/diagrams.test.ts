import { describe, expect, test } from '@jest/globals';
import { diagramsIn, drawDiagrams, writeDiagrams } from '../../../lib/synth/diagrams.ts';
import { diagramMark } from '../../../lib/wiring/diagram.ts';
import { anApp } from '../../support/build.ts';
import { filesBelow, folderWith } from '../../support/folder.ts';
import { shown } from '../../support/svg.ts';
import { unit } from '../../support/units.ts';

/** An App with one unit. */
function app(environment: string, system: string, name = 'web') {
  const made = anApp({ environment, system });
  unit(name, made.chart('web', 'shop'));
  return made;
}

describe('drawing a fleet', () => {
  test('makes a diagram of each system in each environment', async () => {
    const diagrams = await drawDiagrams([app('test', 'shop'), app('production', 'shop', 'shop-front')]);
    expect(diagrams.map(({ path }) => path)).toEqual(['test/shop.svg', 'production/shop.svg']);
    expect(shown(diagrams[1]!.text)).toMatchObject({
      title: 'shop in production',
      texts: expect.arrayContaining(['shop-front']),
    });
  });

  test('fails when the fleet has faults, with all of them', async () => {
    const apps = [app('test', 'shop', 'Web'), app('production', 'shop', 'Web_2')];
    await expect(drawDiagrams(apps)).rejects.toMatchObject({
      code: 'ERR_FLEET',
      message: expect.stringMatching(/^production\/shop.*"Web_2".*\ntest\/shop.*"Web".*$/),
    });
  });
});

describe('writing diagrams', () => {
  const old = `<svg>${diagramMark}</svg>`;

  test('makes their folders, replaces older ones, and removes those that are no more', () => {
    const folder = folderWith({ 'test/shop.svg': old, 'gone/shop.svg': old });
    writeDiagrams(folder, [
      { path: 'test/shop.svg', text: 'new' },
      { path: 'production/shop.svg', text: 'new' },
    ]);
    expect(filesBelow(folder)).toEqual({ 'production/shop.svg': 'new', 'test/shop.svg': 'new' });
  });

  test('leaves files alone that it did not draw', () => {
    const others = { 'logo.svg': '<svg/>', 'test/notes.md': diagramMark };
    const folder = folderWith(others);
    writeDiagrams(folder, []);
    expect(filesBelow(folder)).toEqual(others);
  });

  test('finds what it wrote', async () => {
    const folder = folderWith({ 'logo.svg': '<svg/>' });
    const diagrams = await drawDiagrams([app('test', 'shop'), app('test', 'cds')]);
    writeDiagrams(folder, diagrams);
    expect(diagramsIn(folder)).toEqual(['test/cds.svg', 'test/shop.svg']);
  });
});
