/**
 * `node bench/runtime-raw-watch.ts KUBECONFIG NAMESPACE RESOURCEVERSION COUNT json|protobuf`: reads that many events of a watch of Jobs, and prints what it took.
 */
import { WatchFrames, type WatchEvent } from '../runtime/reaper/watch-frames.ts';
import { connectKubernetes } from '../runtime/shared/kubernetes.ts';
import { protobuf } from '../runtime/shared/kubernetes-protobuf.ts';

const [kubeConfig, namespace, resourceVersion, count, format] = process.argv.slice(2);
const kubernetes = connectKubernetes({ kubeConfig, namespace, env: {} });

/** As most clients read it: each line as a whole. */
class Lines {
  #rest = '';
  readonly #decoder = new TextDecoder();

  *read(chunk: Buffer): Generator<WatchEvent, void, undefined> {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as WatchEvent;
  }
}

const startMs = performance.now();
const startCpu = process.cpuUsage();
const stream = await kubernetes.stream(`/apis/batch/v1/namespaces/${namespace}/jobs`, {
  query: { watch: true, resourceVersion, allowWatchBookmarks: true },
  ...(format === 'protobuf' ? { accept: protobuf } : {}),
});
const events = format === 'protobuf' ? new WatchFrames() : new Lines();
let read = 0;
for await (const chunk of stream) {
  for (const { type, object } of events.read(chunk as Buffer)) {
    if (type === 'ERROR') throw new Error(`bench: watch: got ${object.code}: ${object.message}; expected events`);
    if (type !== 'BOOKMARK') read += 1;
  }
  if (read >= Number(count)) break;
}
const { user, system } = process.cpuUsage(startCpu);
console.log(JSON.stringify({ ms: performance.now() - startMs, cpuMs: (user + system) / 1000 }));
await kubernetes.close();
