import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BrokerMetrics } from './amqp.ts';

/** How often the delay of the event loop is sampled, in milliseconds. prom-client's own 10 wakes an idle process 100 times a second. */
const eventLoopSampleMs = 100;

/** From a request to a LAN to the longest wait in hand, in seconds. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 600];

/** Where a process's metrics are gathered, with those of Node itself: CPU, memory, event loop, garbage collection. */
export function createRegistry(): Registry {
  const register = new Registry();
  collectDefaultMetrics({ register, eventLoopMonitoringPrecision: eventLoopSampleMs });
  return register;
}

/** What both processes count of the broker. */
export function createBrokerMetrics(registry: Registry) {
  const { counter } = makers(registry);
  return {
    confirms: counter('cds_broker_confirms_total', 'messages that the broker confirmed and did not return'),
    returns: counter('cds_broker_returns_total', 'messages that no queue took'),
    nacks: counter('cds_broker_nacks_total', 'messages that the broker refused'),
    unconfirmed: counter(
      'cds_broker_unconfirmed_total',
      'messages whose confirm did not come in time, or whose connection was lost before it',
    ),
    redeliveries: counter('cds_broker_redeliveries_total', 'deliveries that may have been handled before'),
    acks: counter('cds_broker_acks_total', 'deliveries that were handled'),
    retries: counter('cds_broker_retries_total', 'deliveries that were sent to wait for another try'),
    deadLetters: counter('cds_broker_dead_letters_total', 'deliveries that became dead letters'),
    connects: counter('cds_broker_connects_total', 'connections that were opened'),
  } satisfies BrokerMetrics;
}

/** What the responder counts. */
export function createResponderMetrics(registry: Registry) {
  const { counter, histogram } = makers(registry);
  return {
    jobsCreated: counter('cds_jobs_created_total', 'Jobs that were created'),
    jobsAdopted: counter('cds_jobs_adopted_total', 'requests whose Job was there already, from an earlier delivery'),
    jobsRejected: counter(
      'cds_jobs_rejected_total',
      'requests of which no Job can come; each is told as cds.job.invalid',
    ),
    jobsDeleted: counter('cds_jobs_deleted_total', 'Jobs that were deleted after their end'),
    podLogs: counter('cds_pod_log_bytes_total', 'bytes of pod logs that were saved'),
    podLogFailures: counter('cds_pod_log_failures_total', 'pod logs that could not be saved and are tried again'),
    templateFailures: counter(
      'cds_job_template_failures_total',
      'changed job templates that were broken and not taken; the one before stays in use',
    ),
    launchDuration: histogram(
      'cds_job_launch_duration_seconds',
      'time from the delivery of a request to the confirm of its event',
    ),
  };
}

/** What the reaper counts. */
export function createReaperMetrics(registry: Registry) {
  const { counter, gauge, histogram } = makers(registry);
  return {
    lastWatchEvent: gauge(
      'cds_watch_last_event_timestamp_seconds',
      'when the last event or bookmark of the watch came, in seconds since 1970',
    ),
    lists: counter('cds_watch_lists_total', 'lists of all Jobs, by why they were needed', ['reason']),
    expired: counter('cds_watch_expired_total', 'answers 410: the watch was too far behind'),
    unpublished: gauge('cds_events_unpublished', 'events that are due and not confirmed yet'),
    eventsPublished: counter('cds_events_published_total', 'events that the broker confirmed, by routing key', [
      'routing_key',
    ]),
    publishDelay: histogram(
      'cds_event_publish_delay_seconds',
      'time from the arrival of a status to the confirm of its event',
    ),
    leader: gauge('cds_leader', '1 while this process holds the Lease, else 0'),
    leaseFailures: counter('cds_lease_renewal_failures_total', 'tries to renew the Lease that failed'),
  };
}

/** What the log viewer counts. */
export function createLogViewerMetrics(registry: Registry) {
  const { counter, gauge } = makers(registry);
  return {
    answers: counter('cds_log_viewer_answers_total', 'answers to calls, by status', ['status']),
    refused: counter('cds_log_viewer_refused_logins_total', 'tokens that were none of ours'),
    followers: gauge('cds_log_viewer_followers', 'streams of new lines and events that are open'),
    followed: gauge('cds_log_viewer_followed_logs', 'logs that somebody follows'),
  };
}

/** Makers of metrics that name their labels in their type, so that a wrong one is refused by the compiler. */
function makers(registry: Registry) {
  const registers = [registry];
  return {
    counter: <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({ name, help, labelNames: [...labelNames], registers }),
    gauge: (name: string, help: string) => new Gauge<never>({ name, help, registers }),
    histogram: (name: string, help: string) =>
      new Histogram<never>({ name, help, buckets: durationBuckets, registers }),
  };
}
