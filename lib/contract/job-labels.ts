import type { UploadRequest } from './messages.ts';
import { shortHash } from './short-hash.ts';

/** The label of each field of a request that becomes one. Key: the label. Value: the field. */
const labelledFields = {
  'deliverable-asset-id': 'deliverable_asset',
  'deliverable-bundle-id': 'deliverable_bundle',
  'online-id': 'online_id',
  'nearline-id': 'nearline_id',
  'archive-id': 'archive_id',
} as const satisfies Readonly<Record<string, keyof UploadRequest>>;

/** What stands before a label's key in the key of the annotation that holds the whole value. */
export const annotationPrefix = 'cds.berth/';

/** The longest value of a label. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const labelLimit = 63;

/**
 * The most of one value that an annotation takes, in bytes of UTF-8. An object's annotations may have 256 KiB together;
 * these three at their longest leave three quarters of that to the template and to others.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
 */
const annotationLimit = 16 * 1024;

const labelPattern = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

/** What a request adds to its Job's metadata. */
export interface JobLabels {
  /** Key: `online-id` and its like. Value: the field's, or its short form `<legal characters, cut>-<hash>`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Key: `cds.berth/` and a label's key. Value: the whole value, cut at 16 KiB, of each label that has a short form. */
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * The labels of a request's Job, legal whatever the request holds. A field that is absent or null gives no label. A
 * value that is no legal label value gives a short form that is equal for equal values only, and an annotation.
 * @see guardian/CDS-K8s cdsresponder/rabbitmq/UploadRequestedProcessor.py, `valid_message_receive`
 */
export function jobLabels(
  request: Pick<UploadRequest, (typeof labelledFields)[keyof typeof labelledFields]>,
): JobLabels {
  const labels: Record<string, string> = {};
  const annotations: Record<string, string> = {};
  for (const [key, field] of Object.entries(labelledFields)) {
    const value = request[field];
    if (value === undefined || value === null) continue;
    const text = String(value);
    labels[key] = labelPattern.test(text) ? text : shortForm(text);
    if (labels[key] !== text) annotations[`${annotationPrefix}${key}`] = cutToBytes(text, annotationLimit);
  }
  return { labels, annotations };
}

/** `VX 12/3` gives `VX123-<hash>`; a text without any legal character gives the hash alone. */
function shortForm(text: string): string {
  const hash = shortHash(text);
  const legal = text.replace(/[^-A-Za-z0-9_.]/g, '').replace(/^[-_.]+/, '');
  // Cut before the end is trimmed: the trimming takes the square of the number of dashes it passes over.
  const cut = legal.slice(0, labelLimit - hash.length - 1).replace(/[-_.]+$/, '');
  return cut === '' ? hash : `${cut}-${hash}`;
}

/** The longest beginning of a text that fits, never half a character, and legal UTF-8 as the API server asks. */
function cutToBytes(text: string, limit: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(limit));
  return text.slice(0, read).toWellFormed();
}
