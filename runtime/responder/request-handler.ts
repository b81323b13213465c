import { headers } from '../../lib/contract/broker.ts';
import { invalidEvent } from '../../lib/contract/events.ts';
import { deliveryIdentity, jobName } from '../../lib/contract/job.ts';
import { parseRequest } from '../../lib/contract/message-parsers.ts';
import { eventKeys, exchanges, type EventKey, type UploadRequest } from '../../lib/contract/messages.ts';
import { shortHash } from '../../lib/contract/short-hash.ts';
import type { Broker, Delivery, Outcome } from '../shared/amqp.ts';
import type { Log, LogFields } from '../shared/log.ts';
import { childOf, formatTraceparent, parseTraceparent } from '../shared/trace.ts';
import type { ByteBudget } from './byte-budget.ts';
import { encodeInmeta } from './inmeta.ts';
import type { Launch, Launched, Launcher } from './launch.ts';
import { isFinal, persevere, type PatienceOptions } from './patience.ts';
import { checkRequest, textOf, type RequestRules } from './request.ts';
import { startedBody } from './started-body.ts';

/** What the handler of requests works with. */
export interface RequestHandlerOptions extends PatienceOptions {
  readonly rules: RequestRules;
  readonly launcher: Launcher;
  readonly publish: Broker['publish'];
  /** For the requests that are parsed; those that wait for their Job are in memory as they came. */
  readonly budget: ByteBudget;
  readonly metrics: {
    readonly jobsCreated: Count;
    readonly jobsAdopted: Count;
    readonly jobsRejected: Count;
    readonly launchDuration: { observe(seconds: number): void };
  };
  readonly log: Log;
}

interface Count {
  inc(): void;
}

/** One request in hand. */
interface Request {
  readonly delivery: Delivery;
  readonly identity: string;
  readonly traceparent: string;
  /** What every line of the log says of it. */
  readonly fields: LogFields;
}

/** A request that was read: it is to have a Job, has had one, or never will, and then the body of its event is ready. */
type Prepared =
  | {
      readonly launch: Launch;
      readonly hasReference: boolean;
      readonly ended: Launched | undefined;
      readonly invalid?: undefined;
    }
  | { readonly invalid: Buffer; readonly reason: string };

/** Makes a Job of each request, or an event that says why not. */
export class RequestHandler {
  readonly #options: RequestHandlerOptions;

  constructor(options: RequestHandlerOptions) {
    this.#options = options;
  }

  /**
   * Handles one request. Acked: its Job is there and told of as `cds.job.started`, or what is wrong with it as `cds.job.invalid`, and the broker has confirmed
   * that. While the API server, a quota or a folder does not let it, the request waits in hand.
   * @throws RejectError, so a dead letter, for a body that is too large or no JSON object; RetryError when it waited for 10 min, or the event is not confirmed
   */
  async handle(delivery: Delivery, signal: AbortSignal): Promise<Outcome> {
    const { clock, metrics } = this.#options;
    const startMs = clock.monotonicMs();
    const request = requestOf(delivery);
    const prepared = await this.#prepare(request, signal);
    if (prepared.invalid === undefined) await this.#start(request, prepared, signal);
    else await this.#refuse(request, prepared.invalid, prepared.reason);
    metrics.launchDuration.observe((clock.monotonicMs() - startMs) / 1000);
    return { do: 'ack' };
  }

  /** Parses, which takes several times the memory of the body, so only a few requests at a time are here. */
  #prepare(request: Request, signal: AbortSignal): Promise<Prepared> {
    const { budget, log } = this.#options;
    const { body } = request.delivery;
    return persevere(
      () => budget.run(body.length, signal, () => this.#parse(request)),
      this.#options,
      signal,
      (err, delayMs) => log.warn({ ...request.fields, delayMs, err }, 'request cannot be checked yet'),
    );
  }

  async #parse({ delivery, identity, traceparent }: Request): Promise<Prepared> {
    const checked = await checkRequest(delivery.body, this.#options.rules);
    if (checked.faults !== undefined) {
      const { body } = invalidEvent(checked.fields, textOf(checked.faults));
      const reason = [...new Set(checked.faults.map(({ at }) => at))].join(', ');
      return { invalid: Buffer.from(JSON.stringify(body)), reason };
    }
    const { inmeta, hasReference, ...request } = checked.request;
    const launch: Launch = {
      ...request,
      identity,
      traceparent,
      isNamed: Boolean(delivery.messageId),
      isRedelivered: delivery.redelivered || delivery.attempts > 0,
      inmeta: onceKept(inmeta, delivery.body),
    };
    return { launch, hasReference, ended: await this.#options.launcher.prepare(launch) };
  }

  async #start(
    request: Request,
    { launch, hasReference, ended }: Extract<Prepared, { launch: Launch }>,
    signal: AbortSignal,
  ): Promise<void> {
    const { launcher, log, metrics } = this.#options;
    let launched: Launched;
    try {
      launched = ended ?? (await launcher.launch(launch, signal));
    } catch (error) {
      if (!isFinal(error)) throw error;
      return this.#giveUp(request, launch, error);
    }
    const { job, how } = launched;
    const fields = { ...request.fields, job: job['job-name'], uid: job['job-id'] };
    (how === 'created' ? metrics.jobsCreated : metrics.jobsAdopted).inc();
    log.info(
      fields,
      how === 'created' ? 'job created' : how === 'adopted' ? 'job was there' : 'job was there and has ended',
    );
    const body = startedBody(request.delivery.body, job, hasReference);
    await this.#publish(request, eventKeys.started, `${job['job-id']}/started`, body);
  }

  /** The API server will not take the Job, however often it is asked. */
  async #giveUp(request: Request, launch: Launch, error: Error): Promise<void> {
    const name = jobName(launch.hint, launch.identity);
    const { body } = invalidEvent(fieldsOf(request.delivery.body), error.message, {
      jobName: name,
      traceback: error.stack ?? error.message,
    });
    this.#options.log.error({ ...request.fields, job: name, err: error }, 'job refused by the api server');
    await this.#refuse(request, Buffer.from(JSON.stringify(body)), 'api server');
  }

  async #refuse(request: Request, body: Buffer, reason: string): Promise<void> {
    const { log, metrics } = this.#options;
    await this.#publish(request, eventKeys.invalid, `${shortHash(request.identity)}/invalid`, body);
    metrics.jobsRejected.inc();
    log.warn({ ...request.fields, reason }, 'request refused');
  }

  async #publish({ traceparent }: Request, key: EventKey, messageId: string, body: Buffer): Promise<void> {
    const { publish, clock } = this.#options;
    await publish(exchanges.events.name, key, body, {
      messageId,
      contentType: 'application/json',
      timestamp: Math.floor(clock.wallMs() / 1000),
      headers: { [headers.traceparent]: traceparent },
    });
  }
}

function requestOf(delivery: Delivery): Request {
  const identity = deliveryIdentity(delivery);
  const trace = childOf(parseTraceparent(delivery.headers[headers.traceparent]));
  const fields = { deliveryId: identity, traceId: trace.traceId };
  return { delivery, identity, traceparent: formatTraceparent(trace), fields };
}

/** Gives the inmeta file's bytes, and lets go of them: whoever needs them again, seldom enough, has them made from the body. */
function onceKept(inmeta: Uint8Array, body: Buffer): () => Uint8Array {
  let kept: Uint8Array | undefined = inmeta;
  return () => {
    const bytes = kept ?? encodeInmeta(fieldsOf(body).inmeta);
    kept = undefined;
    return bytes;
  };
}

function fieldsOf(body: Buffer): UploadRequest {
  const { request } = parseRequest(body);
  if (request === undefined) throw new TypeError('responder: a request that was read before cannot be read');
  return request;
}
