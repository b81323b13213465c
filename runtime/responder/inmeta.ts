import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ParseOption, XmlDocument, XmlLibError, XsdValidator } from 'libxml2-wasm';
import * as library from 'libxml2-wasm/lib/libxml2.mjs';
import type { Fault } from '../../lib/contract/faults.ts';
import type { ExitError } from '../shared/errors.ts';
import { misconfigured } from '../shared/errors.ts';
import { errorCodes, messageOf } from './errors.ts';

/** The schema that comes with the program: of exactly what CDS's documents hold. */
const ownSchema = join(import.meta.dirname, 'inmeta.xsd');

/** How many things that are wrong with one document are told; of the others, how many they are. */
const toldFaults = 20;

/** The most that is told of one of them, in UTF-16 code units: the parser quotes names and, for some schemas, values. */
const messageLength = 200;

/** No entity or document type from elsewhere is read; what the declaration calls the encoding does not count, as the text is decoded already. */
const parseOptions = {
  encoding: 'utf-8',
  option:
    ParseOption.XML_PARSE_NO_XXE |
    ParseOption.XML_PARSE_NONET |
    ParseOption.XML_PARSE_IGNORE_ENC |
    ParseOption.XML_PARSE_BIG_LINES |
    ParseOption.XML_PARSE_NO_SYS_CATALOG,
};

/** A schema that was compiled once. */
export interface InmetaSchema {
  /**
   * Everything that is wrong with a document in UTF-8, in its order, the first 20 in words; nothing where it is valid. A document type declaration is
   * refused. Runs to its end at once: 10 MiB take some 0.2 s, and 7 to 14 times a document's size in memory, which the next document uses again.
   */
  faultsOf(inmeta: Uint8Array): readonly Fault[];
}

/**
 * Reads and compiles a schema. What it includes or imports is not read: it has to be one file.
 * @param path of the XSD file. @default the schema that comes with the program
 * @throws ExitError ERR_RESPONDER_INMETA_XSD when it cannot be read or is no schema
 */
export async function loadInmetaSchema(path: string = ownSchema): Promise<InmetaSchema> {
  const source = await readFile(path).catch((error: unknown) => {
    throw unusable(path, messageOf(error), error);
  });
  const validator = compile(source, path);
  return { faultsOf: (inmeta) => validate(validator, inmeta) };
}

function compile(source: Uint8Array, path: string): XsdValidator {
  try {
    const document = XmlDocument.fromBuffer(source, { option: parseOptions.option });
    try {
      return XsdValidator.fromDoc(document);
    } finally {
      document.dispose();
    }
  } catch (error) {
    const faults = error instanceof XmlLibError ? error.details.map(textOf) : [messageOf(error)];
    throw unusable(path, faults.join('; '), error);
  }
}

function unusable(path: string, got: string, cause: unknown): ExitError {
  return misconfigured(
    errorCodes.inmetaXsd,
    `INMETA_XSD: got ${JSON.stringify(path)}, of which ${got}; expected an XML schema in one file; correct the file, or unset the variable`,
    cause,
  );
}

function validate(validator: XsdValidator, inmeta: Uint8Array): readonly Fault[] {
  collector.dropped = 0;
  let document: XmlDocument | undefined;
  try {
    document = XmlDocument.fromBuffer(inmeta, parseOptions);
    if (document.dtd !== null)
      return [{ at: 'inmeta', problem: 'got a DOCTYPE; expected none: inmeta needs no entities' }];
    validator.validate(document);
    return [];
  } catch (error) {
    if (error instanceof XmlLibError) return faultsOf(error);
    throw error;
  } finally {
    // Nothing else frees what the document holds outside JavaScript's heap.
    document?.dispose();
  }
}

function faultsOf({ details }: XmlLibError): readonly Fault[] {
  const faults = details.map((detail) => ({ at: `inmeta:${detail.line}`, problem: textOf(detail) }));
  if (faults.length === 0) return [{ at: 'inmeta', problem: 'got no XML; expected an XML document' }];
  return collector.dropped === 0 ? faults : [...faults, { at: 'inmeta', problem: `and ${collector.dropped} more` }];
}

function textOf({ message }: { readonly message: string }): string {
  const text = message.replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text.length <= messageLength ? text : `${text.slice(0, messageLength).toWellFormed()}...`;
}

/**
 * Takes the place of the library's collector, which asks for the path of every node with a fault: a path counts all earlier siblings, so a document of
 * 100 KiB without a right element would take two seconds, and one of 10 MiB hours.
 * @see libxml2-wasm 0.7.2 lib/libxml2.mjs, `errorCollector`
 */
const collector = { dropped: 0 };

/** Warnings are below. */
const errorLevel = 2;

library.error.errorCollector = callback((index, error) => {
  const level = library.XmlErrorStruct.level(error);
  if (level < errorLevel) return;
  const details = library.error.storage.get(index);
  if (details.length >= toldFaults) collector.dropped += 1;
  else {
    const message = library.XmlErrorStruct.message(error).slice(0, 4 * messageLength);
    details.push({ message, level, line: library.XmlErrorStruct.line(error), col: 0 });
  }
});

/** A function as libxml2 calls it, with two numbers. */
function callback(called: (index: number, error: number) => void): number {
  // exported, though the package's types leave it out
  return (library as unknown as { addFunction(called: unknown, signature: string): number }).addFunction(called, 'vii');
}

/** An XML declaration with an encoding, at the beginning of a text. */
const declaration = /^(\uFEFF?<\?xml\s[^<>?]{0,100}?\bencoding\s*=\s*)(["'])([A-Za-z][A-Za-z0-9._-]*)\2/;

/**
 * The bytes of an inmeta text, as it is written to a file: UTF-8, and so the declaration says, whatever encoding the text came out of. Otherwise the program
 * that reads the file would decode it once more.
 */
export function encodeInmeta(text: string): Uint8Array {
  const [start, before, quote, name] = declaration.exec(text.slice(0, 256)) ?? [];
  if (start === undefined || name?.toLowerCase() === 'utf-8') return Buffer.from(text);
  return Buffer.from(`${before}${quote}UTF-8${quote}${text.slice(start.length)}`);
}
