import { JsonPatch } from 'cdk8s';
import type { Fault } from './errors.ts';

/** An operation of a JSON Patch; its paths are JSON Pointers, such as `/spec/template`. */
interface Operation {
  readonly op: 'add' | 'remove' | 'replace' | 'copy' | 'move' | 'test';
  readonly path: string;
  readonly from?: string;
}

/** A document with the patches up to the first that does not fit, and what is wrong with that one. */
export interface Patched {
  readonly document: unknown;
  readonly fault?: Pick<Fault, 'got' | 'expected' | 'remedy'>;
}

/**
 * Applies patches to JSON. What cdk8s passes over is a fault as well, as RFC 6902 wants it: an operation on what is not there would change nothing, without
 * a word.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902#section-4
 */
export function applyPatches(json: unknown, patches: readonly JsonPatch[]): Patched {
  let document = json;
  for (const patch of patches) {
    // cdk8s keeps it to itself
    const { operation } = patch as unknown as { readonly operation: Operation };
    const expected = expectedOf(operation, document);
    if (expected !== undefined) return { document, fault: faultOf(operation, expected) };
    try {
      document = JsonPatch.apply(document, patch);
    } catch {
      const { value } = valueAt(document, operation.path);
      return { document, fault: faultOf(operation, `what stands there; ${said(operation.path, value)}`) };
    }
  }
  return { document };
}

function faultOf({ op, path, from }: Operation, expected: string): Patched['fault'] {
  const got = from === undefined ? `${op} ${path}` : `${op} ${from} to ${path}`;
  const remedy = op === 'test' ? 'correct the path or the value' : 'correct the path; "/-" adds to the end of a list';
  return { got, expected, remedy };
}

/** What an operation wants of its paths that the object has not; undefined where it can be applied. */
function expectedOf({ op, path, from }: Operation, document: unknown): string | undefined {
  const pointers = [from, path].filter((pointer) => pointer !== undefined);
  if (pointers.some((pointer) => pointer !== '' && !pointer.startsWith('/'))) return 'paths that begin with a slash';
  const isNew = op === 'add' || op === 'copy' || op === 'move';
  for (const pointer of isNew ? pointers.slice(0, -1) : pointers) {
    const { missing, reached, value } = valueAt(document, pointer);
    if (missing) return `a path of the object; ${said(reached, value)}`;
  }
  if (!isNew || path === '') return undefined;
  const parent = valueAt(document, path.slice(0, path.lastIndexOf('/')));
  const key = path.slice(path.lastIndexOf('/') + 1);
  return parent.missing || !takes(parent.value, key)
    ? `a path into the object; ${said(parent.reached, parent.value)}`
    : undefined;
}

/** Whether something can be added to a value under a key. */
function takes(value: unknown, key: string): boolean {
  if (Array.isArray(value)) return key === '-' || (/^\d+$/.test(key) && Number(key) <= value.length);
  return typeof value === 'object' && value !== null;
}

/** Follows a JSON Pointer as far as it leads. */
function valueAt(document: unknown, pointer: string) {
  let value = document;
  let reached = '';
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) {
      return { missing: true, reached, value };
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
    reached += `/${step}`;
  }
  return { missing: false, reached, value };
}

/** What stands at a path, without texts, since one may be secret. */
function said(path: string, value: unknown): string {
  const place = path === '' ? 'the object' : path;
  if (Array.isArray(value)) return `${place} is a list of ${value.length}`;
  if (typeof value === 'string') return `${place} is a text`;
  if (typeof value !== 'object' || value === null) return `${place} is ${String(value)}`;
  return `${place} has ${Object.keys(value).join(', ') || 'nothing'}`;
}
