import { Yaml } from 'cdk8s';
import { faultsIn } from '../lib/core/faults.ts';
import { DebugPod } from '../lib/workloads/debug-pod.ts';
import { Workload } from '../lib/workloads/workload.ts';
import { argumentError, environmentApps, environmentArguments } from './fleet.ts';
import { usages } from './usage.ts';

const usage = usages.debug.call;

/** `berth debug`: prints a pod that has all a unit's own pod has, and a shell as its program. */
export async function debug(args: readonly string[]): Promise<void> {
  const { environment, words } = environmentArguments(args, usage, 1);
  const apps = await environmentApps(environment);
  const workloads = apps.flatMap((app) =>
    app.node
      .findAll()
      .filter((construct) => construct instanceof Workload)
      .map((workload) => ({ app, workload, path: `${app.system}/${workload.node.id}` })),
  );
  const found = workloads.find(
    // objects may be called otherwise than their deployment key
    ({ app, workload, path }) => path === words[0] || `${app.system}/${workload.name}` === words[0],
  );
  if (!found)
    throw argumentError(words[0] ?? 'nothing', `${usage}, one of ${workloads.map(({ path }) => path).join(', ')}`);
  const pod = new DebugPod(found.workload, 'debug', { of: found.workload });
  const faults = apps.flatMap(faultsIn);
  if (faults.length > 0) throw argumentError(environment, `an environment without faults:\n${faults.join('\n')}`);
  process.stdout.write(Yaml.stringify(pod.object.toJson()));
}
