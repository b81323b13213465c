import { expect, test } from '@jest/globals';
import { svgDiagram } from '../../../lib/wiring/diagram.ts';
import { webShop } from '../../support/call-graphs.ts';
import { shown } from '../../support/svg.ts';

test('the diagram of a system is called after the system and its environment, and shows its units', async () => {
  const { title, texts } = shown(await svgDiagram('production', 'shop', webShop()));
  expect(title).toBe('shop in production');
  expect(texts).toEqual(expect.arrayContaining(['shop in production', 'web', 'db']));
});

test('the diagram of the same units has the same bytes', async () => {
  expect(await svgDiagram('test', 'shop', webShop())).toBe(await svgDiagram('test', 'shop', webShop()));
});
