/** `node bench/runtime-raw-watch.ts KUBECONFIG NAMESPACE RESOURCEVERSION COUNT`: reads that many events of a watch of Jobs, and prints what it took. */
import { connectKubernetes } from '../runtime/shared/kubernetes.ts';
import { protobuf } from '../runtime/shared/kubernetes-protobuf.ts';
import { WatchFrames } from '../runtime/reaper/watch-frames.ts';

const [kubeConfig, namespace, resourceVersion, count] = process.argv.slice(2);
const kubernetes = connectKubernetes({ kubeConfig, namespace, env: {} });
const startMs = performance.now();
const startCpu = process.cpuUsage();
const query = { watch: true, resourceVersion, allowWatchBookmarks: true };
const stream = await kubernetes.stream(`/apis/batch/v1/namespaces/${namespace}/jobs`, { query, accept: protobuf });
const frames = new WatchFrames();
let read = 0;
for await (const chunk of stream) {
  for (const { type, object } of frames.read(chunk as Buffer)) {
    if (type === 'ERROR') throw new Error(`bench: watch: got ${object.code}: ${object.message}; expected events`);
    if (type !== 'BOOKMARK') read += 1;
  }
  if (read >= Number(count)) break;
}
const { user, system } = process.cpuUsage(startCpu);
console.log(JSON.stringify({ ms: performance.now() - startMs, cpuMs: (user + system) / 1000 }));
await kubernetes.close();
