import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VariableSpec } from '../../../contract/variables.ts';
import type { Server } from './server.ts';
import type { CatalogueVariable } from './variable.ts';

/** The folder of the data that the catalogue is generated from. */
export const dataFolder = fileURLToPath(new URL('./data/', import.meta.url));

/** A variable in the data: what the catalogue says of it, and what only documents and tests need. */
export interface VariableData extends Omit<CatalogueVariable, 'secret' | 'secretKey' | 'strictUrl' | 'plainKeys'> {
  /** Secret and key. @default - the value is no secret */
  readonly secret?: string;
  /** The default in words, where it is no text that could be given. */
  readonly defaultIs?: string;
  /** The program does nothing with it. */
  readonly unused?: true;
  /** Where it stands in the program's configuration; several places may read one variable. */
  readonly key?: string | readonly string[];
  /** What convict checks, where that is not what its type is checked as; words of an enumeration. `inferred Array`: the type of the default. */
  readonly format?: string | readonly string[];
  /** Where it is from. @default - the server's source */
  readonly source?: string;
}

/** A server in the data. */
export interface ServerData extends Omit<Server, 'variables'> {
  /** Repository, commit and file that its variables are read from. */
  readonly source: string;
  /** What it is for, in a line. */
  readonly summary: string;
  /** The program does not check its variables when it starts. */
  readonly unvalidated?: true;
  /** What must hold beside its variables. */
  readonly conditions?: readonly string[];
  /** How other releases differ: variables by the release. */
  readonly drift?: {
    /** Not yet there in a release before this one. */
    readonly notYetIn?: Readonly<Record<string, readonly string[]>>;
    readonly goneBy?: Readonly<Record<string, readonly string[]>>;
    readonly newBy?: Readonly<Record<string, readonly string[]>>;
    /** When the server itself left. */
    readonly goneFrom?: string;
  };
  readonly variables: Readonly<Record<string, VariableData>>;
}

/** Values of several variables that have to fit. A value is called `<server>/<variable>`. */
export interface SharedValue {
  readonly rule: 'equal' | 'entry' | 'authority' | 'same-address' | 'same-origin' | 'matches' | 'below' | 'published';
  readonly values: readonly string[];
  readonly path?: string;
  /** What the rule says. @default - all are equal */
  readonly meaning?: string;
}

/** What a Service of a name does to servers whose pods have service links. */
export interface ServiceLink {
  readonly service: string;
  readonly variable: string;
  readonly servers: readonly string[];
  readonly result: string;
}

/** What the data says of all servers together. */
export interface FleetData {
  readonly release: { readonly tag: string; readonly date: string; readonly commit: string };
  readonly sharedValues: readonly SharedValue[];
  readonly serviceLinks: readonly ServiceLink[];
}

const fleetName = 'fleet';

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(dataFolder, `${name}.json`), 'utf8'));
}

/** What is known of the servers, in the order of their names. */
export function readServers(): readonly ServerData[] {
  return readdirSync(dataFolder)
    .map((file) => basename(file, '.json'))
    .filter((name) => name !== fleetName)
    .toSorted()
    .map(readServer);
}

/** What is known of one server. */
export const readServer = (name: string): ServerData => read(name) as ServerData;

/** What is known of all servers together. */
export const readFleet = (): FleetData => read(fleetName) as FleetData;

const usualFormats: Readonly<Record<VariableSpec['type'], string>> = {
  text: 'String',
  path: 'String',
  host: 'String',
  'host-port': 'String',
  url: 'String',
  'public-url': 'String',
  'dialled-public-url': 'String',
  'public-authority': 'String',
  integer: 'nat',
  number: 'Number',
  port: 'port',
  boolean: 'Boolean',
  seconds: 'Number',
  milliseconds: 'Number',
  duration: 'duration',
  timestamp: 'timestamp',
  bytes: 'Number',
  list: 'Array',
  regexp: 'RegExp',
  json: 'Object',
};

/** What convict checks of a variable of a Node server. */
export const formatOf = ({ format, oneOf, type }: VariableData): string | readonly string[] =>
  format ?? oneOf ?? usualFormats[type];
