import { SecretReference, type SecretKey } from '../../config/secrets.ts';
import { secretVariable } from '../../config/written-secrets.ts';
import type { ProgramUnit } from './units.ts';

/** The Secret that a variable of a unit is read from, as the system declares it; undefined where it names one by hand. */
function referenceOf({ app, workload }: ProgramUnit, { secretName }: SecretKey): SecretReference | undefined {
  return app.node
    .findAll()
    .filter((construct) => construct instanceof SecretReference)
    .find((each) => each.secretName === secretName && each.namespace === workload.unit.namespace);
}

/** Where somebody has to put the value of a secret. */
export function secretOrigin(unit: ProgramUnit, secret: SecretKey): string {
  const { environment, system } = unit.app;
  const reference = referenceOf(unit, secret);
  if (reference === undefined) return 'a Secret';
  const { name, source } = reference.props;
  if (source.from === 'existing') return 'a Secret that exists in the cluster';
  if (source.from === 'written')
    return `${secretVariable(system, name, secret.key)} in secrets/${environment.name}.env`;
  const { key = '', property } = source.keys[secret.key] ?? {};
  return `${source.store.kind} ${source.store.name}, ${key}${property === undefined ? '' : `, ${property}`}`;
}

/** What secrets of one value have in common: the entry of a store, which each unit has a Secret of its own from, else Secret and key. */
export function secretIdentity(unit: ProgramUnit, secret: SecretKey): string {
  const isStored = referenceOf(unit, secret)?.props.source.from === 'external-secrets';
  return isStored ? secretOrigin(unit, secret) : `${unit.workload.unit.namespace}/${secret.secretName}/${secret.key}`;
}
