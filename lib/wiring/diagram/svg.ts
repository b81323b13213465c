import type { BoxText } from './box.ts';
import { boundsOf, type Geometry, type PlacedBox, type PlacedCall, type PlacedFrame, type Point } from './geometry.ts';
import { callText, type Box } from './graph.ts';
import { styleSheet } from './style.ts';
import { textStyles, textWidth, type StyleName } from './text.ts';

/** Around the picture, and between it and its title, in px. */
const margin = 16;
const cornerRadius = 6;
const arrowLength = 8;

/** Stands in every diagram, so that it is known as one. */
export const diagramMark = '<!-- drawn by berth diagram -->';

/** A diagram as an SVG document of its own: for light and dark screens, with a description for who does not see it. */
export function svgDocument(title: string, geometry: Geometry): string {
  const bounds = boundsOf(geometry);
  const left = bounds.x - margin;
  const titleTop = bounds.y - margin - textStyles.title.lineHeight;
  const top = titleTop - margin;
  const width = Math.ceil(Math.max(bounds.width, textWidth(title, 'title')) + 2 * margin);
  const height = Math.ceil(bounds.y + bounds.height + margin - top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}"` +
      ' role="img" aria-labelledby="title desc">',
    diagramMark,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(description(geometry))}</desc>`,
    `<style>\n${styleSheet()}\n</style>`,
    `<defs>${arrow('arrow', 'tip')}${arrow('public-arrow', 'tip public')}</defs>`,
    `<rect class="paper" x="${left}" y="${top}" width="${width}" height="${height}" rx="8"/>`,
    text('title', bounds.x, [{ text: title, y: titleTop }]),
    ...geometry.frames.map(svgFrame),
    ...geometry.calls.map(svgCall),
    ...geometry.boxes.map(svgBox),
    '</svg>',
    '',
  ].join('\n');
}

const arrow = (id: string, style: string): string =>
  `<marker id="${id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="${arrowLength}" markerHeight="${arrowLength}"` +
  ` markerUnits="userSpaceOnUse" orient="auto"><path class="${style}" d="M0 0 8 4 0 8Z"/></marker>`;

/** A text of one or more lines. @param lines each with its upper edge */
function text(style: StyleName, x: number, lines: readonly { readonly text: string; readonly y: number }[]): string {
  const { size, lineHeight } = textStyles[style];
  // letters reach about 0.7 em above the base line, so this puts them into the middle of their line
  const base = (y: number): number => rounded(y + (lineHeight + 0.7 * size) / 2);
  const [only] = lines;
  if (only !== undefined && lines.length === 1)
    return `<text class="${style}" x="${x}" y="${base(only.y)}">${escaped(only.text)}</text>`;
  const spans = lines.map((line) => `<tspan x="${x}" y="${base(line.y)}">${escaped(line.text)}</tspan>`);
  return `<text class="${style}">${spans.join('')}</text>`;
}

const svgFrame = ({ label, labelArea, x, y, width, height }: PlacedFrame): string =>
  `<rect class="box frame" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>` +
  text('frame-label', labelArea.x, [{ text: label, y: labelArea.y }]);

function svgCall({ call, points }: PlacedCall): string {
  const [kind, marker] = call.from.kind === 'public' ? [' public', 'public-arrow'] : ['', 'arrow'];
  const title = `<title>${escaped(callText(call))}</title>`;
  return `<path class="call${kind}" marker-end="url(#${marker})" d="${roundedPath(points)}">${title}</path>`;
}

function roundedPath(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${point.x} ${point.y}`;
      if (after === undefined) return `L${point.x} ${point.y}`;
      const [from, to] = [towards(point, before), towards(point, after)];
      return `L${from.x} ${from.y}Q${point.x} ${point.y} ${to.x} ${to.y}`;
    })
    .join('');
}

/** Where the rounding of a corner begins, on the line from it to another point. */
function towards(corner: Point, other: Point): Point {
  const length = Math.abs(corner.x - other.x) + Math.abs(corner.y - other.y);
  const part = length === 0 ? 0 : Math.min(cornerRadius, length / 2) / length;
  return {
    x: rounded(corner.x + (other.x - corner.x) * part),
    y: rounded(corner.y + (other.y - corner.y) * part),
  };
}

function svgBox({ filled: { box, rows, rowsBottom, texts }, x, y, width, height }: PlacedBox): string {
  const heights = [...[...rows.values()].map(({ top }) => top), ...(rowsBottom < height ? [rowsBottom] : [])];
  const lines = heights.map((each) => `M${x} ${y + each}h${width}`);
  return [
    `<rect class="box ${box.kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${box.kind === 'public' ? 14 : 4}"/>`,
    ...(lines.length > 0 ? [`<path class="box ${box.kind}" d="${lines.join('')}"/>`] : []),
    ...texts.map((each) => svgText(each, x, y)),
  ].join('\n');
}

function svgText({ style, title, lines, ...each }: BoxText, x: number, y: number): string {
  const words = text(
    style,
    x + each.x,
    lines.map((line) => ({ text: line.text, y: y + line.y })),
  );
  return title === undefined ? words : `<g class="named-call"><title>${escaped(title)}</title>${words}</g>`;
}

function description({ boxes, calls }: Geometry): string {
  const sentences = [
    ...boxes.map(({ filled: { box } }) => boxText(box)),
    ...calls.map(({ call }) => callText(call)),
    ...boxes.flatMap(({ filled: { box } }) => box.dials.map(({ title }) => title)),
  ];
  return sentences.map((sentence) => `${sentence}.`).join('\n');
}

function boxText({ heading, note, members, rows }: Box): string {
  const details = [...members, ...rows.map((row) => row.text)];
  return `${heading}${note === '' ? '' : ` (${note})`}${details.length === 0 ? '' : `: ${details.join(', ')}`}`;
}

const rounded = (number: number): number => Math.round(number * 100) / 100;

/** Characters that XML does not allow are replaced; there is no other way to write them. @see https://www.w3.org/TR/xml/#charsets */
function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
