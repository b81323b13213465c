import type { VariableValues } from '../../../config/typed-variables.ts';
import type { servers } from './generated/index.ts';
import type { Mode } from './mode.ts';
import type { Server } from './server.ts';
import type { CatalogueTable, CatalogueVariable } from './variable.ts';

/** The servers of the catalogue, each of its exact type. */
export type Servers = typeof servers;

/** One of the programs that make up FxA. */
export type ServerName = keyof Servers;

/** The modes that a server has; those that know none have all. */
export type ModeOf<Name extends ServerName> = Servers[Name] extends { readonly mode: { readonly words: infer Words } }
  ? keyof Words & Mode
  : Mode;

type ModeVariable<S> = S extends { readonly mode: { readonly variable: infer Name } } ? Name : never;
type BindVariable<S> = S extends { readonly bind: { readonly variable: infer Name } } ? Name : never;
type PortVariable<Port> = Port extends { readonly variable: infer Name } ? Name : never;
type PortVariables<S extends Server> = { [Port in keyof S['ports']]: PortVariable<S['ports'][Port]> }[keyof S['ports']];

/** The variables that the catalogue sets itself: the mode, where to listen, and at which ports. */
type OwnVariables<S extends Server> = ModeVariable<S> | BindVariable<S> | PortVariables<S>;

type FileOnly<T extends CatalogueTable> = {
  [Name in keyof T]: T[Name] extends { readonly fileOnly: true } ? Name : never;
}[keyof T];

type Settable<S extends Server> = Pick<
  S['variables'],
  Exclude<keyof S['variables'], OwnVariables<S> | FileOnly<S['variables']>>
>;

/** What hangs on other values, or on a mode that the type does not know, is for synth to ask for. */
type IsNeeded<Spec extends CatalogueVariable, InMode extends Mode> = Spec extends { readonly needed: infer Need }
  ? Need extends true
    ? true
    : Need extends { readonly when: unknown } | { readonly unless: unknown }
      ? false
      : Need extends { readonly in: readonly (infer In)[] }
        ? [InMode] extends [In]
          ? true
          : false
        : false
  : false;

// mapped types over a table's own keys hand on what its properties are documented with
type InMode<T extends CatalogueTable, M extends Mode> = {
  readonly [Name in keyof T]: IsNeeded<T[Name], M> extends true ? T[Name] & { readonly required: true } : T[Name];
};

/**
 * The variables of a server in a mode, as its composition gives them. Where the mode is one of the four words, those that it needs must be given.
 *
 * @example ServerSettings<'fxa-auth-server', 'production'>
 */
export type ServerSettings<Name extends ServerName, M extends Mode = Mode> = SettingsOf<Servers[Name], M>;

type SettingsOf<S extends Server, M extends Mode> = VariableValues<InMode<Settable<S>, M>>;

type SecretPaths<T extends CatalogueTable> = {
  [Name in keyof T]:
    | (T[Name] extends { readonly secretKey: infer Path } ? Path : never)
    | (T[Name] extends { readonly file: { readonly secret: infer Path } } ? Path : never);
}[keyof T];

type AllSecretPaths = { [Name in ServerName]: SecretPaths<Servers[Name]['variables']> }[ServerName];

/** The Secrets that servers read: `mysql`, `keys` for what several must agree on, else one per server. */
export type SecretName = AllSecretPaths extends `${infer Group}/${string}` ? Group : never;

/** The keys of a Secret, whichever server reads them. */
export type SecretKeyName<Group extends SecretName> =
  Extract<AllSecretPaths, `${Group}/${string}`> extends `${Group}/${infer Key}` ? Key : never;

/** The keys of a Secret that one server reads, as variables or as files. */
export type SecretKeyOf<Name extends ServerName, Group extends SecretName> =
  Extract<SecretPaths<Servers[Name]['variables']>, `${Group}/${string}`> extends `${Group}/${infer Key}` ? Key : never;
