/** Counts what is told of Jobs whose controller is as slow as it is by default, see README.md. */
import { connect } from 'amqplib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobTemplate } from '../lib/contract/job.ts';
import { eventKeys, exchanges } from '../lib/contract/messages.ts';
import { startControlPlane } from '../test/support/control-plane/control-plane.ts';
import { until } from '../test/support/control-plane/until.ts';
import { minimalTemplate } from '../test/support/responder/namespace.ts';
import { Events, nowMs, uidIn } from './runtime-events.ts';
import { print, withParts } from './runtime-servers.ts';
import { rounded } from './statistics.ts';

const jobs = 60;
const inmeta = '<meta-data><meta-group><meta name="title" value="a"/></meta-group></meta-data>';

/** The defaults. @see kubernetes/kubernetes pkg/controller/apis/config/v1alpha1/defaults.go */
const controllerManagerFlags = ['--kube-api-qps=20', '--kube-api-burst=30', '--concurrent-job-syncs=5'];

await withParts(
  () => startControlPlane({ version: '1.36', controllerManagerFlags }),
  async (servers) => {
    const namespace = await servers.createNamespace('default-rate');
    // A small template: simulated nodes have no volumes.
    writeFileSync(join(servers.folder, jobTemplate.fileName), minimalTemplate);
    const templates = { TEMPLATES_PATH: servers.folder };
    const [responder, reaper] = await Promise.all([
      servers.start('responder', namespace, templates),
      servers.start('reaper', namespace),
    ]);
    await Promise.all([responder.untilReady(), reaper.untilReady()]);
    const ends = new Map<string, string[]>();
    const events = await Events.listen(servers.broker);
    events.on((event) => {
      if (event.routingKey !== eventKeys.success && event.routingKey !== eventKeys.failed) return;
      const uid = uidIn(event);
      ends.set(uid, [...(ends.get(uid) ?? []), event.routingKey]);
    });
    const startMs = nowMs();
    const { host: hostname, port, username, password } = servers.broker;
    const connection = await connect({ hostname, port, username, password });
    const channel = await connection.createConfirmChannel();
    for (let number = 1; number <= jobs; number += 1) {
      const body = Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml', filename: `film-${number}.mxf` }));
      const options = { persistent: true, messageId: `film-${number}` };
      channel.publish(exchanges.requests.name, 'deliverables.syndication.youtube.upload', body, options);
    }
    await channel.waitForConfirms();
    await until('the end of all Jobs', 300_000, () => ends.size >= jobs);
    const seconds = (nowMs() - startMs) / 1000;
    // Whoever is told wrongly, is told before its Job is gone.
    const kubernetes = servers.connect(namespace);
    const path = `/apis/batch/v1/namespaces/${namespace.name}/jobs`;
    const left = async () => (await kubernetes.request<{ items: readonly unknown[] }>('GET', path)).items.length;
    await until('the deletion of all Jobs', 300_000, async () => (await left()) === 0);
    await connection.close();
    await events.close();
    const told = [...ends.values()];
    print("60 successful Jobs at the controller manager's default rate", {
      success: told.filter((keys) => keys.join() === eventKeys.success).length,
      otherwise: told.filter((keys) => keys.join() !== eventKeys.success).length,
      seconds: rounded(seconds, 1),
    });
    await Promise.all([responder.stop(), reaper.stop()]);
  },
);
