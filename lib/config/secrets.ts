import { Construct } from 'constructs';
import { namespaceOf } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
import { checkName, isDnsName } from '../core/names.ts';
import type { Volume } from '../core/volume.ts';
import { addExternalSecret, type RemoteKey } from './external-secret.ts';
import type { KeyFormats } from './key-format.ts';

/** A key of a Secret, for a variable. Its value is not known at synth and cannot get into `dist/`. */
export class SecretKey {
  declare protected readonly brand: 'SecretKey';
  readonly secretName: string;
  readonly key: string;

  constructor(secretName: string, key: string) {
    this.secretName = secretName;
    this.key = key;
  }
}

/** A Secret that somebody else makes; its own key for each key that is wanted. */
export interface ExistingSecret<Key extends string> {
  readonly from: 'existing';
  readonly name: string;
  readonly keys: Readonly<Record<Key, string>>;
}

/** A Secret that the External Secrets Operator fetches from a store. */
export interface StoredSecret<Key extends string> {
  readonly from: 'external-secrets';
  readonly store: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** Where each key's value is in the store. */
  readonly keys: Readonly<Record<Key, RemoteKey>>;
  /** How often the store is asked, such as `1h`. @default 1h */
  readonly refreshInterval?: string;
}

/**
 * A Secret that `npm run secrets` writes. It is immutable and its version is part of its name: raise the version with the values, and exactly the pods
 * that use it roll, while an old ReplicaSet keeps the old Secret.
 */
export interface WrittenSecret {
  readonly from: 'written';
  /** A label of lower-case letters and digits, such as `1` or `2026-11`. */
  readonly version: string;
}

/** Where an environment has the values of a Secret from. */
export type SecretSource<Key extends string> = ExistingSecret<Key> | StoredSecret<Key> | WrittenSecret;

/** Props of `SecretReference`. */
export interface SecretReferenceProps<Key extends string> {
  /** The Secret's name in this system, such as `rabbitmq`; a written Secret is called `<name>-<version>`. */
  readonly name: string;
  readonly keys: readonly Key[];
  readonly source: SecretSource<Key>;
  /** The name of the unit, which an ExternalSecret is called after, so that each unit's file is whole. */
  readonly unit: string;
  /** Values that everybody knows, such as the defaults in a program's source; production refuses them. @default - none */
  readonly placeholders?: readonly string[];
  /** How `berth keys` makes values of a written Secret; asked for only then. @default - not at all: they come from elsewhere */
  readonly formats?: () => KeyFormats | Promise<KeyFormats>;
}

/** A Secret that a unit needs, wherever it comes from. */
export class SecretReference<Key extends string = string> extends Construct {
  readonly secretName: string;
  readonly namespace: string;
  readonly props: SecretReferenceProps<Key>;
  readonly #keys: Readonly<Record<Key, string>>;

  constructor(scope: Construct, id: string, props: SecretReferenceProps<Key>) {
    super(scope, id);
    this.props = props;
    this.namespace = namespaceOf(this);
    const { source } = props;
    this.secretName =
      source.from === 'existing'
        ? source.name
        : source.from === 'written'
          ? `${props.name}-${source.version}`
          : `${props.unit}-${props.name}`;
    // somebody else's Secret may have any name that Kubernetes takes
    if (source.from !== 'existing' || !isDnsName(this.secretName))
      checkName(this, `secrets.${props.name}`, this.secretName);
    this.#keys = (
      source.from === 'existing' ? source.keys : Object.fromEntries(props.keys.map((key) => [key, key]))
    ) as Record<Key, string>;
    if (source.from !== 'written') this.#checkKeys(source.keys);
    if (source.from === 'external-secrets') {
      addExternalSecret(this, { name: this.secretName, namespace: this.namespace, ...source });
    }
  }

  /** One key, as the value of a variable. */
  key(key: Key): SecretKey {
    return new SecretKey(this.secretName, this.#keyOf(key));
  }

  /** Keys as files, to be mounted: key by file name, such as `{ 'tls.crt': 'certificate' }`. */
  files(files: Readonly<Record<string, Key>>): Volume {
    const items = Object.entries<Key>(files).map(([path, key]) => ({ key: this.#keyOf(key), path }));
    return { source: { secret: { secretName: this.secretName, items } }, writable: false };
  }

  /** The name of a key in the Secret itself. One that was not declared would be missing there, and the pod would not start. */
  #keyOf(key: Key): string {
    if (!this.props.keys.includes(key)) {
      reportFault(this, {
        code: 'ERR_SECRET_SOURCE',
        property: `secrets.${this.props.name}.key`,
        got: key,
        expected: `one of its keys: ${this.props.keys.map((known) => `"${known}"`).join(', ')}`,
        remedy: 'correct it, or add it to the keys of the SecretReference',
      });
    }
    return this.#keys[key] ?? key;
  }

  #checkKeys(keys: Readonly<Record<string, unknown>>): void {
    const missing = this.props.keys.filter((key) => !keys[key]);
    if (missing.length === 0) return;
    reportFault(this, {
      code: 'ERR_SECRET_SOURCE',
      property: `secrets.${this.props.name}.keys`,
      got: Object.keys(keys),
      expected: `also ${missing.map((key) => `"${key}"`).join(', ')}`,
      remedy: 'say where their values are',
    });
  }
}
