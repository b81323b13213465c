/** Measures how fast the responder makes Jobs of requests, see README.md. */
import { connect } from 'amqplib';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { jobLabels } from '../lib/contract/job-labels.ts';
import { eventKeys, exchanges } from '../lib/contract/messages.ts';
import { jobManifest } from '../runtime/responder/job-manifest.ts';
import { findCredentials } from '../runtime/shared/kubernetes-credentials.ts';
import type { RuntimeProcess } from '../test/support/runtime-process.ts';
import { cpuMsOf, memoryOf } from './process-usage.ts';
import { Events } from './runtime-events.ts';
import { forEach, jobNames, templateFor } from './runtime-jobs.ts';
import { print, withServers, type BenchNamespace, type Servers } from './runtime-servers.ts';
import { median, rounded } from './statistics.ts';

const rounds = Number(process.env['BENCH_RUNS'] ?? 5);
const requests = Number(process.env['BENCH_REQUESTS'] ?? 500);
const connections = 32;

const meta = Array.from(
  { length: 20 },
  (_, index) => `<meta name="key ${index}" value="a value of some length ${index}"/>`,
);
const inmeta = `<meta-data><meta-group type="movie">${meta.join('')}</meta-group></meta-data>`;

interface Round {
  readonly ms: number;
  readonly rawMs: number;
  readonly cpuMs: number;
  readonly rssMib: number;
  readonly peakMib: number;
}

await withServers(async (servers) => {
  const measured: Round[] = [];
  for (let number = 1; number <= rounds; number += 1) {
    measured.push(await round(servers, await servers.createNamespace(`requests-${number}`)));
  }
  const perSecond = (ms: number) => Math.round((requests / ms) * 1000);
  const rawCreatesPerSecond = perSecond(median(measured.map(({ rawMs }) => rawMs)));
  const cpuMsPerRequest = median(measured.map(({ cpuMs }) => cpuMs)) / requests;
  print(`responder, ${requests} queued requests`, {
    requestsPerSecond: perSecond(median(measured.map(({ ms }) => ms))),
    rawCreatesPerSecond,
    ratio: rounded(median(measured.map(({ ms, rawMs }) => rawMs / ms)), 2),
    cpuMsPerRequest: rounded(cpuMsPerRequest, 2),
    scaledCpuMsPerRequest: rounded((cpuMsPerRequest * rawCreatesPerSecond) / 1000, 2),
    rssMib: median(measured.map(({ rssMib }) => rssMib)),
    peakMib: median(measured.map(({ peakMib }) => peakMib)),
    ratios: measured.map(({ ms, rawMs }) => rounded(rawMs / ms, 2)),
  });
});

/** Raw creates before and after, so that what else the machine does meanwhile happens to both. */
async function round(servers: Servers, namespace: BenchNamespace): Promise<Round> {
  const responder = await servers.start('responder', namespace);
  await responder.untilReady();
  const before = await rawCreates(namespace, 'before');
  const own = await work(servers, responder);
  const after = await rawCreates(namespace, 'after');
  await responder.stop();
  return { ...own, rawMs: (before + after) / 2 };
}

/** From the first Job to the last event, which the broker has confirmed by then. */
async function work(servers: Servers, responder: RuntimeProcess): Promise<Omit<Round, 'rawMs'>> {
  const events = await Events.listen(servers.broker, eventKeys.started);
  const { pid } = responder;
  // All wait in the queue before any is looked at.
  process.kill(pid, 'SIGSTOP');
  await publish(servers);
  const cpuMs = cpuMsOf(pid);
  let lastMs = 0;
  events.on(({ atMs }) => (lastMs = atMs));
  process.kill(pid, 'SIGCONT');
  await events.reach(requests);
  const figures = { cpuMs: cpuMsOf(pid) - cpuMs, ...memoryOf(pid) };
  await events.close();
  const first = responder.lines.find(({ msg }) => msg === 'job created');
  return { ...figures, ms: lastMs - Date.parse(String(first?.['time'])) };
}

async function publish({ broker }: Servers): Promise<void> {
  const { host: hostname, port, username, password } = broker;
  const connection = await connect({ hostname, port, username, password });
  const channel = await connection.createConfirmChannel();
  for (const name of jobNames(requests)) {
    const ids = { online_id: `VX-${name}`, deliverable_asset: 12, deliverable_bundle: 34 };
    const body = Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml', filename: `${name}.mxf`, ...ids }));
    const options = { persistent: true, messageId: `${process.hrtime.bigint()}` };
    channel.publish(exchanges.requests.name, 'deliverables.syndication.youtube.upload', body, options);
  }
  await channel.waitForConfirms();
  await connection.close();
}

/** The same Jobs with nothing around them, over a pool of connections. @returns milliseconds from the first answer to the last */
async function rawCreates({ name: namespace, kubeconfigs }: BenchNamespace, prefix: string): Promise<number> {
  const credentials = findCredentials({ kubeConfig: kubeconfigs.responder });
  const agent = new Agent({ keepAlive: true, maxSockets: connections, ...credentials.tls() });
  const url = new URL(`/apis/batch/v1/namespaces/${namespace}/jobs`, credentials.server);
  const headers = { authorization: credentials.authorization(), 'content-type': 'application/json' };
  const post = async (body: string): Promise<void> => {
    const call = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
    call.end(body);
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const answer = await text(response);
    if (response.statusCode !== 201) throw new Error(`bench: raw create: got ${response.statusCode}: ${answer}`);
  };
  const template = templateFor(namespace);
  const labels = jobLabels({ online_id: 'VX-1', deliverable_asset: 12, deliverable_bundle: 34 });
  const answers: number[] = [];
  await forEach(jobNames(requests), connections, async (title) => {
    const name = `${title.replace('bench', prefix)}-0123456789abcdef`;
    const inmetaPath = join('/mnt/inmeta', `${name}.inmeta`);
    const body = jobManifest(template, {
      name,
      inmetaPath,
      routeName: 'test.xml',
      identity: `messageId:${name}`,
      labels,
    });
    await post(JSON.stringify(body));
    answers.push(performance.now());
  });
  agent.destroy();
  return Math.max(...answers) - Math.min(...answers);
}
