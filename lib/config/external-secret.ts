import type { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { ExternalSecret, type ExternalSecretSpec } from '../../imports/external-secrets.io.ts';
import { addManifest } from '../core/manifest.ts';

/** Where a value is in a store. */
export interface RemoteKey {
  /** The entry's name in the store, such as `cds/rabbitmq`. */
  readonly key: string;
  /** A field of the entry. @default - the whole entry */
  readonly property?: string;
  /** A version of the entry. @default - the newest */
  readonly version?: string;
}

/** What an ExternalSecret fetches, and into which Secret. */
export interface ExternalSecretSettings {
  readonly name: string;
  readonly namespace: string;
  readonly store: { readonly kind: 'SecretStore' | 'ClusterSecretStore'; readonly name: string };
  /** Where the value of each key of the Secret is. */
  readonly keys: Readonly<Record<string, RemoteKey>>;
  /** @default 1h */
  readonly refreshInterval?: string;
}

/**
 * Adds an ExternalSecret, from which the External Secrets Operator makes the Secret of the same name.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export function addExternalSecret(
  scope: Construct,
  { name, namespace, store, keys, refreshInterval = '1h' }: ExternalSecretSettings,
): ApiObject {
  const spec: ExternalSecretSpec = {
    refreshInterval,
    secretStoreRef: { kind: store.kind, name: store.name },
    target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
    data: Object.entries(keys).map(([secretKey, remoteRef]) => ({ secretKey, remoteRef: { ...remoteRef } })),
  };
  return addManifest(scope, 'external-secret', { ...ExternalSecret.GVK, metadata: { name, namespace }, spec });
}
