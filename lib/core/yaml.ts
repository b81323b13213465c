import { Yaml } from 'cdk8s';

/**
 * Objects as the documents of one YAML file: byte for byte what `Yaml.stringify` of cdk8s prints, in a small part of its time. What objects of the
 * Kubernetes API mostly consist of is printed here; of whatever is not surely known, `Yaml.stringify` itself is asked.
 */
export function stringifyManifests(objects: readonly unknown[]): string {
  const printer = new Printer();
  for (const object of objects) printer.print(object);
  return printer.text;
}

/**
 * Texts of one line that YAML 1.1 takes for nothing but texts: printable ASCII, after a colon or a space nothing that could end the text. They begin with a
 * letter, a slash or the dashes of an option and are no word for true, false or null and no `e5`; or they begin with a digit and hold a letter or slash
 * that stands in no number and no date, or three numbers with dots between.
 *
 * @see https://yaml.org/type/
 */
const plainText =
  /^(?!(?:e[-+]?\d+|y|yes|n|no|true|false|on|off|null)$)(?:[a-z_/$(]|--?[a-df-z]|\d(?=[\w.-]*[g-su-wy/]|[\d.]*\.\d+\.\d))[!-9;-~]*(?:[: ](?=[!"$-9;-~])[!-9;-~]+)*$/i;
const plainKey = /^(?!(?:e-?\d+|y|yes|n|no|true|false|on|off|null)$)[a-z][\w./-]{0,200}$/i;

/** Texts of one line that would be taken for something else without quotes: numbers, words, and what an indicator, a colon or a space would change. */
const quotedText =
  /^(?:[-+]?\d[\d_]*(?:\.[\d_]*)?|[yYnN]|[yY]es|YES|[nN]o|NO|[tT]rue|TRUE|[fF]alse|FALSE|[oO]n|ON|[oO]ff|OFF|[nN]ull|NULL|~|[ ,[\]{}#&*!|>'"%@`][ -~]*|[ -~]*(?:: | #)[ -~]*|[ -~]*[ :])?$/;

/** Texts of several lines that become a block: no white space at either end but one line's end, and nothing that has to be escaped. */
const blockText = /^[^ \t\n][^]*[^ \t\n]\n?$/;
const escaped = /[\x00-\x08\x0b-\x1f\x7f-\x9f\p{Surrogate}]/u;

/** Prints one document after the other. Depths are in steps of two spaces. */
class Printer {
  readonly #parts: string[] = [];
  /** The objects of the document that is being printed. */
  #seen = new Set<object>();
  /** Whether all of the document is known here. */
  #known = true;

  /** All that was printed. */
  get text(): string {
    return this.#parts.join('');
  }

  print(object: unknown): void {
    if (this.#parts.length > 0) this.#parts.push('---\n');
    const start = this.#parts.length;
    this.#seen = new Set();
    this.#known = typeof object === 'object' && !Array.isArray(object);
    this.#value(object, 0);
    if (this.#known) this.#parts.push('\n');
    else this.#parts.splice(start, Number.POSITIVE_INFINITY, Yaml.stringify(object));
  }

  #value(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#text(value, depth);
    else if (typeof value === 'number') this.#parts.push(Object.is(value, -0) ? '-0' : numberText(value));
    else if (typeof value === 'boolean') this.#parts.push(value ? 'true' : 'false');
    // null changes how the map around it is printed; an object that stands twice in a document becomes an alias
    else if (typeof value !== 'object' || value === null || this.#seen.has(value)) this.#known = false;
    else {
      this.#seen.add(value);
      if (Array.isArray(value)) this.#list(value, depth);
      else if (Object.getPrototypeOf(value) === Object.prototype) this.#map(value as Record<string, unknown>, depth);
      else this.#known = false;
    }
  }

  #map(map: Readonly<Record<string, unknown>>, depth: number): void {
    let line = '';
    for (const key of Object.keys(map)) {
      const value = map[key];
      this.#parts.push(line, this.#key(key, depth), isFilled(value) ? lineAt(depth + 1) : ' ');
      this.#value(value, depth + 1);
      line = lineAt(depth);
    }
    if (line === '') this.#parts.push('{}');
  }

  #list(list: readonly unknown[], depth: number): void {
    let line = '';
    for (const item of list) {
      this.#parts.push(line, '- ');
      this.#value(item, depth + 1);
      line = lineAt(depth);
    }
    if (line === '') this.#parts.push('[]');
  }

  #key(key: string, depth: number): string {
    const text = keyText(key, depth === 0);
    if (text === undefined) this.#known = false;
    return text ?? '';
  }

  #text(text: string, depth: number): void {
    if (plainText.test(text)) this.#parts.push(text);
    else if (!text.includes('\n')) this.#parts.push(lineText(text));
    else if (!blockText.test(text) || escaped.test(text)) this.#parts.push(askLines(text, depth));
    else {
      const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
      const indented = lines.replace(/\n+/g, `$&${'  '.repeat(depth)}`);
      this.#parts.push(lines === text ? '|-' : '|', lineAt(depth), indented);
    }
  }
}

const lines = ['\n'];

/** A line's end and the indentation of the next line. */
function lineAt(depth: number): string {
  return (lines[depth] ??= `\n${'  '.repeat(depth)}`);
}

/** Whether a value takes lines of its own, below its key. */
function isFilled(value: unknown): boolean {
  if (typeof value !== 'object') return false;
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

const keyTexts = { outermost: new Map<string, string | undefined>(), inner: new Map<string, string | undefined>() };

/** A key with its colon, which is printed alike in all maps but the outermost one; undefined where it takes several lines. */
function keyText(key: string, isOutermost: boolean): string | undefined {
  const texts = isOutermost ? keyTexts.outermost : keyTexts.inner;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const text = plainKey.test(key) ? `${key}:` : askKey(key, isOutermost);
  texts.set(key, text);
  return text;
}

function askKey(key: string, isOutermost: boolean): string | undefined {
  const [object, before] = isOutermost ? [{ [key]: 0 }, ''] : [{ a: { [key]: 0 } }, 'a:\n  '];
  const text = Yaml.stringify(object).slice(before.length, -' 0\n'.length);
  return text.startsWith('? ') ? undefined : text;
}
