import { Lazy, Yaml } from 'cdk8s';
import { isPlainMap, plainParts, sortedKeys } from './plain-data.ts';

/**
 * Prints plain data as a document of YAML: byte for byte what `Yaml.stringify` of cdk8s prints of what `plainParts` makes of it, in a small part of the
 * time and without the copy.
 *
 * @throws TypeError when something in it is not plain data, or `Yaml.stringify` prints it in a way that is not known here
 */
export const printManifest = (object: object): string =>
  `${printMap(object as Readonly<Record<string, unknown>>, Object.keys(object), 0, '')}\n`;

/** Plain data as a document of YAML, whatever it holds. @throws TypeError when something in it is not plain data */
export function stringifyManifest(object: object): string {
  try {
    return printManifest(object);
  } catch {
    return Yaml.stringify(plainParts(object));
  }
}

/**
 * Texts of one line that YAML 1.1 takes for nothing but texts: printable ASCII, after a colon or a space nothing that could end the text. They begin with a
 * letter, a slash, the dots of a path or the dashes of an option and are no word for true, false or null and no `e5`; or they begin with a digit and hold a character that
 * stands in no number and no date, or three numbers with dots between.
 *
 * @see https://yaml.org/type/
 */
const plainText =
  /^(?!(?:e[-+]?\d+|y|yes|n|no|true|false|on|off|null)$)(?:[a-z_/$(^]|[.]{1,2}[/]|--?[a-df-z]|-e$|\d(?=[\da-f_+.:xtz -]*[^\da-f_+.:xtz -]|[\d.]*\.\d+\.\d))[!-9;-~]*(?:[: ](?=[!"$-9;-~])[!-9;-~]+)*$/i;
const plainKey = /^(?!(?:e-?\d+|y|yes|n|no|true|false|on|off|null)$)[a-z][\w./-]{0,200}$/i;

/** Texts of one line that would be taken for something else without quotes: numbers, words, and what an indicator, a colon or a space would change. */
const quotedText =
  /^(?:[-+]?\d[\d_]*(?:\.[\d_]*)?|\d{4}-\d\d-\d\d|\d\d?:[0-5]\d|[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL|~|[ ,[\]{}#&*!|>'"%@`][ -~]*|[ -~]*(?:: | #)[ -~]*|[ -~]*[ :])?$/;

/** Texts of several lines that become a block: no white space at either end but one line's end, and nothing that has to be escaped. */
const blockText = /^[^ \t\n][^]*[^ \t\n]\n?$/;
const escaped = /[^\P{Cc}\t\n]|\p{Cs}/u;

/**
 * Prints a value with what stands before it: a space where it stays on the line of its key, else the line's end and the indentation.
 *
 * @param depth in steps of two spaces
 * @param line what stands before its first line; empty in a list, where that follows the dash
 * @returns undefined where it is null or undefined
 */
function printValue(value: unknown, depth: number, line: string): string | undefined {
  if (typeof value === 'string') return inline(textOf(value, depth), line);
  if (typeof value === 'number') return inline(Object.is(value, -0) ? '-0' : numberText(value), line);
  if (typeof value === 'boolean') return inline(value ? 'true' : 'false', line);
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object') throw new TypeError('not data');
  if (Array.isArray(value)) return printList(value, depth, line);
  if (value instanceof Lazy) return printValue(value.produce(), depth, line);
  if (isPlainMap(value)) return printMap(value, sortedKeys(value), depth, line);
  throw new TypeError('not plain');
}

const inline = (text: string, line: string): string => (line === '' ? text : ` ${text}`);

function printMap(
  map: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  depth: number,
  line: string,
): string {
  const texts = depth === 0 ? keyTexts.outermost : keyTexts.inner;
  const [next, inner] = [lineAt(depth), lineAt(depth + 1)];
  let printed = '';
  for (const key of keys) {
    const value = printValue(map[key], depth + 1, inner);
    if (value !== undefined)
      printed += `${printed === '' ? line : next}${texts.get(key) ?? keyText(key, texts)}${value}`;
  }
  return printed === '' ? inline('{}', line) : printed;
}

function printList(list: readonly unknown[], depth: number, line: string): string {
  const next = lineAt(depth);
  let printed = '';
  for (const item of list) {
    const value = printValue(item, depth + 1, '');
    // cdk8s keeps its place
    if (value === undefined) throw new TypeError('a list with null in it');
    printed += `${printed === '' ? line : next}- ${value}`;
  }
  return printed === '' ? inline('[]', line) : printed;
}

function textOf(text: string, depth: number): string {
  if (plainText.test(text)) return text;
  if (!text.includes('\n')) return lineText(text);
  if (!blockText.test(text) || escaped.test(text)) return askLines(text, depth);
  const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
  const indented = lines.replace(/\n+/g, `$&${'  '.repeat(depth)}`);
  return `${lines === text ? '|-' : '|'}${lineAt(depth)}${indented}`;
}

const lines = ['\n'];

/** A line's end and the indentation of the next line. */
function lineAt(depth: number): string {
  return (lines[depth] ??= `\n${'  '.repeat(depth)}`);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
}

const askedTexts = new Map<string, string>();

/** A text of one line that may need quotes. It is printed alike wherever it stands. */
function lineText(text: string): string {
  if (quotedText.test(text)) return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
  const known = askedTexts.get(text);
  if (known !== undefined) return known;
  const asked = Yaml.stringify({ a: text }).slice('a: '.length, -1);
  askedTexts.set(text, asked);
  return asked;
}

/** A text of several lines, which is printed as its depth demands. */
function askLines(text: string, depth: number): string {
  let nested: unknown = text;
  let before = '';
  for (let level = 0; level < depth; level += 1) {
    nested = { a: nested };
    before += `${level === 0 ? '' : lineAt(level)}a:`;
  }
  return Yaml.stringify(nested).slice(before.length + 1, -1);
}

/** Keys with their colon, which are printed alike in all maps but the outermost one. */
const keyTexts = { outermost: new Map<string, string>(), inner: new Map<string, string>() };

/** @throws TypeError where a key takes several lines, or is lost when it is copied */
function keyText(key: string, texts: Map<string, string>): string {
  if (key === '__proto__') throw new TypeError('a key that sets the prototype');
  const text = plainKey.test(key) ? `${key}:` : askKey(key, texts === keyTexts.outermost);
  texts.set(key, text);
  return text;
}

function askKey(key: string, isOutermost: boolean): string {
  const [object, before] = isOutermost ? [{ [key]: 0 }, ''] : [{ a: { [key]: 0 } }, 'a:\n  '];
  const text = Yaml.stringify(object).slice(before.length, -' 0\n'.length);
  if (text.startsWith('? ')) throw new TypeError('a key of several lines');
  return text;
}
