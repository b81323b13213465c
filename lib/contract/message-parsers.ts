import { fault, inOrder, quote } from './faults.ts';
import type { Fault } from './faults.ts';
import type { EventKey, Fields, JobEvent, UploadRequest } from './messages.ts';

/** A request that was read, or everything that is wrong with it. */
export type ParsedRequest =
  | { readonly request: UploadRequest; readonly faults?: undefined; readonly fields?: undefined }
  | {
      readonly faults: readonly Fault[];
      /** What the body held, for the event `invalid`. Absent where it was no JSON object: nothing can be told then. */
      readonly fields?: Fields;
      readonly request?: undefined;
    };

/** An event that was read, or everything that is wrong with it. */
export type ParsedEvent =
  | { readonly event: JobEvent; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly event?: undefined };

/**
 * Reads the body of a request. Never throws, whatever the bytes; all faults come together, sorted by field, and none
 * quotes inmeta. Fields that the contract does not name are kept as they are, but for the digits of numbers that
 * JavaScript does not hold. Whether inmeta is XML and the route exists is not looked at.
 * @see guardian/CDS-K8s cdsresponder/rabbitmq/UploadRequestedProcessor.py, `schema`
 */
export function parseRequest(bytes: Uint8Array): ParsedRequest {
  const body = parseObject(bytes);
  if (body.faults) return body;
  const faults = faultsOf(body.fields, requestRules);
  // The rules state for each field what UploadRequest states for the compiler.
  return faults.length > 0 ? { faults, fields: body.fields } : { request: body.fields as UploadRequest };
}

/**
 * Reads an event by its routing key. Never throws, whatever the bytes; all faults come together, sorted by field, and
 * none quotes inmeta. Fields that the contract does not name are kept.
 */
export function parseEvent(routingKey: string, bytes: Uint8Array): ParsedEvent {
  if (!isEventKey(routingKey)) {
    const expected = `one of ${Object.keys(eventRules).join(', ')}`;
    return { faults: [fault('routing key', quote(routingKey), expected)] };
  }
  const body = parseObject(bytes);
  if (body.faults) return body;
  const faults = faultsOf(body.fields, eventRules[routingKey]);
  if (faults.length > 0) return { faults };
  return { event: { routingKey, body: body.fields } as unknown as JobEvent };
}

/** What one field must be. */
interface FieldRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
  readonly optional?: true;
  /** The value is in no fault. */
  readonly hidden?: true;
}

type Rules = Readonly<Record<string, FieldRule>>;

const isText = (value: unknown) => typeof value === 'string';
const text: FieldRule = { expected: 'a string', accepts: isText };
const name: FieldRule = { expected: 'a string that is not empty', accepts: (value) => isText(value) && value !== '' };
const hint: FieldRule = {
  expected: 'a string or null',
  accepts: (value) => isText(value) || value === null,
  optional: true,
};
const id: FieldRule = { expected: 'an integer, such as 12', accepts: Number.isSafeInteger, optional: true };

const requestRules: Rules = {
  inmeta: { expected: 'a string with an XML document', accepts: isText, hidden: true },
  routename: {
    expected: 'the file name of a route, such as "test.xml"',
    accepts: (value) => typeof value === 'string' && isFileName(value),
  },
  filename: hint,
  online_id: hint,
  nearline_id: hint,
  archive_id: hint,
  deliverable_asset: id,
  deliverable_bundle: id,
};

// cds_run.pl opens a route that begins with a slash as it stands: a file name cannot leave the folder of routes.
function isFileName(value: string): boolean {
  return !/^\.{0,2}$|[/\0]/.test(value);
}

const referenceRules: Rules = { 'job-id': name, 'job-name': name, 'job-namespace': name };
const progressRules: Rules = {
  ...referenceRules,
  'retry-count': {
    expected: 'an integer of 0 or more',
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
  },
};

const eventRules: Readonly<Record<EventKey, Rules>> = {
  'cds.job.started': { ...requestRules, ...referenceRules },
  'cds.job.invalid': { error: text, 'job-name': { ...name, optional: true }, traceback: { ...text, optional: true } },
  'cds.job.starting': progressRules,
  'cds.job.running': progressRules,
  'cds.job.retry': progressRules,
  'cds.job.failed': { ...progressRules, 'failure-reason': text },
  'cds.job.success': progressRules,
};

function isEventKey(routingKey: string): routingKey is EventKey {
  return Object.hasOwn(eventRules, routingKey);
}

function faultsOf(fields: Fields, rules: Rules): readonly Fault[] {
  const faults: Fault[] = [];
  for (const [at, rule] of Object.entries(rules)) {
    const value = fields[at];
    if (value === undefined ? rule.optional : rule.accepts(value)) continue;
    const got = rule.hidden && value !== undefined ? kindOf(value) : quote(value);
    faults.push(fault(at, got, rule.expected));
  }
  return inOrder(faults);
}

/** Levels of arrays and objects in one body. Python's parser stops at some 1,000, and JSON.stringify overflows later. */
const deepest = 500;

type ParsedObject =
  | { readonly fields: Fields; readonly faults?: undefined }
  | { readonly faults: readonly Fault[]; readonly fields?: undefined };

/** No fault of a whole body quotes it, and so JSON.parse's own message is not used: inmeta may stand anywhere in it. */
function parseObject(bytes: Uint8Array): ParsedObject {
  const refuse = (got: string): ParsedObject => ({ faults: [fault('body', got, 'a JSON object in UTF-8')] });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(`${bytes.length} bytes that are not UTF-8`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(`${bytes.length} bytes that are not JSON`);
  }
  if (!isObject(value)) return refuse(kindOf(value));
  if (isDeeper(value, deepest)) return refuse(`an object of more than ${deepest} levels`);
  return { fields: value };
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (Array.isArray(value) ? 'an array' : 'an object') : `a ${typeof value}`;
}

/** Goes level by level and not by recursion, which the depth it looks for would overflow. */
function isDeeper(value: object, levels: number): boolean {
  let level: readonly object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
