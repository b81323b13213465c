import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Job, JobCondition, JobStatus } from '../../../runtime/reaper/job-state.ts';
import type { WatchEvent } from '../../../runtime/reaper/watch-frames.ts';
import type { Status } from '../../../runtime/shared/kubernetes-protobuf.ts';

/** A field: its number and value, which is text, a number, or a message as bytes. An absent one is not written. */
type Field = readonly [number: number, value: string | number | Uint8Array | null | undefined];

/** A message as protobuf. */
export function bytesOf(fields: readonly Field[]): Buffer {
  const writer = new BinaryWriter();
  for (const [number, value] of fields) {
    if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
    else if (typeof value === 'number') writer.tag(number, WireType.Varint).int64(value);
    else if (value) writer.tag(number, WireType.LengthDelimited).bytes(value);
  }
  return Buffer.from(writer.finish());
}

/** An object in what the API server puts each one in. */
export function enveloped(kind: string, object: Uint8Array): Buffer {
  const typeMeta = bytesOf([
    [1, 'v1'],
    [2, kind],
  ]);
  const unknown = bytesOf([
    [1, typeMeta],
    [2, object],
    [3, ''],
    [4, ''],
  ]);
  return Buffer.concat([Buffer.from('k8s\0'), unknown]);
}

const time = (text: string | null | undefined) => text && bytesOf([[1, Date.parse(text) / 1000]]);
const each = <T>(number: number, values: readonly T[] | null | undefined, write: (value: T) => Field[1]): Field[] =>
  (values ?? []).map((value) => [number, write(value)]);
const same = <T>(value: T): T => value;

const conditionBytes = (condition: JobCondition | null) =>
  bytesOf([
    [1, condition?.type],
    [2, condition?.status],
    [3, time('2026-01-01T00:00:00Z')],
    [5, condition?.reason ?? ''],
    [6, condition?.message ?? ''],
  ]);

const statusBytes = ({ uncountedTerminatedPods: pods, ...status }: JobStatus) =>
  bytesOf([
    ...each(1, status.conditions, conditionBytes),
    [2, time(status.startTime)],
    [4, status.active ?? 0],
    [5, status.succeeded ?? 0],
    [6, status.failed ?? 0],
    [7, ''],
    [8, pods && bytesOf([...each(1, pods.succeeded, same), ...each(2, pods.failed, same)])],
    [9, 1],
  ]);

/** A Job as the API server writes it, with a spec and `managedFields`. */
export const jobBytes = ({ metadata, status }: Job): Buffer =>
  bytesOf([
    [
      1,
      bytesOf([
        [1, metadata.name],
        [2, ''],
        [3, 'cds'],
        [5, metadata.uid],
        [6, metadata.resourceVersion ?? ''],
        [7, 1],
        [8, time('2026-01-01T00:00:00Z')],
        [9, time(metadata.deletionTimestamp)],
        ...each(12, Object.entries(metadata.annotations ?? {}), ([key, value]) =>
          bytesOf([
            [1, key],
            [2, value],
          ]),
        ),
        ...each(14, metadata.finalizers, same),
        [17, bytesOf([[1, 'berth']])],
      ]),
    ],
    [2, bytesOf([[1, 1]])],
    [3, statusBytes(status ?? {})],
  ]);

/** A page of a list, without its envelope. */
export const jobListBytes = (
  jobs: readonly Job[],
  metadata: { readonly resourceVersion?: string; readonly continue?: string },
): Buffer =>
  bytesOf([
    [
      1,
      bytesOf([
        [1, ''],
        [2, metadata.resourceVersion],
        [3, metadata.continue ?? ''],
      ]),
    ],
    ...each(2, jobs, jobBytes),
  ]);

/** A Status as the API server writes it, with its envelope. */
export const statusOf = ({ code, reason, message, details }: Status): Buffer =>
  enveloped(
    'Status',
    bytesOf([
      [1, bytesOf([])],
      [2, 'Failure'],
      [3, message],
      [4, reason],
      [5, details && bytesOf([[5, details.retryAfterSeconds]])],
      [6, code],
    ]),
  );

/** One frame of a watch, its length first. @param object with its envelope */
export function frame(type: string, object: Uint8Array): Buffer {
  const event = bytesOf([
    [1, type],
    [2, bytesOf([[1, object]])],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

/** An event of a watch as the API server writes it. */
export function frameOf(event: WatchEvent): Buffer {
  if (event.type === 'ERROR') return frame(event.type, statusOf(event.object));
  if (event.type !== 'BOOKMARK') return frame(event.type, enveloped('Job', jobBytes(event.object)));
  const { resourceVersion } = event.object.metadata;
  return frame(event.type, enveloped('Job', jobBytes({ metadata: { name: '', uid: '', resourceVersion } })));
}
