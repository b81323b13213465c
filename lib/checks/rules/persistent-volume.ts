import { builtIn } from '../built-in.ts';
import { fieldsOf, listOf, scalarText, textOf, valueAt, type Fields } from '../fields.ts';
import { findObject, nameOf, namespaceOf, refer } from '../identity.ts';
import { problem } from '../problem.ts';
import { quantityNumber } from '../quantity.ts';
import type { CheckedObject, ObjectIndex, ReportProblem, Rule } from '../rule.ts';

/** A claim that names no volume is left alone: the cluster finds or makes one. */
export const persistentVolume: Rule = builtIn({
  name: 'persistent-volume',
  summary: 'Claims that name a PersistentVolume which is missing, taken, or unlike them: they would never be bound.',
  kinds: ['PersistentVolumeClaim'],
  check(object, all, report) {
    const claim = fieldsOf(object.manifest.spec);
    const name = textOf(claim.volumeName);
    if (name === undefined) return;
    const volume = findObject(all, 'PersistentVolume', undefined, name);
    if (volume === undefined) {
      report(problem('spec.volumeName', name, 'a PersistentVolume among the objects', 'add it or correct the name'));
      return;
    }
    checkOwner(object, volume, all, name, report);
    reportDifferences(claim, fieldsOf(volume.manifest.spec), report);
  },
});

function checkOwner(
  object: CheckedObject,
  volume: CheckedObject,
  all: ObjectIndex,
  name: string,
  report: ReportProblem,
): void {
  const owner = fieldsOf(valueAt(volume.manifest, 'spec', 'claimRef'));
  const owned = textOf(owner.name);
  if (owned !== undefined && (owned !== nameOf(object) || owner.namespace !== namespaceOf(object))) {
    const expected = `a volume for this claim; it is kept for ${JSON.stringify(`${scalarText(owner.namespace)}/${owned}`)}`;
    report(problem('spec.volumeName', name, expected, "correct the claim's volumeName or the volume's claimRef"));
  }
  const first = firstClaim(all, name);
  if (first === undefined || first === object) return;
  const expected = `a volume that no other claim names; ${refer(first)} does`;
  report(
    problem('spec.volumeName', name, expected, 'give each claim a volume of its own, or let the pods share one claim'),
  );
}

const firstClaims = new WeakMap<ObjectIndex, ReadonlyMap<string, CheckedObject>>();

function firstClaim(all: ObjectIndex, volume: string): CheckedObject | undefined {
  let claims = firstClaims.get(all);
  if (claims === undefined) {
    const first = new Map<string, CheckedObject>();
    for (const claim of all.ofKind('PersistentVolumeClaim')) {
      const name = textOf(valueAt(claim.manifest, 'spec', 'volumeName'));
      if (name !== undefined && !first.has(name)) first.set(name, claim);
    }
    firstClaims.set(all, (claims = first));
  }
  return claims.get(volume);
}

/** @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding */
function reportDifferences(claim: Fields, volume: Fields, report: ReportProblem): void {
  const className = volume.storageClassName ?? '';
  if (claim.storageClassName !== className) {
    const expected = `${JSON.stringify(className)}, as its volume has; without one the cluster's default class is put in`;
    report(problem('spec.storageClassName', claim.storageClassName, expected, 'make both the same'));
  }
  const offered = listOf(volume.accessModes);
  if (!listOf(claim.accessModes).every((mode) => offered.includes(mode))) {
    report(
      problem(
        'spec.accessModes',
        claim.accessModes,
        `some of ${JSON.stringify(offered)}, which its volume has`,
        'make both fit',
      ),
    );
  }
  const asked = valueAt(claim, 'resources', 'requests', 'storage');
  const size = valueAt(volume, 'capacity', 'storage');
  if ((quantityNumber(asked) ?? 0) > (quantityNumber(size) ?? Infinity)) {
    const expected = `at most ${JSON.stringify(size)}, the size of its volume`;
    report(problem('spec.resources.requests.storage', asked, expected, 'ask for less or make the volume larger'));
  }
  const [mode = 'Filesystem', offeredMode = 'Filesystem'] = [claim.volumeMode, volume.volumeMode];
  if (mode !== offeredMode) {
    report(problem('spec.volumeMode', mode, `${JSON.stringify(offeredMode)}, as its volume has`, 'make both the same'));
  }
}
