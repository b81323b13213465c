/** One thing that is wrong with a message or a configuration. It never holds inmeta, nor the value of a secret. */
export interface Fault {
  /** What is wrong: a field's name, a variable's name, `routing key`, or `body` for a message as a whole. */
  readonly at: string;
  /** `got <value as JSON, cut>; expected <shape>`, such as `got 12; expected a string`. One line. */
  readonly problem: string;
}

/** The longest piece of a value that a fault quotes, in UTF-16 code units. */
const quotedLength = 80;

/** How many entries of an array or object a fault looks at: a body of 10 MiB costs no more than a small one. */
const quotedEntries = 8;

/** States a fault in the house's words. `got` is put in as it stands: pass it through {@link quote} first. */
export function fault(at: string, got: string, expected: string): Fault {
  return { at, problem: `got ${got}; expected ${expected}` };
}

/** The same faults in the order every report has, by what they are about. */
export function inOrder(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/**
 * A value as JSON for a fault: at most 80 characters and `...`, containers two levels deep, and whatever stands under
 * a key `inmeta` left out. Takes any value that JSON can state, of any size and depth, without throwing; `undefined`
 * gives `nothing`.
 */
export function quote(value: unknown): string {
  const text = quoteWhole(value);
  return text.length <= quotedLength ? text : `${text.slice(0, quotedLength).toWellFormed()}...`;
}

function quoteWhole(value: unknown): string {
  if (Array.isArray(value)) return `[${value.slice(0, quotedEntries).map(quoteEntry).join(',')}${more(value.length)}]`;
  if (typeof value !== 'object' || value === null) return quoteEntry(value);
  const keys = Object.keys(value);
  const entries = Object.entries(value).slice(0, quotedEntries);
  const texts = entries.map(
    ([key, entry]) => `${quoteEntry(key)}:${key === 'inmeta' ? '(not shown)' : quoteEntry(entry)}`,
  );
  return `{${texts.join(',')}${more(keys.length)}}`;
}

function more(count: number): string {
  return count > quotedEntries ? ',...' : '';
}

function quoteEntry(value: unknown): string {
  if (value === undefined) return 'nothing';
  // One code unit more than is shown, so that the cut shows; JSON.stringify of a whole 10 MiB string would be wasted.
  if (typeof value === 'string') return JSON.stringify(value.slice(0, quotedLength + 1));
  if (typeof value !== 'object' || value === null) return String(value);
  // Never deeper: JSON.stringify overflows the stack on some thousand levels, which a few kilobytes can hold.
  return Array.isArray(value) ? '[...]' : '{...}';
}
