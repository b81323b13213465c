/** Watches the memory of both processes while 100,000 Jobs pass, see README.md. Takes the better part of an hour. */
import { Redis } from 'ioredis';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { journalFields, journalKey } from '../lib/contract/journal.ts';
import { jobTemplate } from '../lib/contract/job.ts';
import { eventKeys, exchanges } from '../lib/contract/messages.ts';
import { startControlPlane } from '../test/support/control-plane/control-plane.ts';
import { until } from '../test/support/control-plane/until.ts';
import { minimalTemplate } from '../test/support/responder/namespace.ts';
import { memoryOf } from './process-usage.ts';
import { Events } from './runtime-events.ts';
import { JobWriter, statuses, watchJobs } from './runtime-jobs.ts';
import { print, withParts, type Servers } from './runtime-servers.ts';
import { rounded } from './statistics.ts';

const jobs = Number(process.env['BENCH_JOBS'] ?? 100_000);
/** After so many a process has seen all that there is. */
const first = 1_000;
/** How many Jobs there are at a time: so many that they are not held up by the pace at which the reaper removes its finalizer. */
const window = 1_000;
/** When memory is looked at. */
const goals = [first, ...Array.from({ length: 20 }, (_, index) => Math.max(first, ((index + 1) * jobs) / 20))];
const inmeta = '<meta-data><meta-group><meta name="title" value="a"/></meta-group></meta-data>';

/** Of the controllers only the one that ends a deletion in the foreground, and the one that a control plane is waited for by; what the Jobs' own writes, the benchmark writes. */
const options = {
  version: '1.36',
  nodes: 0,
  controllerManagerFlags: ['--controllers=garbage-collector-controller,serviceaccount-controller'],
} as const;

await withParts(
  () => startControlPlane(options),
  async (servers) => {
    const namespace = await servers.createNamespace('memory');
    writeFileSync(join(servers.folder, jobTemplate.fileName), minimalTemplate);
    const quiet = { LOG_LEVEL: 'warn' };
    const [responder, reaper] = await Promise.all([
      servers.start('responder', namespace, {
        ...quiet,
        TEMPLATES_PATH: servers.folder,
        POD_LOGS_BASEPATH: servers.folder,
      }),
      servers.start('reaper', namespace, quiet),
    ]);
    await Promise.all([responder.untilReady(), reaper.untilReady()]);
    const writer = new JobWriter(servers.connect(namespace));
    const events = await Events.listen(servers.broker, eventKeys.started);
    const failures: unknown[] = [];
    events.on(({ content }) => {
      const { 'job-name': name } = JSON.parse(content.toString()) as { readonly 'job-name': string };
      writer.write(name, statuses.complete).catch((error: unknown) => failures.push(error));
    });
    let gone = 0;
    const watching = new AbortController();
    const watch = await watchJobs(servers.connect(namespace), watching.signal, (type) => {
      if (type === 'DELETED') gone += 1;
    });
    watch.ended.catch((error: unknown) => failures.push(error));
    const publish = await publisher(servers);
    const samples: { readonly responder: number; readonly reaper: number }[] = [];
    let published = 0;
    for (const goal of goals) {
      await until(`${goal} Jobs to pass`, 3_600_000, () => {
        if (failures.length > 0) throw failures[0];
        for (; published < Math.min(gone + window, jobs); published += 1) publish(published);
        return gone >= goal;
      });
      samples.push({ responder: memoryOf(responder.pid).rssMib, reaper: memoryOf(reaper.pid).rssMib });
    }
    watching.abort();
    await until('the journal to forget', 120_000, async () => (await journalEntries(servers, namespace.name)) === 0);
    const after = samples[0];
    const last = samples.at(-1);
    if (after === undefined || last === undefined) throw new Error('bench: memory: got no samples');
    const most = (what: 'responder' | 'reaper') => Math.max(...samples.map((each) => each[what]));
    for (const what of ['responder', 'reaper'] as const) {
      print(`${what}, memory over ${jobs.toLocaleString('en')} Jobs`, {
        firstMib: after[what],
        mostMib: most(what),
        lastMib: last[what],
        ratio: rounded(most(what) / after[what], 2),
        journalEntries: 0,
      });
    }
    await events.close();
    await Promise.all([responder.stop(), reaper.stop()]);
  },
);

async function publisher({ broker }: Servers): Promise<(number: number) => void> {
  const { host: hostname, port, username, password } = broker;
  const connection = await connect({ hostname, port, username, password });
  connection.on('error', () => undefined);
  const channel = await connection.createConfirmChannel();
  return (number) => {
    const body = Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml', filename: `film-${number}.mxf` }));
    const properties = { persistent: true, messageId: `film-${number}` };
    channel.publish(exchanges.requests.name, 'deliverables.syndication.youtube.upload', body, properties);
  };
}

/** How many Jobs the journal knows. */
async function journalEntries({ redis: { host, port } }: Servers, namespace: string): Promise<number> {
  const client = new Redis({ host, port });
  try {
    const fields = await client.hkeys(journalKey(namespace, exchanges.events.name));
    const own: readonly string[] = Object.values(journalFields);
    return fields.filter((field) => !own.includes(field)).length;
  } finally {
    client.disconnect();
  }
}
