import { workQueues } from '../../lib/contract/broker.ts';
import type { responderVariables } from '../../lib/contract/env.ts';
import type { EnvironmentValues } from '../../lib/contract/variables.ts';
import type { Broker, Consumer } from '../shared/amqp.ts';
import type { Clock } from '../shared/backoff.ts';
import type { Kubernetes } from '../shared/kubernetes.ts';
import type { Log } from '../shared/log.ts';
import type { createResponderMetrics } from '../shared/metrics.ts';
import { ByteBudget } from './byte-budget.ts';
import { loadInmetaSchema } from './inmeta.ts';
import { JobEventHandler } from './job-event-handler.ts';
import { Jobs } from './jobs.ts';
import { Launcher } from './launch.ts';
import { PodLogs } from './pod-logs.ts';
import { RequestHandler } from './request-handler.ts';
import { routesIn } from './routes.ts';
import { findTemplate, TemplateFile } from './template-file.ts';
import { Tombstones } from './tombstones.ts';
import { WholeFiles } from './whole-files.ts';

/** What a responder is made of. */
export interface ResponderParts {
  readonly env: Pick<
    EnvironmentValues<typeof responderVariables>,
    'INMETA_PATH' | 'INMETA_XSD' | 'TEMPLATES_PATH' | 'ROUTES_PATH' | 'POD_LOGS_BASEPATH' | 'KEEP_JOBS' | 'PREFETCH'
  >;
  /** Of the program, where a template may lie too. */
  readonly programFolder: string;
  readonly kubernetes: Kubernetes;
  readonly broker: Pick<Broker, 'publish' | 'consume'>;
  readonly log: Log;
  readonly metrics: ReturnType<typeof createResponderMetrics>;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** Gives another text each time, legal in a file's name. */
  readonly newId: () => string;
}

/** How many events one responder handles at a time. Each may stream a log; the others wait for nobody. */
const eventPrefetch = 16;

/**
 * How many bytes of requests are parsed at a time; a larger request is parsed alone. Each takes some 5 times as much, and its inmeta up to 14 times once more, of
 * which the next one makes use again. Beside these stand the bodies in hand as they came: as many as PREFETCH lets in.
 */
const parsedBytes = 16 * 2 ** 20;

/** How often old files are looked for, in milliseconds, and among how many. */
const sweepEveryMs = 60_000;
const sweptFiles = 500;

/** Turns requests into Jobs, and cleans up after Jobs that have ended. */
export class Responder {
  readonly #parts: ResponderParts;
  readonly #requests: RequestHandler;
  readonly #events: JobEventHandler;
  readonly #template: TemplateFile;
  readonly #tombstones: Tombstones;
  readonly #ending = new AbortController();
  readonly #consumers: Consumer[] = [];
  #isVerified = false;

  private constructor(parts: ResponderParts, template: TemplateFile, requests: RequestHandler, own: OwnParts) {
    const { env, clock, log, metrics } = parts;
    this.#parts = parts;
    this.#template = template;
    this.#requests = requests;
    this.#tombstones = own.tombstones;
    this.#events = new JobEventHandler({ ...own, keepJobs: env.KEEP_JOBS, clock, metrics, log });
  }

  /**
   * Reads schema and template. Nothing is consumed yet.
   * @throws ExitError ERR_RESPONDER_INMETA_XSD or ERR_RESPONDER_TEMPLATE when one of them is not usable
   */
  static async create(parts: ResponderParts): Promise<Responder> {
    const { env, programFolder, kubernetes, broker, log, metrics, clock, random, newId } = parts;
    const jobs = new Jobs(kubernetes);
    const inmetaFiles = new WholeFiles(env.INMETA_PATH, newId);
    const tombstones = new Tombstones(inmetaFiles, log);
    const wallMs = () => clock.wallMs();
    const [schema, template] = await Promise.all([
      loadInmetaSchema(env.INMETA_XSD),
      TemplateFile.open({
        path: await findTemplate(env.TEMPLATES_PATH, programFolder),
        jobs,
        inmetaFolder: env.INMETA_PATH,
        clock,
        random,
        log,
        failures: metrics.templateFailures,
      }),
    ]);
    const current = () => template.current;
    const requests = new RequestHandler({
      rules: { schema, routes: routesIn(env.ROUTES_PATH, () => clock.monotonicMs()) },
      launcher: new Launcher({ jobs, inmetaFiles, tombstones, template: current, log, clock, random }),
      publish: (...message) => broker.publish(...message),
      budget: new ByteBudget(parsedBytes),
      metrics,
      log,
      clock,
      random,
    });
    const folder = env.POD_LOGS_BASEPATH;
    const podLogs =
      folder === undefined ? undefined : new PodLogs({ jobs, folder, newId, wallMs, log, savedBytes: metrics.podLogs });
    return new Responder(parts, template, requests, { jobs, podLogs, tombstones });
  }

  /** Why requests are not consumed yet; undefined once they are. */
  get notReadyReason(): string | undefined {
    return this.#isVerified ? undefined : 'the api server has not been asked about the job template yet';
  }

  /**
   * Consumes events at once, and requests once the API server has taken the template; resolves then.
   * @throws ExitError ERR_RESPONDER_TEMPLATE when it refuses the template; nothing once `stop` was called
   */
  async start(): Promise<void> {
    const { broker, env } = this.#parts;
    const { signal } = this.#ending;
    const { requests, events } = workQueues;
    this.#consumers.push(
      broker.consume(events.name, { prefetch: eventPrefetch }, (delivery, work) => this.#events.handle(delivery, work)),
    );
    void this.#sweep(signal);
    try {
      await this.#template.verify(signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    this.#isVerified = true;
    void this.#template.watch(signal);
    this.#consumers.push(
      broker.consume(requests.name, { prefetch: env.PREFETCH }, (delivery, work) =>
        this.#requests.handle(delivery, work),
      ),
    );
  }

  /** Takes no more messages; resolves once those in hand are settled. What only waits goes back to the broker. */
  async stop(): Promise<void> {
    this.#ending.abort(new Error('the process ends'));
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      await this.#tombstones.sweep(clock.wallMs(), sweptFiles);
      await clock.wait(sweepEveryMs, signal).catch(() => undefined); // the condition above ends it
    }
  }
}

interface OwnParts {
  readonly jobs: Jobs;
  readonly podLogs: PodLogs | undefined;
  readonly tombstones: Tombstones;
}
