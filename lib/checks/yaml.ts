import {
  LineCounter,
  parseAllDocuments,
  type CollectionTag,
  type Document,
  type ParsedNode,
  type ScalarTag,
  type Tags,
} from 'yaml';

/** A document of a YAML file. */
export interface YamlDocument {
  readonly node: ParsedNode | null;
  /** Its value as JSON, or that of one of its nodes. @throws ReferenceError when its aliases come to too much */
  valueOf(node?: ParsedNode): unknown;
  readonly faults: readonly YamlFault[];
}

/** What is wrong with the text of a document. No text of the file stands in it but a key's name, as values may be secrets. */
export interface YamlFault {
  readonly line: number;
  readonly message: string;
  /** Whether the rest of the document can be read all the same. */
  readonly isHarmless: boolean;
}

/** What a YAML text holds. */
export interface YamlText {
  readonly documents: readonly YamlDocument[];
  /** The line, from 1, of an offset in the text. */
  lineOf(offset: number): number;
}

/**
 * Parses YAML, and so JSON, as kubectl does: scalars are those of YAML 1.1 (`yes` and `on` are true, 0755 is 493) without its times and its numbers
 * of base 60, but with octal numbers of YAML 1.2 (0o755).
 *
 * @see https://github.com/yaml/go-yaml/blob/v2/resolve.go
 */
export function parseYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(text, {
    version: '1.1',
    customTags: goYamlTags,
    lineCounter,
    // the pretty ones quote lines of the file, which may hold secrets
    prettyErrors: false,
    logLevel: 'silent',
  });
  const lineOf = (offset: number): number => lineCounter.linePos(offset).line;
  return { documents: [...documents].map((document) => yamlDocument(document, text, lineOf)), lineOf };
}

function yamlDocument(document: Document.Parsed, text: string, lineOf: (offset: number) => number): YamlDocument {
  return {
    node: document.contents,
    valueOf: (node = document.contents ?? undefined): unknown => (node === undefined ? null : node.toJS(document)),
    faults: document.errors.map(({ code, message, pos: [offset] }) => ({
      line: lineOf(offset),
      message: code === 'DUPLICATE_KEY' ? `the key ${keyAt(text, offset)} a second time in one map` : message,
      isHarmless: code === 'DUPLICATE_KEY',
    })),
  };
}

const keyAt = (text: string, offset: number): string =>
  JSON.stringify(/^["']?([\w./-]+)/.exec(text.slice(offset))?.[1] ?? '');

const tagPrefix = 'tag:yaml.org,2002:';

const int: ScalarTag = {
  default: true,
  tag: `${tagPrefix}int`,
  test: /^[-+]?(0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  resolve(text) {
    const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
    const size = /^0[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
    return text.startsWith('-') ? -size : size;
  },
};

const float: ScalarTag = {
  default: true,
  tag: `${tagPrefix}float`,
  test: /^[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number(text.replaceAll('_', '')),
};

const replacedTags = new Set(['int', 'float', 'timestamp', 'omap', 'pairs', 'set'].map((name) => tagPrefix + name));

const isInfinity = (tag: ScalarTag | CollectionTag): boolean => 'test' in tag && tag.test?.test('.inf') === true;

function goYamlTags(tags: Tags): Tags {
  const others = tags.filter((tag) => typeof tag === 'string' || isInfinity(tag) || !replacedTags.has(tag.tag));
  return [...others, int, float];
}
