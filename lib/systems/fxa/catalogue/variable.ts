import type { VariableSpec } from '../../../contract/variables.ts';
import type { Mode } from './mode.ts';

/**
 * Values that decide whether something is needed. Key: another variable. Value: its text, or `*` for any that is not empty. What counts is the
 * value that the program has in the end: the one it is given, else that of the mode's file, else its default.
 */
export type Conditions = Readonly<Record<string, string>>;

/** When a program does not start, or is of no use, without a variable: in some modes, where all of `when` holds and none of `unless`. */
export interface Need {
  /** @default - all modes */
  readonly in?: readonly Mode[];
  readonly when?: Conditions;
  readonly unless?: Conditions;
}

/** A variable of an FxA server. */
export interface CatalogueVariable extends Omit<VariableSpec, 'required'> {
  /** `true`: always. @default - never */
  readonly needed?: true | Need;
  /** What the program's own file for a mode says, which wins over `default`. */
  readonly defaultIn?: Readonly<Partial<Record<Mode, string>>>;
  /** Secret and key that the value comes from, such as `keys/flow-id-key`. Variables that have to agree have one key. */
  readonly secretKey?: string;
  /** Everybody can read the default in the program's source, so it is refused in production and stage. */
  readonly placeholder?: true;
  /** Who uses the address: the server dials it, browsers and mails get it, or it is only compared. */
  readonly address?: 'dialled' | 'public' | 'identity';
  /** What the file at the path holds, and where that comes from if it is secret. */
  readonly file?: { readonly holds: string; readonly secret?: string };
  /** The text has to be what convict takes for a URL, which is less than browsers do. @see npm convict-format-with-validator */
  readonly strictUrl?: true;
  /** No key in the JSON is empty or has a dot: convict takes keys for parts of a path and does not find these. @see npm convict, flatten */
  readonly plainKeys?: true;
  /** The program does not start with it in other modes. @default - all modes */
  readonly onlyIn?: readonly Mode[];
  /** A variable cannot hold the value; a file of `CONFIG_FILES` can. */
  readonly fileOnly?: true;
}

/** The variables of an FxA server by name. */
export type CatalogueTable = Readonly<Record<string, CatalogueVariable>>;
