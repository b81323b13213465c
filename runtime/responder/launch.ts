import { jobAnnotations } from '../../lib/contract/job-metadata.ts';
import { inmetaFileName, jobName } from '../../lib/contract/job.ts';
import type { JobReference } from '../../lib/contract/messages.ts';
import type { Log } from '../shared/log.ts';
import { jobManifest, type JobValues } from './job-manifest.ts';
import { hasStatus, type Job, type Jobs } from './jobs.ts';
import { isUncertain, persevere, type PatienceOptions } from './patience.ts';
import type { JobTemplate } from './template.ts';
import type { Tombstones } from './tombstones.ts';
import type { WholeFiles } from './whole-files.ts';

/** A request that is to have its one Job. */
export interface Launch extends Pick<JobValues, 'identity' | 'routeName' | 'labels' | 'traceparent'> {
  readonly hint: string | undefined;
  /** Whether the producer named the message: two with one identity are then the same request. Else they may be two of equal content. */
  readonly isNamed: boolean;
  /** Whether it may have been handled before. */
  readonly isRedelivered: boolean;
  /** The bytes of the inmeta file; called once per name that is tried. */
  readonly inmeta: () => Uint8Array;
}

/** How a request came to its Job. `created`: now. `adopted`: an earlier delivery made it. `ended`: an earlier delivery made it, and it is over. */
export interface Launched {
  readonly job: JobReference;
  readonly how: 'created' | 'adopted' | 'ended';
}

/** What a launch works with. */
export interface LauncherOptions extends PatienceOptions {
  readonly jobs: Jobs;
  readonly inmetaFiles: WholeFiles;
  readonly tombstones: Tombstones;
  readonly template: () => JobTemplate;
  readonly log: Log;
}

/**
 * How long after a Job's end a message without a messageId, delivered once more, counts as the request of that Job, in milliseconds. Producers repeat
 * themselves later than that, brokers sooner.
 */
const sameContentMs = 60 * 60 * 1000;

/** How many names one request may come to. Each but the first is a request of equal content whose Job is still there. */
const nameLimit = 1_000;

/** Sees to it that each request has exactly one Job, however often it is delivered, to however many replicas. */
export class Launcher {
  readonly #options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /**
   * The first half, in which the request is in memory: finds out whether the Job was there and is over, else writes the inmeta file under its first name.
   * @throws RetryError when the folder of inmeta cannot be read or written
   */
  async prepare(launch: Launch): Promise<Launched | undefined> {
    const name = jobName(launch.hint, launch.identity);
    const ended = await this.#findEnded(launch, name, launch.isRedelivered);
    if (ended === undefined) await this.#options.inmetaFiles.write(inmetaFileName(name), launch.inmeta());
    return ended;
  }

  /**
   * The second half: creates the Job, and waits in hand while the API server is away or refuses for now.
   * @throws KubernetesError that is final; RetryError when it took too long; the signal's reason
   */
  async launch(launch: Launch, signal: AbortSignal): Promise<Launched> {
    // From a try of which nobody knows how it ended, on, the Job may be our own.
    let mayBeOurs = launch.isRedelivered;
    // prepare() has just looked
    let hasLooked = true;
    for (let number = 1; number <= nameLimit; number += 1) {
      const name = jobName(launch.hint, number === 1 ? launch.identity : `${launch.identity}#${number}`);
      if (number > 1) await this.#writeAgain(name, launch, signal);
      const launched = await this.#persevere(name, signal, async () => {
        try {
          const ended = hasLooked ? undefined : await this.#findEnded(launch, name, mayBeOurs);
          hasLooked = false;
          return ended ?? (await this.#createOrAdopt(launch, name, mayBeOurs));
        } catch (error) {
          mayBeOurs ||= isUncertain(error);
          throw error;
        }
      });
      if (launched !== 'taken') return launched;
    }
    throw new Error(`responder: no name is free: got ${nameLimit} Jobs of requests of equal content; expected fewer`);
  }

  async #createOrAdopt(launch: Launch, name: string, mayBeOurs: boolean): Promise<Launched | 'taken'> {
    const { jobs, inmetaFiles, template } = this.#options;
    const manifest = jobManifest(template(), { ...launch, name, inmetaPath: inmetaFiles.path(inmetaFileName(name)) });
    try {
      return { job: this.#referenceTo(await jobs.create(manifest)), how: 'created' };
    } catch (error) {
      // a full quota that changes meanwhile is 409 too
      if (!hasStatus(error, 409) || error.reason !== 'AlreadyExists') throw error;
      const found = await jobs.find(name);
      // it has gone since: the next try creates it, or finds what is left of it
      if (found === undefined) throw error;
      const isSame = found.metadata.annotations?.[jobAnnotations.delivery] === launch.identity;
      const isOurs = launch.isNamed || (mayBeOurs && !this.#isLongOver(endOf(found)));
      return isSame && isOurs ? { job: this.#referenceTo(found), how: 'adopted' } : 'taken';
    }
  }

  /** A Job that is over and gone left a tombstone; without one, or for a request that cannot be its own, there is nothing to find. */
  async #findEnded(launch: Launch, name: string, mayBeOurs: boolean): Promise<Launched | undefined> {
    if (!launch.isNamed && !mayBeOurs) return undefined;
    const tombstone = await this.#options.tombstones.find(name);
    if (tombstone === undefined || (tombstone.identity ?? launch.identity) !== launch.identity) return undefined;
    if (!launch.isNamed && this.#isLongOver(tombstone.ended)) return undefined;
    return { job: this.#reference(name, tombstone.uid), how: 'ended' };
  }

  #isLongOver(ended: string | undefined): boolean {
    return ended !== undefined && this.#options.clock.wallMs() - Date.parse(ended) > sameContentMs;
  }

  #writeAgain(name: string, launch: Launch, signal: AbortSignal): Promise<void> {
    const write = () => this.#options.inmetaFiles.write(inmetaFileName(name), launch.inmeta());
    return this.#persevere(name, signal, write);
  }

  #persevere<T>(job: string, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    return persevere(act, this.#options, signal, (err, delayMs) =>
      this.#options.log.warn({ job, delayMs, err }, 'job not created yet'),
    );
  }

  #referenceTo({ metadata }: Job): JobReference {
    return this.#reference(metadata.name, metadata.uid);
  }

  #reference(name: string, uid: string): JobReference {
    return { 'job-id': uid, 'job-name': name, 'job-namespace': this.#options.jobs.namespace };
  }
}

/** When a Job ended; `undefined` while it has not. */
const endOf = ({ status }: Job): string | undefined =>
  status?.conditions?.find((each) => (each.type === 'Complete' || each.type === 'Failed') && each.status === 'True')
    ?.lastTransitionTime;
