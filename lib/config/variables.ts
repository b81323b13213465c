import type { Duration, Size } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { reportFault } from '../core/faults.ts';
import { DialledAddress, PublicUrl } from '../wiring/address.ts';
import { ConfigKey } from './config-files.ts';
import { SecretKey } from './secrets.ts';

/**
 * One entry of a container's `env`, as Kubernetes takes it.
 *
 * @internal
 */
export type EnvEntry = NonNullable<IContainer['env']>[number];

/** What a pod knows of itself. @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#downwardapi-fieldRef */
export class PodField {
  readonly path:
    'metadata.name' | 'metadata.namespace' | 'metadata.uid' | 'spec.nodeName' | 'status.podIP' | 'status.hostIP';

  constructor(path: PodField['path']) {
    this.path = path;
  }
}

/** A text that is known to be no secret, for a variable that is called like one, such as the publishable `STRIPE_API_KEY`. */
export class PublicText {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/**
 * The value of an environment variable: a literal (booleans become `true` and `false`), an address, or a reference to a Secret, a ConfigMap or a
 * field of the pod. `seconds`, `bytes`, `list` and their like below make a literal of a typed value in the form that a program parses.
 */
export type Variable =
  string | number | boolean | PublicText | DialledAddress | PublicUrl | SecretKey | ConfigKey | PodField;

/** Environment variables by name. */
export type Variables = Readonly<Record<string, Variable>>;

/** A time as whole seconds, such as `90`. @throws when it is not a whole number of seconds */
export const seconds = (time: Duration): string => String(time.toSeconds());

/** A time as whole milliseconds, such as `1500`. */
export const milliseconds = (time: Duration): string => String(time.toMilliseconds());

/** An amount of storage as bytes, such as `1048576`. */
export const bytes = (size: Size): string => String(size.toKibibytes() * 1024);

/** A list as one text; for programs that split it again. @param separator such as `,` */
export const list = (values: readonly string[], separator = ','): string => values.join(separator);

/** A value as JSON without white space. */
export const json = (value: unknown): string => JSON.stringify(value);

// https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/: what every supported version takes
const variableName = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const secretName = /(^|[-._])(PASS|PASSWD|PASSWORD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)$/;

/**
 * The `env` of a container, sorted by name, so that the order in which variables are written changes nothing.
 *
 * @internal
 */
export function envEntries(scope: IConstruct, variables: Variables): EnvEntry[] {
  const entries = Object.entries(variables).map(([name, value]) => {
    checkVariable(scope, name, value);
    return envEntry(name, isVariable(value) ? value : '');
  });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function envEntry(name: string, value: Variable): EnvEntry {
  if (value instanceof SecretKey)
    return { name, valueFrom: { secretKeyRef: { name: value.secretName, key: value.key } } };
  if (value instanceof ConfigKey)
    return { name, valueFrom: { configMapKeyRef: { name: value.configMapName, key: value.key } } };
  if (value instanceof PodField) return { name, valueFrom: { fieldRef: { fieldPath: value.path } } };
  const text = typeof value === 'object' ? value.value : String(value);
  // Kubernetes replaces $(NAME) in values and makes $$ a $; with every dollar sign doubled the value stays as it was written
  return { name, value: text.replaceAll('$', '$$$$') };
}

/** Whether a value is one that a variable can have. What came past the compiler, or is no number, would be printed as `undefined` or `[object Object]`. */
const isVariable = (value: unknown): value is Variable =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  Number.isFinite(value) ||
  value instanceof PublicText ||
  value instanceof DialledAddress ||
  value instanceof PublicUrl ||
  value instanceof SecretKey ||
  value instanceof ConfigKey ||
  value instanceof PodField;

/** What a value is, without what it holds, which may be a secret. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : value;
}

function checkVariable(scope: IConstruct, name: string, value: Variable): void {
  if (!variableName.test(name)) {
    reportFault(scope, {
      code: 'ERR_VARIABLE_NAME',
      property: `variables.${name}`,
      got: name,
      expected: 'letters, digits, underscores, dashes and dots, not beginning with a digit, such as "LOG_LEVEL"',
      remedy: 'rename the variable',
    });
  }
  if (!isVariable(value)) {
    reportFault(scope, {
      code: 'ERR_VARIABLE_VALUE',
      property: `variables.${name}`,
      got: shapeOf(value),
      expected: 'a text, a number, true or false, an address, or a key of a Secret or ConfigMap',
      remedy: 'leave the variable out, or make a text of the value, such as with list() or json()',
    });
  }
  if (
    ((typeof value === 'string' && value !== '') || typeof value === 'number') &&
    secretName.test(name.toUpperCase())
  ) {
    reportFault(scope, {
      code: 'ERR_SECRET_PLAIN',
      property: `variables.${name}`,
      got: 'plain text, which is not shown',
      expected: 'a key of a Secret, such as secret.key("password")',
      remedy: 'take the value out of the code and name its source in the environment',
    });
  }
}
