import { quote } from '../contract/faults.ts';
import type { Problem } from './rule.ts';

/** A problem in the house's words. @param got the value as it stands, which is cut when it is long; undefined where nothing stands */
export function problem(path: string, got: unknown, expected: string, remedy: string): Problem {
  return problemOf(path, quote(got), expected, remedy);
}

/** A problem whose value is put in as it stands: for what is not one value of the object, and for what must not be shown. */
export function problemOf(path: string, got: string, expected: string, remedy: string): Problem {
  return { path, problem: `got ${got}; expected ${expected}`, remedy };
}

/** Texts as an enumeration, such as `"a", "b"`; after four the number of the others. */
export function enumeration(texts: readonly string[]): string {
  const shown = texts.slice(0, 4).map((text) => JSON.stringify(text));
  return texts.length > 4 ? `${shown.join(', ')} and ${texts.length - 4} more` : shown.join(', ');
}
