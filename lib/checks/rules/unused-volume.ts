import { builtIn } from '../built-in.ts';
import { itemsOf, textOf } from '../fields.ts';
import { podKinds, podOf } from '../pods.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

/** A volume of block storage is used by volumeDevices. */
export const unusedVolume: Rule = builtIn({
  name: 'unused-volume',
  summary: 'Volumes that no container mounts: what a mount was forgotten for, or what nobody needs any more.',
  kinds: podKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const mounts = pod.containers.flatMap(({ fields }) => [
      ...itemsOf(fields.volumeMounts, ''),
      ...itemsOf(fields.volumeDevices, ''),
    ]);
    const used = new Set(mounts.map(({ fields }) => fields.name));
    for (const { fields, path } of itemsOf(pod.spec.volumes, `${pod.path}.volumes`)) {
      const name = textOf(fields.name);
      if (name === undefined || used.has(name)) continue;
      report(problem(path, name, 'a volume that a container mounts', 'mount it or remove it'));
    }
  },
});
