import { jobAnnotations } from '../../lib/contract/job-metadata.ts';
import { isJobName } from '../../lib/contract/job.ts';
import { parseEvent } from '../../lib/contract/message-parsers.ts';
import { eventKeys, type JobReference } from '../../lib/contract/messages.ts';
import type { Delivery, Outcome } from '../shared/amqp.ts';
import type { Clock } from '../shared/backoff.ts';
import { RejectError, RetryError } from '../shared/errors.ts';
import { KubernetesError } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import type { Job, Jobs } from './jobs.ts';
import type { PodLogs } from './pod-logs.ts';
import { textOf } from './request.ts';
import type { Tombstones } from './tombstones.ts';

/** What the handler of events works with. */
export interface JobEventHandlerOptions {
  readonly jobs: Jobs;
  /** @default - logs are not saved */
  readonly podLogs?: PodLogs;
  readonly tombstones: Tombstones;
  readonly keepJobs: boolean;
  readonly clock: Clock;
  readonly metrics: { readonly jobsDeleted: Count; readonly podLogFailures: Count };
  readonly log: Log;
}

interface Count {
  inc(): void;
}

/** The events after which nothing follows. */
const terminalKeys: readonly string[] = [eventKeys.failed, eventKeys.success];

const uidPattern = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

/** Cleans up after Jobs that have ended: saves their logs, then deletes them. */
export class JobEventHandler {
  readonly #options: JobEventHandlerOptions;

  constructor(options: JobEventHandlerOptions) {
    this.#options = options;
  }

  /**
   * Handles one event; all but the last of a Job are acked unread. Acked: the logs are on the disk, what is left of the Job is written down, and the Job is on
   * its way out or was gone. A second event for the same end finds nothing to do.
   * @throws RejectError for a last event that is none; RetryError, with the Job still there, when anything of that could not be done
   */
  async handle(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    if (!terminalKeys.includes(delivery.routingKey)) return { do: 'ack' };
    const job = referenceIn(delivery);
    const { jobs, log } = this.#options;
    const fields = { job: job['job-name'], uid: job['job-id'] };
    if (job['job-namespace'] === jobs.namespace) {
      try {
        await this.#end(job, signal);
      } catch (error) {
        if (error instanceof KubernetesError) throw asRetry(error);
        throw error;
      }
    } else log.debug({ ...fields, namespace: job['job-namespace'] }, 'event of another namespace passed over');
    return { do: 'ack' };
  }

  async #end({ 'job-name': name, 'job-id': uid }: JobReference, signal: AbortSignal): Promise<void> {
    const { jobs, keepJobs, log, metrics } = this.#options;
    await this.#saveLogs(name, uid, signal);
    const job = await jobs.find(name);
    // the name may be that of a later Job by now, which has not ended
    if (job !== undefined && job.metadata.uid !== uid) return;
    await this.#bury(name, uid, job);
    if (keepJobs || job === undefined || !(await jobs.remove(name, uid))) return;
    metrics.jobsDeleted.inc();
    log.info({ job: name, uid }, 'job deleted');
  }

  async #saveLogs(name: string, uid: string, signal: AbortSignal): Promise<void> {
    const { podLogs, metrics } = this.#options;
    try {
      await podLogs?.save(name, uid, signal);
    } catch (error) {
      metrics.podLogFailures.inc();
      throw error;
    }
  }

  async #bury(name: string, uid: string, job: Job | undefined): Promise<void> {
    const { tombstones, clock } = this.#options;
    const identity = job?.metadata.annotations?.[jobAnnotations.delivery];
    // an event that comes once more, after the Job is gone, knows less than the tombstone does
    if (job === undefined && (await tombstones.find(name))?.uid === uid) return;
    await tombstones.put(name, { identity, uid, ended: new Date(clock.wallMs()).toISOString() });
  }
}

function referenceIn({ routingKey, body }: Delivery): JobReference {
  const { event, faults } = parseEvent(routingKey, body);
  if (faults !== undefined) throw new RejectError(textOf(faults).replaceAll('\n', '; '));
  // parseEvent has looked at the three fields, which every last event has
  const job = event.body as JobReference;
  if (!isJobName(job['job-name']))
    throw new RejectError('job-name: got none of a Job of CDS; expected cds- and legal characters');
  if (!uidPattern.test(job['job-id']))
    throw new RejectError('job-id: got no uid; expected one such as 3e1b6d2c-0b7f-4b5e-8f0e-6a5d2f1c9b7a');
  return job;
}

/** Whatever the API server says, a missing right included: the Job stays until it is put right. */
function asRetry(error: KubernetesError): RetryError {
  const { retryAfterMs } = error;
  return new RetryError(error.message, { cause: error, retryAfterMs });
}
