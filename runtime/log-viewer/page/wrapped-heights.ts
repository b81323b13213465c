import type { LineStore } from './line-store.ts';
import type { Lines } from './scroll-map.ts';

/** What is shown of a line at most, in UTF-16 code units: a browser cannot lay out a line of megabytes. */
export const MAX_SHOWN = 10_000;

/** Heights of wrapped lines by the number of their characters: the pane breaks lines at any character of its monospace font. Remembers the mean. */
export function wrappedHeights(): {
  of(store: LineStore, columns: number, lineHeight: number): Pick<Lines, 'heightOf' | 'meanHeight'>;
} {
  let mean = { of: -1, columns: 0, rows: 1 };
  return {
    of(store, columns, lineHeight) {
      const rowsOf = (text: string | undefined): number =>
        text === undefined ? 1 : Math.max(Math.ceil(Math.min(columnsOf(text), MAX_SHOWN) / columns), 1);
      const { known } = store;
      // Some more lines than before change the mean too little to count all again.
      if (mean.columns !== columns || Math.abs(known.size - mean.of) > mean.of / 10 || known.size < 500) {
        let rows = 0;
        for (const text of known.values()) rows += rowsOf(text);
        mean = { of: known.size, columns, rows: known.size === 0 ? 1 : rows / known.size };
      }
      return { heightOf: (line) => rowsOf(store.get(line)) * lineHeight, meanHeight: mean.rows * lineHeight };
    },
  };
}

// eslint-disable-next-line no-control-regex
const UNSEEN = /\x1b\[[\d;:]*[ -/]*[@-~]/g;
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/g;

/** Columns that a line takes: escape sequences none, wide characters two, tabs up to eight. */
function columnsOf(line: string): number {
  const seen = line.includes('\x1b') ? line.replace(UNSEEN, '') : line;
  let columns = seen.length;
  for (let tab = seen.indexOf('\t'), added = 0; tab !== -1; tab = seen.indexOf('\t', tab + 1)) {
    const extra = 7 - ((tab + added) % 8);
    added += extra;
    columns += extra;
  }
  return columns + (seen.match(WIDE)?.length ?? 0);
}
