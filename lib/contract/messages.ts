/** An exchange as it is declared. @see https://www.rabbitmq.com/docs/exchanges */
export interface AmqpExchange {
  readonly name: string;
  readonly type: 'topic' | 'direct';
  /** It outlives a restart of the broker. */
  readonly durable: boolean;
}

/** A queue as it is declared, with its one binding. @see https://www.rabbitmq.com/docs/queues */
export interface AmqpQueue {
  readonly name: string;
  /** It outlives a restart of the broker; so do its messages, if they are persistent too. */
  readonly durable: boolean;
  /** Name of the exchange that it is bound to. */
  readonly exchange: string;
  /** In a topic exchange `*` is one word and `#` any number of words between dots. */
  readonly bindingKey: string;
  /** Name of the exchange that takes rejected messages; they keep their routing key. @default - they are dropped */
  readonly deadLetterExchange?: string;
}

/** The published exchanges. That of the requests is the producer's: declare it just the same, or fail beside it. */
export const exchanges = {
  requests: { name: 'pluto-deliverables', type: 'topic', durable: true },
  events: { name: 'cdsresponder', type: 'topic', durable: true },
  deadLetters: { name: 'cdsresponder-dlx', type: 'direct', durable: true },
} as const satisfies Readonly<Record<string, AmqpExchange>>;

/** What a request's routing key looks like; the `*` is the platform, as in `deliverables.syndication.youtube.upload`. */
export const requestBindingKey = 'deliverables.syndication.*.upload';

/** What every event's routing key looks like. */
export const eventBindingKey = 'cds.job.*';

/**
 * The published name of the queue of a routing key: `cdsresponder-` and the key's letters, digits and underscores, so
 * `cds.job.*` gives `cdsresponder-cdsjob`. Keys that differ in nothing else share a queue.
 * @see guardian/CDS-K8s cdsresponder/cdsresponder.py, `connect_channel`
 */
export function queueName(routingKey: string): string {
  return `cdsresponder-${routingKey.replace(/[^\p{L}\p{N}_]/gu, '')}`;
}

/**
 * The published queues, faults included: two of them do not outlive a restart of the broker, and no dead letter has the
 * key that the third is bound with, so it stays empty.
 * @see guardian/CDS-K8s cdsresponder/cdsresponder.py: `queue_bind` without a key, for which pika 1.1 takes the queue's name
 */
export const queues = {
  requests: {
    name: queueName(requestBindingKey),
    durable: false,
    exchange: exchanges.requests.name,
    bindingKey: requestBindingKey,
    deadLetterExchange: exchanges.deadLetters.name,
  },
  events: {
    name: queueName(eventBindingKey),
    durable: false,
    exchange: exchanges.events.name,
    bindingKey: eventBindingKey,
    deadLetterExchange: exchanges.deadLetters.name,
  },
  deadLetters: {
    name: 'cdsresponder-dlq',
    durable: true,
    exchange: exchanges.deadLetters.name,
    bindingKey: 'cdsresponder-dlq',
  },
} as const satisfies Readonly<Record<string, AmqpQueue>>;

/** The routing keys of events. `started` and `invalid` come from the responder, the others from the reaper. */
export const eventKeys = {
  /** The Job was created. May come after `starting`, and even after `running`. */
  started: 'cds.job.started',
  /** No Job came of the request. */
  invalid: 'cds.job.invalid',
  /** The Job has no pod yet. */
  starting: 'cds.job.starting',
  /** The Job has its first pod. */
  running: 'cds.job.running',
  /** The Job has a pod again, after one that failed. */
  retry: 'cds.job.retry',
  /** The Job was given up, or deleted before its end. Nothing follows. */
  failed: 'cds.job.failed',
  /** The Job is complete. Nothing follows. */
  success: 'cds.job.success',
} as const;

/** One of the seven routing keys of events. */
export type EventKey = (typeof eventKeys)[keyof typeof eventKeys];

/** The fields of a JSON object, as parsed: any name, any value. */
export interface Fields {
  readonly [name: string]: unknown;
}

/** The body of a request. Fields that are not named here are kept, and stand in the responder's events too. */
export interface UploadRequest extends Fields {
  /** An XML document, as text: `<meta-data>...</meta-data>`. Never put into a log or a fault. */
  readonly inmeta: string;
  /** File name of a CDS route, such as `test.xml`. */
  readonly routename: string;
  readonly filename?: string | null;
  readonly online_id?: string | null;
  readonly nearline_id?: string | null;
  readonly archive_id?: string | null;
  /** Integer of at most 2^53 - 1 either side of 0: what JavaScript states exactly. */
  readonly deliverable_asset?: number;
  /** Integer, as `deliverable_asset`. */
  readonly deliverable_bundle?: number;
}

/** Which Job an event is about. */
export interface JobReference {
  /** The Job's uid. */
  readonly 'job-id': string;
  readonly 'job-name': string;
  readonly 'job-namespace': string;
}

/** What the reaper tells of a Job. */
export interface JobProgress extends JobReference {
  /** Failed pods so far. Integer, 0 or more. */
  readonly 'retry-count': number;
}

/** The reaper's last word on a Job that did not succeed. */
export interface JobFailure extends JobProgress {
  /** `Reason - message` of the Job's condition, such as `BackoffLimitExceeded - Job has reached ...`. */
  readonly 'failure-reason': string;
}

/** Why no Job came of a request. Also holds what fields the request had, of whatever type they were. */
export interface InvalidRequest extends Fields {
  readonly error: string;
  /** The name the Job would have had, where the launch itself failed. */
  readonly 'job-name'?: string;
  /** Where in the program the launch failed. */
  readonly traceback?: string;
}

/** The body of each event by its routing key. */
export interface EventBodies {
  readonly 'cds.job.started': UploadRequest & JobReference;
  readonly 'cds.job.invalid': InvalidRequest;
  readonly 'cds.job.starting': JobProgress;
  readonly 'cds.job.running': JobProgress;
  readonly 'cds.job.retry': JobProgress;
  readonly 'cds.job.failed': JobFailure;
  readonly 'cds.job.success': JobProgress;
}

/** An event of a known routing key. */
export interface EventOf<K extends EventKey> {
  readonly routingKey: K;
  readonly body: EventBodies[K];
}

/** Any event: compare `routingKey`, and the type of `body` is known. */
export type JobEvent = { readonly [K in EventKey]: EventOf<K> }[EventKey];
