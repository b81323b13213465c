import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, type Pair, type ParsedNode } from 'yaml';
import { BerthError, faultText } from '../core/errors.ts';
import type { CheckedObject, Finding, ManifestObject } from './rule.ts';
import { pathSteps, type Step } from './paths.ts';
import { parseYaml, type YamlDocument, type YamlText } from './yaml.ts';

/** The name of the rule that finds what cannot be read. */
export const readableRuleName = 'readable';

/** The objects of files, and what in the files is none. */
export interface ReadObjects {
  readonly objects: readonly CheckedObject[];
  /** Of the rule `readable`. */
  readonly findings: readonly Finding[];
}

const extensions = ['.yaml', '.yml', '.json'];
/** The path that stands for standard input. */
export const standardInput = '-';

/**
 * Reads the objects of files and folders as kubectl does: of folders every `.yaml`, `.yml` and `.json`, at any depth and in the order of their names;
 * of files all documents; of lists their items. A document without content is passed over.
 *
 * @param paths of files and folders; `-` is standard input
 * @throws ERR_CHECK_PATH when a path cannot be read, and when a folder holds no manifest, since that is most likely the wrong folder
 */
export function readObjects(paths: readonly string[]): ReadObjects {
  const read = [...new Set(paths.flatMap(filesIn))].map(readFile);
  return { objects: read.flatMap(({ objects }) => objects), findings: read.flatMap(({ findings }) => findings) };
}

function filesIn(path: string): string[] {
  if (path === standardInput) return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && extensions.some((extension) => entry.name.endsWith(extension)))
      .map((entry) => join(entry.parentPath, entry.name).replaceAll('\\', '/'))
      .sort();
    if (files.length === 0) throw pathError(path, 'a folder without .yaml, .yml and .json files');
    return files;
  } catch (error) {
    throw asPathError(path, error);
  }
}

function readFile(file: string): ReadObjects {
  try {
    return objectsIn(readFileSync(file === standardInput ? 0 : file, 'utf8'), file);
  } catch (error) {
    throw asPathError(file, error);
  }
}

/** What is wrong with the file system, in the words of our own errors; what is wrong with us stays as it is. */
function asPathError(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof BerthError || code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  return pathError(path, code === 'ENOENT' ? 'no such file or folder' : code, error);
}

function pathError(path: string, got: string, cause?: unknown): BerthError {
  const text = faultText('berth check', {
    code: 'ERR_CHECK_PATH',
    property: path,
    got,
    expected: 'a file, or a folder with manifests, that can be read',
    remedy: 'correct the path',
  });
  return new BerthError('ERR_CHECK_PATH', text, { cause });
}

/**
 * The objects of a text of YAML or JSON.
 *
 * @param file its name in findings
 */
export function objectsIn(text: string, file: string): ReadObjects {
  const reader = new Reader(file, text);
  return { objects: reader.objects, findings: reader.findings };
}

/**
 * Where findings stand in a text that was read before.
 *
 * @returns a function to the line of a finding's path, or of the nearest thing above it that exists
 */
export function linesIn(text: string, file: string): (finding: Finding) => number | undefined {
  const { yaml, nodes } = new Reader(file, text);
  return ({ object: { line }, path }) => {
    const node = line === undefined ? undefined : nodes.get(line);
    return node === undefined ? line : yaml.lineOf(offsetOf(node, pathSteps(path)));
  };
}

class Reader {
  readonly objects: CheckedObject[] = [];
  /** Where the objects stand, by line. */
  readonly nodes = new Map<number, ParsedNode>();
  readonly findings: Finding[] = [];
  readonly yaml: YamlText;
  readonly #file: string;

  constructor(file: string, text: string) {
    this.#file = file;
    this.yaml = parseYaml(text);
    const { documents } = this.yaml;
    const action = documents.some(isBroken) ? helmAction.exec(text) : null;
    if (action === null) for (const document of documents) this.#readDocument(document);
    else {
      const remedy = 'render it and check what comes out: helm template CHART | berth check -';
      this.#report(this.yaml.lineOf(action.index), 'a template of Helm; expected YAML that kubectl can read', remedy);
    }
  }

  #readDocument(document: YamlDocument): void {
    // what comes after the first fault that breaks the document is as a rule its consequence
    const broken = document.faults.findIndex(({ isHarmless }) => !isHarmless);
    for (const { line, message } of broken === -1 ? document.faults : document.faults.slice(0, broken + 1))
      this.#report(line, `${message}; expected YAML that kubectl can read`, 'correct the text at this line');
    if (broken !== -1 || document.node === null) return;
    try {
      this.#readNode(document, document.node, document.valueOf());
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      this.#report(
        this.#lineOf(document.node),
        `${error.message}; expected aliases that can be resolved`,
        'write the values out',
      );
    }
  }

  #readNode(document: YamlDocument, node: ParsedNode, value: unknown): void {
    if (value === null) return;
    const line = this.#lineOf(node);
    if (!isRecord(value)) {
      const shape = Array.isArray(value) ? 'a list' : `a ${typeof value}`;
      this.#report(line, `${shape}; expected a Kubernetes object`, 'write an object, or check another file');
      return;
    }
    const { apiVersion, kind } = value;
    const items = isMap(node) ? node.get('items', true) : undefined;
    if (typeof kind === 'string' && kind.endsWith('List') && isSeq<ParsedNode>(items)) {
      for (const item of items.items) this.#readNode(document, item, document.valueOf(item));
      return;
    }
    const manifest = value as ManifestObject;
    if (isText(apiVersion) && isText(kind)) {
      this.objects.push({ manifest, file: this.#file, line });
      this.nodes.set(line, node);
      return;
    }
    const missing = isText(kind) ? 'apiVersion' : 'kind';
    const remedy = `add ${missing}, or leave this file out of what is checked and applied`;
    this.#report(line, `an object without ${missing}; expected apiVersion and kind`, remedy, manifest);
  }

  #report(line: number, got: string, remedy: string, manifest?: ManifestObject): void {
    const object = { manifest: manifest ?? nothing, file: this.#file, line };
    this.findings.push({ rule: readableRuleName, object, path: '', problem: `got ${got}`, remedy });
  }

  #lineOf(node: ParsedNode): number {
    return this.yaml.lineOf(node.range[0]);
  }
}

/** The offset of what stands at a path, or of the last step that exists. */
function offsetOf(node: ParsedNode, path: readonly Step[]): number {
  let [offset] = node.range;
  let at: ParsedNode | null = node;
  for (const step of path) {
    if (isMap<ParsedNode, ParsedNode | null>(at)) {
      const pair: Pair<ParsedNode, ParsedNode | null> | undefined = at.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(step),
      );
      if (pair === undefined) return offset;
      [offset] = pair.key.range;
      at = pair.value;
    } else {
      const item: ParsedNode | undefined =
        isSeq<ParsedNode>(at) && typeof step === 'number' ? at.items[step] : undefined;
      if (item === undefined) return offset;
      [offset] = item.range;
      at = item;
    }
  }
  return offset;
}

const isBroken = ({ faults }: YamlDocument): boolean => faults.some(({ isHarmless }) => !isHarmless);

/** What Helm's templates are known by. @see https://helm.sh/docs/chart_template_guide/builtin_objects/ */
const helmAction =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Template)\b|(?:include|template|define|if|range|with|end)\b)/;

/** Stands for what is no object. */
const nothing: ManifestObject = { apiVersion: '', kind: '', metadata: { name: '' } };

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
