/**
 * The tallest an element may safely be, in CSS px; Firefox ends at 17.9 million, Chromium at 33.5.
 * @see https://searchfox.org/mozilla-central/source/layout/base/Units.h nscoord_MAX
 */
export const MAX_HEIGHT_PX = 16_000_000;

/** What stands at the upper edge: a line (the first is 0), and how much of it lies above the edge, in px. */
export interface Anchor {
  readonly line: number;
  readonly offset: number;
}

/** What a map is made of; heights are asked for again whenever they matter. */
export interface Lines {
  readonly count: number;
  /** The height of one unwrapped line, in px. */
  readonly lineHeight: number;
  /** The height of each line, in px; undefined where all have `lineHeight`. */
  readonly heightOf?: (line: number) => number;
  /** The mean of what `heightOf` knows, in px. @default lineHeight */
  readonly meanHeight?: number;
}

/**
 * Which lines are on the screen, for logs of which no browser could hold all lines at once. The place is a line, not a number of pixels; the scroll bar follows
 * it in proportion. Small movements go by pixels, so that a wheel moves as far as it does everywhere.
 */
export class ScrollMap {
  lines: Lines = { count: 0, lineHeight: 20 };
  viewportPx = 0;
  #anchor: Anchor = { line: 0, offset: 0 };
  /** What was gone to, until one moves away: lines that come in around it may be higher than they were thought to be. */
  #pin: { readonly line: number; readonly above: number } | 'end' | undefined;

  get anchor(): Anchor {
    return this.#anchor;
  }

  /** The height of what the browser scrolls, in px. */
  get heightPx(): number {
    const { count, lineHeight, meanHeight = lineHeight } = this.lines;
    return Math.min(Math.round(count * meanHeight), MAX_HEIGHT_PX);
  }

  /** Whether a pixel of the scroll bar is a pixel of the log. */
  get isExact(): boolean {
    const { count, lineHeight, heightOf } = this.lines;
    return heightOf === undefined && count * lineHeight <= MAX_HEIGHT_PX;
  }

  /** Where the scroll bar belongs, in px from its top. */
  get scrollTop(): number {
    const end = this.#position(this.endAnchor());
    const range = Math.max(this.heightPx - this.viewportPx, 0);
    return end === 0 ? 0 : Math.round((this.#position(this.#anchor) / end) * range);
  }

  set scrollTop(top: number) {
    const range = this.heightPx - this.viewportPx;
    const end = this.#position(this.endAnchor());
    const position = range <= 0 ? 0 : Math.min(Math.max(top / range, 0), 1) * end;
    const line = Math.floor(position);
    this.#pin = undefined;
    this.#set({ line, offset: (position - line) * this.#heightOf(line) });
  }

  /** Down by this much, or up where it is negative. */
  moveBy(px: number): void {
    this.#pin = undefined;
    this.#set(this.#movedBy(this.#anchor, px));
  }

  /** Puts a line to the upper edge, or so that so much of the screen lies above it, in px. */
  moveTo(line: number, above = 0): void {
    this.#pin = { line, above };
    this.#set(this.#movedBy({ line, offset: 0 }, -above));
  }

  moveToEnd(): void {
    this.#pin = 'end';
    this.#anchor = this.endAnchor();
  }

  /** Follows its lines, which turned out to stand so many lines further down. */
  shiftBy(lines: number): void {
    this.#anchor = { ...this.#anchor, line: this.#anchor.line + lines };
    if (typeof this.#pin === 'object') this.#pin = { ...this.#pin, line: this.#pin.line + lines };
  }

  /** Stays where it is after heights or the count have changed: at the end, or with the line that was gone to where it was. */
  settle(): void {
    if (this.#pin === 'end') this.moveToEnd();
    else if (this.#pin !== undefined) this.moveTo(this.#pin.line, this.#pin.above);
    else this.#set(this.#anchor);
  }

  /** The lines of which something is on the screen; the end is exclusive. */
  get visible(): { readonly first: number; readonly end: number } {
    const { count } = this.lines;
    const { line, offset } = this.#anchor;
    let end = line;
    for (let px = -offset; px < this.viewportPx && end < count; end += 1) px += this.#heightOf(end);
    return { first: line, end };
  }

  /** Where the last line ends at the lower edge. */
  endAnchor(): Anchor {
    const { count } = this.lines;
    let line = count;
    let px = 0;
    while (px < this.viewportPx && line > 0) {
      line -= 1;
      px += this.#heightOf(line);
    }
    return { line, offset: Math.max(px - this.viewportPx, 0) };
  }

  #movedBy(anchor: Anchor, px: number): Anchor {
    const { count, lineHeight, heightOf } = this.lines;
    if (heightOf === undefined) {
      const top = anchor.line * lineHeight + anchor.offset + px;
      const line = Math.floor(top / lineHeight);
      return { line, offset: top - line * lineHeight };
    }
    let { line, offset } = anchor;
    offset += px;
    for (; offset < 0 && line > 0; offset += this.#heightOf(line)) line -= 1;
    for (; offset >= this.#heightOf(line) && line < count - 1; line += 1) offset -= this.#heightOf(line);
    return { line, offset };
  }

  #heightOf(line: number): number {
    return this.lines.heightOf?.(line) ?? this.lines.lineHeight;
  }

  /** In lines; its fraction is the part of the line above the edge. */
  #position({ line, offset }: Anchor): number {
    return line + offset / this.#heightOf(line);
  }

  #set({ line, offset }: Anchor): void {
    const end = this.endAnchor();
    if (line < 0 || (line === 0 && offset < 0)) this.#anchor = { line: 0, offset: 0 };
    else if (line > end.line || (line === end.line && offset > end.offset)) this.#anchor = end;
    else this.#anchor = { line, offset: Math.max(offset, 0) };
  }
}
