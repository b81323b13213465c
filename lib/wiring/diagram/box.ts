import type { Box, Row } from './graph.ts';
import { brokenText, textStyles, textWidth, type StyleName } from './text.ts';

/** A text in a box; its lines, joined, are one text. Measures are in px from the box's upper left corner. */
export interface BoxText {
  readonly style: StyleName;
  readonly x: number;
  /** What it says in full, where it is a call. */
  readonly title?: string;
  readonly lines: readonly BoxLine[];
}

/** One line of a text. */
export interface BoxLine {
  readonly text: string;
  /** Of its upper edge. */
  readonly y: number;
  /** At most. */
  readonly width: number;
}

/** A box with its texts in their places. */
export interface FilledBox {
  readonly box: Box;
  readonly width: number;
  readonly height: number;
  readonly texts: readonly BoxText[];
  /** The rows by their ids: where each begins, and its middle, at which calls end. */
  readonly rows: ReadonlyMap<string, { readonly top: number; readonly middle: number }>;
  /** Where the rows begin. Calls leave a box above its rows, or below them. */
  readonly headHeight: number;
  /** Where the rows end. */
  readonly rowsBottom: number;
}

/** What other boxes have to do with the form of a box. */
export interface BoxForm {
  /** How many calls leave it above its rows, and below them, at one side at most. */
  readonly callsAbove: number;
  readonly callsBelow: number;
  /** Sorts its rows. */
  readonly rowOrder: (row: Row) => number;
}

const padding = 12;
const columnGap = 20;
const leastWidth = 116;
/** In characters. */
const longestLine = 28;
/** A list gets another column where it is longer, as long as the columns fit. */
const longestColumn = 20;
const widestList = 600;
/** Between two calls that leave a box at the same side. */
const callDistance = 12;

/**
 * Puts the texts of boxes into their places. Boxes of one kind become equally wide, but for groups.
 */
export function filledBoxes(boxes: readonly Box[], formOf: (box: Box) => BoxForm): Map<Box, FilledBox> {
  const filled = boxes.map((box) => filledBox(box, formOf(box)));
  const likeness = ({ box }: FilledBox): string => (box.members.length > 0 ? box.id : box.kind);
  const widths = new Map<string, number>();
  for (const each of filled) widths.set(likeness(each), Math.max(each.width, widths.get(likeness(each)) ?? 0));
  return new Map(filled.map((each) => [each.box, { ...each, width: widths.get(likeness(each)) ?? each.width }]));
}

function filledBox(box: Box, { callsAbove, callsBelow, rowOrder }: BoxForm): FilledBox {
  const texts: BoxText[] = [];
  const add = (style: StyleName, text: string, x: number, top: number, title?: string): number => {
    const { lineHeight } = textStyles[style];
    const lines = brokenText(text, style, longestLine).map((line, index) => ({
      text: line,
      y: top + index * lineHeight,
      width: textWidth(line, style),
    }));
    texts.push({ style, x, ...(title === undefined ? {} : { title }), lines });
    return top + lines.length * lineHeight;
  };

  let y = add(box.isName ? 'name' : 'heading', box.heading, padding, padding - 4);
  if (box.note !== '') y = add('note', box.note, padding, y);
  if (box.members.length > 0) {
    const top = y + 4;
    let x = padding;
    for (const column of columns(box.members)) {
      y = Math.max(
        y,
        column.reduce((bottom, member) => add('member', member, x, bottom), top),
      );
      x += listWidth(column) + columnGap;
    }
  }
  if (box.dials.length > 0)
    y = box.dials.reduce((top, { name, title }) => add('dialled', name, padding, top, title), y + 4);
  y = Math.max(y + padding - 4, (callsAbove + 1) * callDistance);
  const headHeight = y;
  const rows = new Map<string, { top: number; middle: number }>();
  for (const { id, text, note } of box.rows.toSorted((a, b) => rowOrder(a) - rowOrder(b))) {
    const top = y;
    y = add('row', text, padding, top + 4);
    y = (note === undefined ? y : add('note', note, padding, y)) + 4;
    rows.set(id, { top, middle: Math.round((top + y) / 2) });
  }
  const right = texts.flatMap(({ x, lines }) => lines.map(({ width }) => x + width + padding));
  const foot = callsBelow > 0 ? (callsBelow + 1) * callDistance : 0;
  return { box, texts, rows, headHeight, rowsBottom: y, width: Math.max(leastWidth, ...right), height: y + foot };
}

/** Splits a list into columns of about one length, read downwards. */
function columns(members: readonly string[]): string[][] {
  const split = (count: number): string[][] => {
    const length = Math.ceil(members.length / count);
    return Array.from({ length: Math.ceil(members.length / length) }, (_, index) =>
      members.slice(index * length, (index + 1) * length),
    );
  };
  const width = (all: readonly string[][]): number =>
    all.reduce((sum, column) => sum + listWidth(column) + columnGap, -columnGap);
  let count = Math.ceil(members.length / longestColumn);
  while (count > 1 && width(split(count)) > widestList) count -= 1;
  return split(count);
}

const listWidth = (members: readonly string[]): number =>
  Math.max(
    ...members.flatMap((member) => brokenText(member, 'member', longestLine)).map((line) => textWidth(line, 'member')),
  );
