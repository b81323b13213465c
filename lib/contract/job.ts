import { hash } from 'node:crypto';
import type { UploadRequest } from './messages.ts';
import { shortHash } from './short-hash.ts';

/** How every Job of CDS begins; the reaper looks at no others. */
export const jobNamePrefix = 'cds-';

/**
 * The longest name of a Job, in characters. Kubernetes keeps 58 characters of `<job-name>-` for a pod's name, so up to
 * here the pod is `<job-name>-xxxxx` in full, which {@link jobNameOfHost} relies on.
 * @see kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/storage/names/generate.go
 */
export const jobNameLimit = 57;

/** The path of the program in the job's image. @see guardian/content_delivery_system CDS/cds_run.pl */
const program = '/usr/local/bin/cds_run.pl';

/** Where a Job's container finds things. inmeta and media are not here: the deployer says where those are. */
export const mountPaths = {
  /** XML route files, from a ConfigMap. */
  routes: '/etc/cds_backend/routes',
  /** Metadata templates, from a ConfigMap. */
  templates: '/etc/cds_backend/templates',
  /** Optional `key=value` files of the environment, from a ConfigMap. */
  config: '/etc/cds_backend/conf.d',
  /** The datastore of the run, in memory. */
  spool: '/var/spool/cds_backend',
  /** Scratch files of the run, in memory. */
  scratch: '/scratch',
  /** Logs, `<route>/cds_<route><date>.log`, on the volume that the log viewer reads. */
  logs: '/var/log/cds_backend',
} as const;

/** Where the responder looks for the Job's manifest, a whole `batch/v1` Job, when no variable says where. */
export const jobTemplate = { folder: '/etc/cdsresponder/templates', fileName: 'cdsjob.yaml' } as const;

/** The exit codes that `cds_run.pl` sets itself. @see guardian/content_delivery_system CDS/cds_run.pl */
export const exitCodes = {
  success: { code: 0, meaning: 'every method that must succeed did' },
  methodFailed: { code: 1, meaning: 'a method failed, or the route has none' },
  routeUnreadable: { code: 3, meaning: 'the route file is missing or does not parse' },
} as const;

/** What tells one delivery of a request from another request. */
export interface Delivery {
  /** The AMQP property `message-id`. @default - routing key and body stand for it; so does the empty one */
  readonly messageId?: string;
  readonly routingKey: string;
  readonly body: Uint8Array;
}

/**
 * The identity of a request, equal for every redelivery of it: its messageId, else its routing key and a hash of its
 * body. Without a messageId a producer's genuine repeat has the identity of the first request.
 */
export function deliveryIdentity({ messageId, routingKey, body }: Delivery): string {
  // The words before the colons keep a messageId from passing for a routing key with a body.
  return messageId ? `messageId:${messageId}` : `content:${routingKey}:${hash('sha256', body, 'hex')}`;
}

/**
 * The text that a request's Job is named after: the first of filename, online_id, nearline_id and archive_id in which
 * something is left once it is reduced to the characters of a name; `undefined` if there is none.
 */
export function jobHint(request: UploadRequest): string | undefined {
  const { filename, online_id, nearline_id, archive_id } = request;
  return [filename, online_id, nearline_id, archive_id].find((value) => value && reduceHint(value) !== '') ?? undefined;
}

/**
 * The name of a request's Job, `cds-<hint>-<hash>`, such as `cds-testmxf-0123456789abcdef`: a DNS-1123 label of at most
 * 57 characters, of which a long hint loses its end and the hash nothing. The same for the same hint and identity, so
 * that creating the Job a second time is refused by the API server as already there.
 * @param hint as {@link jobHint} gives it: lowercased, white space becomes `-`, all but a to z, 0 to 9 and `-` dropped
 * @param identity as {@link deliveryIdentity} gives it; another one gives another name
 * @see guardian/CDS-K8s cdsresponder/cds/cds_launcher.py, `sanitise_job_name`
 */
export function jobName(hint: string | undefined, identity: string): string {
  const end = shortHash(identity);
  const room = jobNameLimit - jobNamePrefix.length - '-'.length - end.length;
  // Cut before the end is trimmed: the trimming takes the square of the number of dashes it passes over.
  const cut = reduceHint(hint ?? '')
    .slice(0, room)
    .replace(/-+$/, '');
  return cut === '' ? `${jobNamePrefix}${end}` : `${jobNamePrefix}${cut}-${end}`;
}

/** The legal characters of a hint from its first letter or digit on. It may end in `-`; it is cut before that is cut off. */
function reduceHint(hint: string): string {
  const legal = hint
    .toLowerCase()
    .replace(/\s+/g, '-')
    .replace(/[^a-z0-9-]/g, '');
  return legal.replace(/^-+/, '');
}

/**
 * Whether a text can be the name of a Job of CDS, ours or one made by hand: `cds-` and at most 59 more of a to z, 0 to 9,
 * `-` and `.`, the last a letter or digit. No such text leaves the folder that a path is made of.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#writing-a-job-spec
 */
export function isJobName(text: string): boolean {
  return text.startsWith(jobNamePrefix) && /^[-a-z0-9.]{4,62}[a-z0-9]$/.test(text);
}

/** What the first container of a Job runs. @param inmetaPath of the inmeta file, the same in responder and Job */
export function jobCommand(inmetaPath: string, routeName: string): readonly string[] {
  return [program, '--input-inmeta', inmetaPath, '--route', routeName];
}

/**
 * The name of a Job's inmeta file in the shared folder, `<job-name>.inmeta`: a redelivery writes the same file again,
 * and no two Jobs share one.
 */
export function inmetaFileName(jobName: string): string {
  return `${jobName}.inmeta`;
}

/** The Job's name by the host name of its pod, as `cds_run.pl` takes it: without the last 6 characters, `-xxxxx`. */
export function jobNameOfHost(hostName: string): string {
  return hostName.slice(0, -6);
}

/**
 * Where a Job writes one line, the full path of its log file: `/var/log/cds_backend/podnames/<job-name>.txt`.
 * @param jobName of which {@link isJobName} is true: anything else may lead out of the folder
 * @param logs where the reader has the logs' volume. @default mountPaths.logs
 * @see guardian/content_delivery_system CDS/cds_run.pl, `openLogfile`
 */
export function podnamesPath(jobName: string, logs: string = mountPaths.logs): string {
  return `${logs}/podnames/${jobName}.txt`;
}
