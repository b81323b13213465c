/** `node bench/runtime-raw-watch.ts KUBECONFIG NAMESPACE RESOURCEVERSION COUNT`: reads that many events of a watch of Jobs, and prints what it took. */
import { connectKubernetes } from '../runtime/shared/kubernetes.ts';

const [kubeConfig, namespace, resourceVersion, count] = process.argv.slice(2);
const kubernetes = connectKubernetes({ kubeConfig, namespace, env: {} });
const startMs = performance.now();
const startCpu = process.cpuUsage();
const query = { watch: true, resourceVersion, allowWatchBookmarks: true };
const stream = await kubernetes.stream(`/apis/batch/v1/namespaces/${namespace}/jobs`, { query });
let read = 0;
let rest = '';
stream.setEncoding('utf8');
for await (const chunk of stream) {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) {
    const { type, object } = JSON.parse(line);
    if (type === 'ERROR') throw new Error(`bench: watch: got ${object.code}: ${object.message}; expected events`);
    if (type !== 'BOOKMARK') read += 1;
  }
  if (read >= Number(count)) break;
}
const { user, system } = process.cpuUsage(startCpu);
console.log(JSON.stringify({ ms: performance.now() - startMs, cpuMs: (user + system) / 1000 }));
await kubernetes.close();
