/** How a text is set. The fonts are the reader's, so every width is an estimate, made so that no common font is wider. */
export interface TextStyle {
  readonly family: 'words' | 'names';
  readonly isBold: boolean;
  /** In px. */
  readonly size: number;
  /** From one line to the next, in px. */
  readonly lineHeight: number;
}

/** The styles of the diagram. */
export const textStyles = {
  title: { family: 'words', isBold: true, size: 15, lineHeight: 21 },
  'frame-label': { family: 'words', isBold: false, size: 12, lineHeight: 17 },
  name: { family: 'names', isBold: true, size: 13, lineHeight: 18 },
  heading: { family: 'words', isBold: true, size: 13, lineHeight: 18 },
  note: { family: 'words', isBold: false, size: 11.5, lineHeight: 16 },
  row: { family: 'names', isBold: false, size: 12, lineHeight: 17 },
  dialled: { family: 'names', isBold: false, size: 12, lineHeight: 17 },
  member: { family: 'names', isBold: false, size: 12, lineHeight: 17 },
} as const satisfies Readonly<Record<string, TextStyle>>;

/** The name of a style. */
export type StyleName = keyof typeof textStyles;

/** Widths in hundredths of an em of Verdana and DejaVu Sans, whichever is wider: the widest fonts that systems show words in. */
const wordWidths: readonly (readonly [characters: RegExp, width: number])[] = [
  [/[ijl.,:;'|!]/, 40],
  [/[ ft()[\]/\\-]/, 46],
  [/[mwMW@%]/, 108],
  [/[A-Z&+<=>~_#^]/, 88],
  [/[ -~]/, 66],
];

/** Characters outside ASCII: Latin and Greek ones are about as wide as those inside, Cyrillic ones up to a square and a bit, all others a square. */
function otherWidth(character: string): number {
  if (/[\u0080-\u03ff]/.test(character)) return 90;
  return /[\u0400-\u052f]/.test(character) ? 120 : 110;
}

const wordWidth = (character: string): number =>
  wordWidths.find(([characters]) => characters.test(character))?.[1] ?? otherWidth(character);

/** At most how wide a text is, in px. */
export function textWidth(text: string, style: StyleName): number {
  const { family, isBold, size } = textStyles[style];
  // whole numbers, as sums of fractions depend on their order
  let hundredths = 0;
  for (const character of text) {
    if (family === 'names') hundredths += /[ -\u1fff]/.test(character) ? 62 : 124;
    else hundredths += wordWidth(character);
  }
  const boldness = family === 'words' && isBold ? 113 : 100;
  return Math.ceil((hundredths * boldness * size) / 10_000);
}

/**
 * Breaks a text into lines of about one length: words after spaces, names also after `-`, `.` and `/`, and anywhere what is longer than a line even
 * so. Joined, the lines are the text.
 *
 * @param longest a line at most, in characters; at least 1
 */
export function brokenText(text: string, style: StyleName, longest: number): string[] {
  const joints = textStyles[style].family === 'names' ? /[^-./ ]*[-./ ]+|[^-./ ]+$/g : /[^ ]* +|[^ ]+$/g;
  const pieces = (text.match(joints) ?? ['']).flatMap((piece) => chunks(piece, longest));
  const most = filledLines(pieces, longest).length;
  let length = Math.max(...pieces.map(lengthOf), Math.ceil(lengthOf(text) / most));
  while (filledLines(pieces, length).length > most) length += 1;
  return filledLines(pieces, length);
}

const lengthOf = (text: string): number => [...text].length;

/** Puts as many pieces on each line as it takes. */
function filledLines(pieces: readonly string[], length: number): string[] {
  const lines: string[] = [];
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(last + piece) <= length) lines[lines.length - 1] = last + piece;
    else lines.push(piece);
  }
  return lines;
}

function chunks(text: string, length: number): string[] {
  const characters = [...text];
  return Array.from({ length: Math.max(1, Math.ceil(characters.length / length)) }, (_, index) =>
    characters.slice(index * length, (index + 1) * length).join(''),
  );
}
