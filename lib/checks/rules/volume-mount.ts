import { builtIn } from '../built-in.ts';
import { itemsOf, textOf, valueAt } from '../fields.ts';
import { isWindows } from '../pod-security.ts';
import { podKinds, podOf, type Pod } from '../pods.ts';
import { enumeration, problem, problemOf } from '../problem.ts';
import type { ReportProblem, Rule } from '../rule.ts';

/** The volumes of a pod by name; those of a StatefulSet's claims among them. */
function volumeNames({ spec, object, kind }: Pod): ReadonlySet<string | undefined> {
  const templates = kind === 'StatefulSet' ? valueAt(object.manifest, 'spec', 'volumeClaimTemplates') : undefined;
  return new Set([
    ...itemsOf(spec.volumes, '').map(({ fields }) => textOf(fields.name)),
    ...itemsOf(templates, '').map(({ fields }) => textOf(valueAt(fields, 'metadata', 'name'))),
  ]);
}

/** The claims that a StatefulSet makes are volumes of its pods. */
export const volumeMount: Rule = builtIn({
  name: 'volume-mount',
  summary: 'Mounts of volumes that the pod has not, two mounts at one path, and paths that are not absolute.',
  kinds: podKinds,
  check(object, _all, report) {
    const pod = podOf(object);
    if (pod === undefined) return;
    const volumes = volumeNames(pod);
    for (const { fields, path } of pod.containers) {
      const mounts = itemsOf(fields.volumeMounts, `${path}.volumeMounts`);
      const devices = itemsOf(fields.volumeDevices, `${path}.volumeDevices`);
      for (const mount of [...mounts, ...devices]) {
        const name = textOf(mount.fields.name);
        if (name === undefined || volumes.has(name)) continue;
        const there = enumeration([...volumes].filter((volume) => volume !== undefined));
        const expected = there === '' ? 'a volume of the pod, which has none' : `a volume of the pod: ${there}`;
        report(problem(`${mount.path}.name`, name, expected, 'add the volume or correct the name'));
      }
      const seen = new Map<string, string>();
      for (const mount of mounts) {
        const at = textOf(mount.fields.mountPath);
        if (at === undefined) continue;
        const place = at.replace(/(.)\/+$/, '$1');
        const other = seen.get(place);
        if (other !== undefined) {
          report(problem(`${mount.path}.mountPath`, at, `a path that ${other} has not`, 'mount one of them elsewhere'));
        }
        seen.set(place, mount.path);
        if (!isWindows(pod)) checkPath(at, mount.fields.subPath, mount.path, report);
      }
    }
  },
});

function checkPath(mountPath: string, subPath: unknown, path: string, report: ReportProblem): void {
  if (!mountPath.startsWith('/') || mountPath.includes(':')) {
    report(
      problem(`${path}.mountPath`, mountPath, 'an absolute path without ":", such as "/data"', 'state the whole path'),
    );
  }
  const below = textOf(subPath);
  if (below === undefined || (!below.startsWith('/') && !below.split('/').includes('..'))) return;
  report(
    problemOf(
      `${path}.subPath`,
      JSON.stringify(below),
      'a path inside the volume, without ".."',
      'state it relative to the volume',
    ),
  );
}
