import { parseAllDocuments, type CollectionTag, type ScalarTag, type Tags } from 'yaml';
import { fault, inOrder, quote, type Fault } from '../../lib/contract/faults.ts';
import { messageOf } from './errors.ts';

/** A JSON object of which nothing is known but the fields that are asked for. */
type Raw = Readonly<Record<string, unknown>>;

/** The manifest that Jobs are made from: as it was written, fields that nobody here knows included. Frozen in all its depth. */
export interface JobTemplate extends Raw {
  readonly apiVersion: 'batch/v1';
  readonly kind: 'Job';
  readonly metadata?: Raw & {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly spec: Raw & { readonly template: Raw & { readonly spec: Raw & { readonly containers: readonly Raw[] } } };
}

/** A template that was read, or everything that is wrong with it. */
export type ParsedTemplate =
  | { readonly template: JobTemplate; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly template?: undefined };

/**
 * Reads a Job's manifest from YAML, or from JSON. Scalars are those that kubectl reads: 0644 is an octal number, `yes` is true. Only what the responder itself
 * relies on is looked at; the API server knows the rest better.
 * @param namespace of the Jobs
 */
export function parseTemplate(text: string, namespace: string): ParsedTemplate {
  const [document, ...others] = parseAllDocuments(text, {
    version: '1.1',
    customTags: kubectlTags,
    logLevel: 'silent',
  });
  const broken = [document, ...others].flatMap((each) => each?.errors ?? []);
  if (broken.length > 0)
    return { faults: broken.map(({ message }) => fault('YAML', firstLine(message), 'YAML that parses')) };
  if (others.length > 0) return { faults: [fault('YAML', `${others.length + 1} documents`, 'one')] };
  let value: unknown;
  try {
    value = document?.toJS();
  } catch (error) {
    return { faults: [fault('YAML', messageOf(error), 'a document whose aliases come to little')] };
  }
  if (!isObject(value)) return { faults: [fault('YAML', quote(value), 'a Job')] };
  const faults = faultsOf(value, namespace);
  // faultsOf looked at everything that the type states
  return faults.length > 0 ? { faults: inOrder(faults) } : { template: freeze(value) as JobTemplate };
}

function faultsOf(manifest: Raw, namespace: string): readonly Fault[] {
  const faults: Fault[] = [];
  const check = (at: string, value: unknown, isRight: boolean, expected: string): void => {
    if (!isRight) faults.push(fault(at, quote(value), expected));
  };
  const { apiVersion, kind, metadata } = manifest;
  check('apiVersion', apiVersion, apiVersion === 'batch/v1', '"batch/v1"');
  check('kind', kind, kind === 'Job', '"Job"');
  check('metadata', metadata, metadata === undefined || isObject(metadata), 'an object');
  if (isObject(metadata)) {
    const { labels, annotations, finalizers } = metadata;
    check('metadata.labels', labels, isTextMap(labels), 'a map of strings');
    check('metadata.annotations', annotations, isTextMap(annotations), 'a map of strings');
    check('metadata.finalizers', finalizers, finalizers === undefined || isTextList(finalizers), 'a list of strings');
    const own = metadata['namespace'];
    check(
      'metadata.namespace',
      own,
      own === undefined || own === namespace,
      `${quote(namespace)}, where the Jobs are, or nothing`,
    );
  }
  const pod = objectAt(manifest, 'spec', 'template', 'spec');
  const containers = pod?.['containers'];
  const isList = Array.isArray(containers) && containers.length > 0 && containers.every(isObject);
  check(
    'spec.template.spec.containers',
    containers,
    isList,
    'a list of at least one container, of which the first is given its command',
  );
  // With OnFailure the controller deletes the failing pod at the end, and its log with it. @see kubernetes/kubernetes#74848
  check(
    'spec.template.spec.restartPolicy',
    pod?.['restartPolicy'],
    pod?.['restartPolicy'] === 'Never',
    '"Never", as the log of a pod that failed is lost otherwise',
  );
  return faults;
}

function objectAt(value: unknown, ...path: readonly string[]): Raw | undefined {
  let at = value;
  for (const key of path) at = isObject(at) ? at[key] : undefined;
  return isObject(at) ? at : undefined;
}

const isObject = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => typeof value === 'string';

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const isTextMap = (value: unknown): boolean =>
  value === undefined || (isObject(value) && Object.values(value).every(isText));

const firstLine = (text: string): string => text.split('\n', 1)[0]?.replace(/:$/, '') ?? '';

/** YAML has one object where an alias stands for it, so it may come twice. */
function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const each of Object.values(value)) freeze(each);
  return value;
}

const tagPrefix = 'tag:yaml.org,2002:';

/** Those of YAML 1.1 that kubectl does not know: numbers of base 60, times, and collections that are no JSON. @see https://github.com/yaml/go-yaml resolve.go */
const unknownToKubectl = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => tagPrefix + name));

const isSexagesimal = (tag: ScalarTag | CollectionTag): boolean => 'format' in tag && tag.format === 'TIME';

const kubectlTags = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || !(isSexagesimal(tag) || unknownToKubectl.has(tag.tag)));
