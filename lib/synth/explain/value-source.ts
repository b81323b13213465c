import { ConfigKey } from '../../config/config-files.ts';
import { SecretKey } from '../../config/secrets.ts';
import { PodField, type Variable } from '../../config/variables.ts';
import type { VariableDescription } from '../../config/variable-descriptions.ts';
import { DialledAddress, PublicUrl } from '../../wiring/address.ts';
import { ExternalService } from '../../wiring/external.ts';
import { Endpoint, type Target } from '../../wiring/target.ts';
import { publicAddresses, type PublicAddress } from './public-addresses.ts';
import { secretOrigin } from './secret-keys.ts';
import { settingsHolding, settingsOf } from './settings-paths.ts';
import type { ProgramUnit } from './units.ts';

/**
 * What kind of thing a value comes from. `environment`: a line of the environment file. `address`: another unit, an external service or a public host.
 * `system`: the composition of the system. `default`: the program itself. `none`: there is no value.
 */
export type SourceKind = 'environment' | 'address' | 'secret' | 'config-map' | 'pod' | 'system' | 'default' | 'none';

/** A value as people see it, and where it comes from. The value of a secret is not among it. */
export interface SourcedValue {
  /** The text that the program gets; of a reference, what it refers to. `null` where there is none. */
  readonly value: string | null;
  readonly from: { readonly kind: SourceKind; readonly text: string };
}

/** The value of a variable in an environment. @param variable what the unit is given; undefined where that is nothing */
export function sourcedValue(
  unit: ProgramUnit,
  name: string,
  variable: Variable | undefined,
  description: VariableDescription | undefined,
): SourcedValue {
  if (variable === undefined) {
    const { default: text } = description ?? {};
    return text === undefined
      ? { value: null, from: { kind: 'none', text: 'not set' } }
      : { value: text, from: { kind: 'default', text: "the program's default" } };
  }
  if (variable instanceof SecretKey) {
    const value = keyOf(variable.key, 'Secret', variable.secretName);
    return { value, from: { kind: 'secret', text: secretOrigin(unit, variable) } };
  }
  if (variable instanceof ConfigKey)
    return {
      value: keyOf(variable.key, 'ConfigMap', variable.configMapName),
      from: { kind: 'config-map', text: 'a ConfigMap' },
    };
  if (variable instanceof PodField) return { value: variable.path, from: { kind: 'pod', text: 'a field of the pod' } };
  const value = typeof variable === 'object' ? variable.value : String(variable);
  return { value, from: sourceOf(unit, name, variable, value, description) };
}

const keyOf = (key: string, kind: string, object: string): string => `${kind} ${object}, key ${key}`;

function sourceOf(
  unit: ProgramUnit,
  name: string,
  variable: Variable,
  value: string,
  description: VariableDescription | undefined,
): SourcedValue['from'] {
  const file = `environments/${unit.app.environment.name}.ts`;
  const own = settingsOf(unit, name);
  if (own !== undefined) return { kind: 'environment', text: `${file}, ${own}` };
  if (description?.origin !== undefined) return { kind: 'system', text: description.origin };
  const hosts = publicAddresses(unit.app).filter((each) => each.isIn(value));
  // one that is dialled too is public all the same
  if (variable instanceof DialledAddress && hosts.length === 0)
    return { kind: 'address', text: targetsText(variable.targets) };
  const mounted = mountedFile(unit, value);
  if (mounted !== undefined) return mounted;
  if (variable instanceof PublicUrl || hosts.length > 0)
    return { kind: 'address', text: publicText(unit, value, hosts) };
  const paths = settingsHolding(unit.app, name, value);
  if (paths.length > 0) return { kind: 'environment', text: `${file}, ${paths.join(' or ')}` };
  return { kind: 'system', text: `set by the system ${unit.app.system}` };
}

const targetText = (target: Target): string => {
  if (target instanceof Endpoint) return `${target.unit.name}, port ${target.name}`;
  return target instanceof ExternalService ? `${target.title}, outside the cluster` : target.title;
};

const targetsText = (targets: readonly Target[]): string =>
  `address of ${[...new Set(targets.map(targetText))].join(' and ') || 'something outside'}`;

function publicText({ key }: ProgramUnit, value: string, hosts: readonly PublicAddress[]): string {
  // units may share a host
  const exact = hosts.filter(({ url }) => value.startsWith(url));
  const longest = exact.toSorted((a, b) => b.url.length - a.url.length).slice(0, 1);
  const owners = [...new Set((longest.length > 0 ? longest : hosts).map((host) => host.key))];
  if (owners.length === 0) return 'a public address';
  return owners.length === 1 && owners[0] === key ? 'its own public address' : `public address of ${owners.join(', ')}`;
}

/** Where a file comes from that a value is the path of. */
function mountedFile({ workload }: ProgramUnit, value: string): SourcedValue['from'] | undefined {
  for (const [path, { source }] of workload.pod.mounts) {
    if (!value.startsWith(`${path}/`)) continue;
    const name = value.slice(path.length + 1);
    if (source.secret) {
      const { secretName, items } = source.secret;
      const key = items?.find((item) => item.path === name)?.key ?? name;
      return { kind: 'secret', text: `a file: ${keyOf(key, 'Secret', secretName)}` };
    }
    if (source.configMap)
      return { kind: 'config-map', text: `a file: ${keyOf(name, 'ConfigMap', source.configMap.name ?? '')}` };
  }
  return undefined;
}
