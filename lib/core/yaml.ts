import { Yaml } from 'cdk8s';

/**
 * Objects as the documents of one YAML file: byte for byte what `Yaml.stringify` of cdk8s prints, in a small part of its time. What objects of the
 * Kubernetes API mostly consist of is printed here; of whatever is not surely known, `Yaml.stringify` itself is asked.
 */
export function stringifyManifests(objects: readonly unknown[]): string {
  const parts: string[] = [];
  for (const object of objects) {
    if (parts.length > 0) parts.push('---\n');
    const start = parts.length;
    if (printDocument(object, parts)) parts.push('\n');
    else parts.splice(start, Number.POSITIVE_INFINITY, Yaml.stringify(object));
  }
  return parts.join('');
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

/** The document that is being printed. */
interface Printing {
  readonly parts: string[];
  /** Its objects: one that comes twice becomes an alias. */
  readonly seen: Set<object>;
  /** Whether all of it is known here. */
  known: boolean;
}

/** @returns whether all of the document is known here; if not, what was printed is wrong */
function printDocument(object: unknown, parts: string[]): boolean {
  const printing: Printing = { parts, seen: new Set(), known: typeof object === 'object' && !Array.isArray(object) };
  printValue(object, 0, printing);
  return printing.known;
}

/** @param depth in steps of two spaces */
function printValue(value: unknown, depth: number, printing: Printing): void {
  const { parts, seen } = printing;
  if (typeof value === 'string') printText(value, depth, parts);
  else if (typeof value === 'number') parts.push(Object.is(value, -0) ? '-0' : numberText(value));
  else if (typeof value === 'boolean') parts.push(value ? 'true' : 'false');
  // null changes how the map around it is printed
  else if (typeof value !== 'object' || value === null || seen.has(value)) printing.known = false;
  else {
    seen.add(value);
    if (Array.isArray(value)) printList(value, depth, printing);
    else if (Object.getPrototypeOf(value) === Object.prototype)
      printMap(value as Record<string, unknown>, depth, printing);
    else printing.known = false;
  }
}

function printMap(map: Readonly<Record<string, unknown>>, depth: number, printing: Printing): void {
  const { parts } = printing;
  const texts = depth === 0 ? keyTexts.outermost : keyTexts.inner;
  const inner = lineAt(depth + 1);
  let line = '';
  for (const key of Object.keys(map)) {
    const value = map[key];
    const text = texts.get(key) ?? keyText(key, texts);
    if (text === '') printing.known = false;
    parts.push(line, text, typeof value === 'object' && isFilled(value) ? inner : ' ');
    printValue(value, depth + 1, printing);
    line = lineAt(depth);
  }
  if (line === '') parts.push('{}');
}

function printList(list: readonly unknown[], depth: number, printing: Printing): void {
  const { parts } = printing;
  let line = '';
  for (const item of list) {
    parts.push(line, '- ');
    printValue(item, depth + 1, printing);
    line = lineAt(depth);
  }
  if (line === '') parts.push('[]');
}

function printText(text: string, depth: number, parts: string[]): void {
  if (plainText.test(text)) parts.push(text);
  else if (!text.includes('\n')) parts.push(lineText(text));
  else if (!blockText.test(text) || escaped.test(text)) parts.push(askLines(text, depth));
  else {
    const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
    const indented = lines.replace(/\n+/g, `$&${'  '.repeat(depth)}`);
    parts.push(lines === text ? '|-' : '|', lineAt(depth), indented);
  }
}

const lines = ['\n'];

/** A line's end and the indentation of the next line. */
function lineAt(depth: number): string {
  return (lines[depth] ??= `\n${'  '.repeat(depth)}`);
}

/** Whether a map or list takes lines of its own, below its key. */
function isFilled(value: object | null): boolean {
  for (const _ in value) return true;
  return false;
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

/** Keys with their colon, which are printed alike in all maps but the outermost one; empty where a key takes several lines. */
const keyTexts = { outermost: new Map<string, string>(), inner: new Map<string, string>() };

function keyText(key: string, texts: Map<string, string>): string {
  const text = plainKey.test(key) ? `${key}:` : askKey(key, texts === keyTexts.outermost);
  texts.set(key, text);
  return text;
}

function askKey(key: string, isOutermost: boolean): string {
  const [object, before] = isOutermost ? [{ [key]: 0 }, ''] : [{ a: { [key]: 0 } }, 'a:\n  '];
  const text = Yaml.stringify(object).slice(before.length, -' 0\n'.length);
  return text.startsWith('? ') ? '' : text;
}
