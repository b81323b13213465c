import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { palettes } from '../../../../lib/wiring/diagram/style.ts';
import { svgDocument } from '../../../../lib/wiring/diagram/svg.ts';
import { layoutOf, longNames, namespaces, webShop, workers } from '../../../support/call-graphs.ts';
import { elementsOf, shown, type Element } from '../../../support/svg.ts';
import { unit } from '../../../support/units.ts';

jest.setTimeout(60_000);

let shop: string;
beforeAll(async () => {
  shop = svgDocument('shop in test', await layoutOf(webShop()));
});

const numbers = ({ attributes }: Element, ...names: string[]): number[] =>
  names.map((name) => Number(attributes[name]));

describe('the SVG of a diagram', () => {
  test('shows each box with what it is and where it is dialled', () => {
    expect(shown(shop).texts.join(' | ')).toBe(
      'shop in test | namespace shop | web | server | http 8080 | https://shop.example.com | public | ' +
        'db | Redis | redis 6379 | MySQL | outside the cluster | mysql.example.com:3306 | ' +
        'Kubernetes API | of this cluster',
    );
  });

  test('names each call', () => {
    expect(shown(shop).calls).toEqual([
      'https://shop.example.com leads to web at http 8080',
      'web dials db at redis 6379',
      'web dials MySQL at mysql.example.com:3306',
      'web dials Kubernetes API',
    ]);
  });

  test('says in words what it shows', () => {
    const [root] = elementsOf(shop);
    expect(root?.attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'title desc' });
    expect(shown(shop).title).toBe('shop in test');
    expect(shown(shop).description.split('\n')).toEqual(
      expect.arrayContaining(['db (Redis): redis 6379.', 'web dials db at redis 6379.']),
    );
  });

  test('names all units of a group, in the picture and in words', async () => {
    const { texts, description } = shown(svgDocument('', await layoutOf(workers(3))));
    expect(texts).toEqual(expect.arrayContaining(['3 queue workers', 'worker-0', 'worker-1', 'worker-2']));
    expect(description).toContain('3 queue workers: worker-0, worker-1, worker-2.\n');
  });

  test('is well-formed, whatever people call things', async () => {
    const units = longNames();
    units[0]!.endpoint('http').outside.add({ source: 'ingress', name: 'a\u0000b\u001b & <c> "d" \ud800 \u{1f6a2}' });
    const { texts } = shown(svgDocument('<odd> & "names"', await layoutOf(units)));
    expect(texts).toEqual(
      expect.arrayContaining([
        '<odd> & "names"',
        'The "big" partner <of ours> & others, long as it is',
        'a\ufffdb\ufffd & <c> "d" \ufffd \u{1f6a2}',
        units[1]!.name,
      ]),
    );
  });

  test.each([
    ['a web shop', webShop],
    ['namespaces', namespaces],
    ['long names', longNames],
  ])('holds everything in its view, with little around it: %s', async (_, units) => {
    const [root, ...rest] = elementsOf(svgDocument('shop in test', await layoutOf(units())));
    const [left = 0, top = 0, width = 0, height = 0] = (root?.attributes['viewBox'] ?? '').split(' ').map(Number);
    expect(numbers(root!, 'width', 'height')).toEqual([width, height]);
    const boxes = rest.filter(({ name, attributes }) => name === 'rect' && attributes['class'] !== 'paper');
    const areas = boxes.map((box) => numbers(box, 'x', 'y', 'width', 'height') as [number, number, number, number]);
    expect(Math.min(...areas.map(([x]) => x))).toBeGreaterThanOrEqual(left + 16);
    expect(Math.min(...areas.map(([, y]) => y))).toBeGreaterThanOrEqual(top + 16);
    expect(Math.max(...areas.map(([x, , w]) => x + w))).toBe(left + width - 16);
    expect(Math.max(...areas.map(([, y, , h]) => y + h))).toBe(top + height - 16);
  });

  test('of no units has its title only', async () => {
    expect(shown(svgDocument('shop in test', await layoutOf([]))).texts).toEqual(['shop in test']);
  });

  test('of a unit without ports has no line for any', async () => {
    const svg = svgDocument('', await layoutOf([unit('web', undefined, { ports: {} })]));
    expect(elementsOf(svg).filter(({ attributes }) => attributes['class'] === 'box unit')).toHaveLength(1);
  });

  test('fetches nothing and runs nothing', () => {
    expect(shop.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /http:|@import|@font-face|<script|href|url\((?!#)/,
    );
  });

  test('has colours for both schemes', () => {
    const style = elementsOf(shop).find(({ name }) => name === 'style')?.text ?? '';
    const [light = '', dark = ''] = style.split('@media (prefers-color-scheme:dark)');
    const colours = (palette: object): string[] => JSON.stringify(palette).match(/#[0-9a-f]{6}/g) ?? [];
    for (const colour of colours(palettes.light)) expect(light).toContain(colour);
    for (const colour of colours(palettes.dark)) expect(dark).toContain(colour);
  });
});

describe.each(Object.entries(palettes))('the colours for a %s screen', (_, { paper, text, note, call, ...paints }) => {
  const grounds = [paper, ...Object.values(paints).map(({ fill }) => fill)];

  test('let texts be read on everything they stand on', () => {
    for (const ground of grounds) {
      for (const letters of [text, note]) expect(contrast(letters, ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('let lines be seen on both sides', () => {
    for (const { line, fill } of Object.values(paints)) {
      for (const ground of [paper, paints.frame.fill, fill]) expect(contrast(line, ground)).toBeGreaterThanOrEqual(3);
    }
    for (const ground of [paper, paints.frame.fill]) expect(contrast(call, ground)).toBeGreaterThanOrEqual(3);
  });
});

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
