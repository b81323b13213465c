/** What an environment runs FxA as. Each server has words of its own for it. */
export type Mode = 'production' | 'stage' | 'development' | 'test';

/** All modes. */
export const modes: readonly Mode[] = ['production', 'stage', 'development', 'test'];

/** How a server is told its mode. A mode without a word is one it does not have. */
export interface ModeWords {
  readonly variable: string;
  readonly words: Readonly<Partial<Record<Mode, string>>>;
}

/** What a server makes of a mode: the variable and its word, nothing where the server knows no modes, or that it has no such mode. */
export type ModeSetting =
  | { readonly variable: string; readonly word: string }
  | { readonly variable?: undefined; readonly word?: undefined }
  | { readonly variable: string; readonly word?: undefined; readonly has: readonly Mode[] };

/** The word by which a server is told the mode, such as `prod` for `production`. */
export function modeSetting(own: ModeWords | undefined, mode: Mode): ModeSetting {
  if (own === undefined) return {};
  const { variable, words } = own;
  const word = words[mode];
  return word === undefined ? { variable, has: modes.filter((each) => words[each] !== undefined) } : { variable, word };
}
