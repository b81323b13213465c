import { Duration } from 'cdk8s';
import type { Resources } from '../../core/resources.ts';
import { QueueWorker } from '../../workloads/queue-worker.ts';
import { ScheduledJob } from '../../workloads/scheduled-job.ts';
import { running, type Fleet } from './parts.ts';

interface Wanted {
  readonly resources: Resources;
  readonly schedule?: string;
}

/** Adds the programs beside the servers that an environment asks for: they run with what their server has, in a pod of their own. */
export function addExtraProcesses({ app, settings, parts }: Fleet): void {
  for (const part of running(parts)) {
    const wanted = (part.tuning.extraProcesses ?? {}) as Readonly<Record<string, Wanted | undefined>>;
    for (const [process, own] of Object.entries(wanted)) {
      const facts = part.facts.extraProcesses?.[process];
      if (own === undefined || facts === undefined) continue;
      const props = { ...part.surroundings, resources: own.resources, command: facts.command };
      const chart = app.chart(process, settings.namespace);
      part.describe(chart);
      const { schedule } = own;
      const workload =
        schedule === undefined
          ? new QueueWorker(chart, process, props)
          : new ScheduledJob(chart, process, { ...props, schedule, deadline: Duration.minutes(30), retries: 0 });
      part.reachedBy(workload);
    }
  }
}
