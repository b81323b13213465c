import { Yaml } from 'cdk8s';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import { BerthError, faultText, type Fault } from '../core/errors.ts';
import { commonLabels } from '../core/labels.ts';
import type { SystemApp } from '../core/system-app.ts';
import { SecretReference } from './secrets.ts';

/** Where values of secrets are looked up. */
export interface SecretValues {
  /** The variables of the git-ignored file; each must be wanted by some Secret. */
  readonly file: Readonly<Record<string, string | undefined>>;
  /** The file's name, for messages, such as `secrets/local.env`. */
  readonly fileName: string;
  /** The process's environment; it wins over the file. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What people write when they mean to come back later. */
const placeholder =
  /^(change[-_ ]?me|replace[-_ ]?me|placeholder|todo|tbd|fixme|x{3,}|\*+|secret|pass(word|wd)?|admin|guest|test|example|default|dummy|foo|bar|<.*>|\$\{.*\})\d*$/i;

/** Whether a value is a word that stands for a secret rather than being one. */
export const isPlaceholder = (value: string): boolean => placeholder.test(value.trim());

/** The variable that holds a key of a Secret: `<SYSTEM>_<SECRET>_<KEY>`, such as `CDS_RABBITMQ_PASSWORD`. */
export function secretVariable(system: string, secret: string, key: string): string {
  return [system, secret, key]
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_');
}

/** The Secrets of an environment whose source is `written`, as units name them: several may name one. */
export function writtenReferences(apps: readonly SystemApp[]) {
  return apps.flatMap((app) =>
    app.node
      .findAll()
      .filter((construct) => construct instanceof SecretReference)
      .filter(({ props }) => props.source.from === 'written')
      .map((reference) => ({ app, reference })),
  );
}

/**
 * The Secrets of an environment whose source is `written`, as YAML for `kubectl apply -f -`: immutable, values in base64. Empty where there is none.
 *
 * @throws ERR_SECRET_MISSING with all that is wrong: missing values, placeholders where the environment is production, variables nobody wants
 */
export function writtenSecrets(apps: readonly SystemApp[], values: SecretValues): string {
  const wanted = writtenReferences(apps);
  const faults: string[] = [];
  const manifests = new Map<string, ISecret>();
  const variables = new Set<string>();
  for (const { app, reference } of wanted) {
    const { secretName: name, namespace } = reference;
    // units may want different keys of one Secret
    const data: Record<string, string> = { ...manifests.get(`${namespace}/${name}`)?.data };
    for (const key of reference.props.keys) {
      const variable = secretVariable(app.system, reference.props.name, key);
      variables.add(variable);
      const value = values.env[variable] ?? values.file[variable];
      const fault = valueFault(app, reference, key, variable, value, values.fileName);
      if (fault) faults.push(faultText(`${app.environment.name}/${app.system}`, fault));
      data[key] = Buffer.from(value ?? '').toString('base64');
    }
    manifests.set(`${namespace}/${name}`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: secretLabels(reference) },
      type: 'Opaque',
      immutable: true,
      data,
    });
  }
  faults.push(...unwanted(values, variables));
  if (faults.length > 0) throw new BerthError('ERR_SECRET_MISSING', [...new Set(faults)].sort().join('\n'));
  return Yaml.stringify(...manifests.values());
}

/** A written Secret belongs to all units that use it, so it carries the name of none. */
function secretLabels(reference: SecretReference): Record<string, string> {
  const { 'app.kubernetes.io/name': _unit, ...labels } = commonLabels(reference);
  return labels;
}

function valueFault(
  app: SystemApp,
  reference: SecretReference,
  key: string,
  property: string,
  value: string | undefined,
  fileName: string,
): Fault | undefined {
  const expected = `the value of key ${JSON.stringify(key)} of Secret ${JSON.stringify(reference.secretName)}`;
  const remedy = `set it in ${fileName} or in the environment`;
  if (value === undefined || value === '') return { code: 'ERR_SECRET_MISSING', property, expected, remedy };
  const isKnown = isPlaceholder(value) || reference.props.placeholders?.includes(value);
  if (app.environment.purpose !== 'production' || !isKnown) return undefined;
  return { code: 'ERR_SECRET_PLACEHOLDER', property, expected: `${expected}, not a placeholder`, remedy };
}

function unwanted({ file, fileName }: SecretValues, variables: ReadonlySet<string>): string[] {
  const expected =
    variables.size > 0
      ? `one of ${[...variables].sort().join(', ')}`
      : 'none: no Secret of this environment is written';
  return Object.keys(file)
    .filter((name) => !variables.has(name))
    .map((name) =>
      faultText(fileName, {
        code: 'ERR_VARIABLE_NAME',
        property: name,
        got: name,
        expected,
        remedy: 'correct the name or remove the line',
      }),
    );
}
