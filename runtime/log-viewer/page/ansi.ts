/** A piece of a line that looks the same throughout. */
export interface Span {
  readonly text: string;
  /** CSS classes: `bold`, `dim`, `italic`, `underline`, `fg-0` to `fg-15`, `bg-0` to `bg-15`, `match`; in that order, separated by blanks. */
  readonly classes: string;
}

/** From where to where in a line, in UTF-16 code units of the text with its escape sequences; the end is exclusive. */
export type TextRange = readonly [start: number, end: number];

interface Style {
  bold: boolean;
  dim: boolean;
  italic: boolean;
  underline: boolean;
  inverse: boolean;
  fg: number | undefined;
  bg: number | undefined;
}

const PLAIN: Style = {
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  fg: undefined,
  bg: undefined,
};

/** CSI and OSC sequences, other escapes, and control characters but the tab. @see ECMA-48, 5.4 and 8.3.117 (SGR) */
// eslint-disable-next-line no-control-regex
const CONTROL = /\x1b\[([\d;:]*)([ -/]*[@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -~]?|[\x00-\x08\x0a-\x1f\x7f]/g;

/**
 * A line as pieces to show: colours of SGR sequences as classes, 256 and true colours as the nearest of the 16 (whose shades a theme can keep readable),
 * other sequences left out, control characters as their pictures.
 * @param marks what to mark as a match, sorted, without overlap
 */
export function spansOf(line: string, marks: readonly TextRange[] = []): readonly Span[] {
  const spans: Span[] = [];
  const style = { ...PLAIN };
  let position = 0;
  for (const found of line.matchAll(CONTROL)) {
    addText(spans, line, position, found.index, style, marks);
    position = found.index + found[0].length;
    if (found[2] === 'm') applySgr(style, found[1] ?? '');
    else if (found[0].length === 1 && found[0] !== '\x1b') addSpan(spans, picture(found[0]), style, false);
  }
  addText(spans, line, position, line.length, style, marks);
  return spans;
}

function addText(
  spans: Span[],
  line: string,
  from: number,
  to: number,
  style: Style,
  marks: readonly TextRange[],
): void {
  let position = from;
  for (const [start, end] of marks) {
    if (end <= position || start >= to) continue;
    addSpan(spans, line.slice(position, Math.max(start, position)), style, false);
    addSpan(spans, line.slice(Math.max(start, position), Math.min(end, to)), style, true);
    position = Math.min(end, to);
  }
  addSpan(spans, line.slice(position, to), style, false);
}

function addSpan(spans: Span[], text: string, style: Style, marked: boolean): void {
  if (text === '') return;
  const { inverse, fg, bg } = style;
  const [front, back] = inverse ? [bg, fg ?? 7] : [fg, bg];
  const classes = [
    ...(['bold', 'dim', 'italic', 'underline'] as const).filter((name) => style[name]),
    // Text keeps the theme's colour on a background: no other pair is sure to be readable.
    ...(front === undefined || back !== undefined ? [] : [`fg-${front}`]),
    ...(back === undefined ? [] : [`bg-${back}`]),
    ...(marked ? ['match'] : []),
  ];
  spans.push({ text, classes: classes.join(' ') });
}

const picture = (control: string): string =>
  control === '\x7f' ? '\u2421' : String.fromCharCode(0x2400 + control.charCodeAt(0));

function applySgr(style: Style, parameters: string): void {
  const codes = parameters.split(/[;:]/).map(Number);
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 0) Object.assign(style, PLAIN);
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = false;
    else if (code === 27) style.inverse = false;
    else if (code === 39) style.fg = undefined;
    else if (code === 49) style.bg = undefined;
    else if (code === 38 || code === 48) {
      const [color, used] = extendedColor(codes.slice(index + 1));
      index += used;
      style[code === 38 ? 'fg' : 'bg'] = color;
    } else if (code >= 30 && code <= 37) style.fg = code - 30;
    else if (code >= 40 && code <= 47) style.bg = code - 40;
    else if (code >= 90 && code <= 97) style.fg = code - 82;
    else if (code >= 100 && code <= 107) style.bg = code - 92;
  }
}

/** Of `5;N` and `2;R;G;B`: the nearest of 16 colours, and how many numbers were read. */
function extendedColor([kind, ...values]: readonly number[]): [color: number | undefined, used: number] {
  if (kind === 5) {
    const code = values[0] ?? 0;
    if (code < 16) return [code, 2];
    if (code >= 232) return [nearest(Array(3).fill((code - 232) * 10 + 8)), 2];
    const level = (step: number): number => (step === 0 ? 0 : step * 40 + 55);
    const cube = code - 16;
    return [nearest([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level)), 2];
  }
  if (kind === 2) return [nearest(values.slice(0, 3)), 4];
  return [undefined, 1];
}

/** xterm's first 16 colours. */
const PALETTE = [
  '000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5',
  '7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff',
]
  .join(' ')
  .split(' ')
  .map((hex) => [0, 2, 4].map((start) => Number.parseInt(hex.slice(start, start + 2), 16)));

function nearest(color: readonly number[]): number {
  const distances = PALETTE.map((entry) =>
    entry.reduce((sum, value, index) => sum + (value - (color[index] ?? 0)) ** 2, 0),
  );
  return distances.indexOf(Math.min(...distances));
}
