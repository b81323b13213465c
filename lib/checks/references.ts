import { fieldsOf, itemsOf, listOf, scalarText, textOf, valueAt, type Item } from './fields.ts';
import { findObject, namespaceOf, objectsIn } from './identity.ts';
import { podOf, type Container, type Pod } from './pods.ts';
import type { CheckedObject, ObjectIndex } from './rule.ts';

/** A key that a reference asks for; its path is that of the reference's name where the type of the Secret asks for it. */
interface KeyReference {
  readonly key: string;
  readonly path: string;
}

/** What an object says of a ConfigMap or Secret that it needs. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Where the name stands. */
  readonly path: string;
  readonly keys: readonly KeyReference[];
}

const known = new WeakMap<CheckedObject, readonly Reference[]>();

/** What an object needs of ConfigMaps and Secrets; references marked optional are left out. */
export function referencesOf(object: CheckedObject): readonly Reference[] {
  const made = known.get(object);
  if (made !== undefined) return made;
  const reader = new ReferenceReader();
  reader.readObject(object);
  known.set(object, reader.references);
  return reader.references;
}

/** @see https://kubernetes.io/docs/concepts/configuration/secret/#secret-types */
const tlsKeys: readonly string[] = ['tls.crt', 'tls.key'];
const pullKeys: readonly string[] = ['.dockerconfigjson'];

class ReferenceReader {
  readonly references: Reference[] = [];

  readObject(object: CheckedObject): void {
    const pod = podOf(object);
    const { kind, imagePullSecrets, spec } = object.manifest;
    if (pod !== undefined) this.#readPod(pod);
    else if (kind === 'ServiceAccount') this.#readWhole(imagePullSecrets, 'imagePullSecrets', 'name', pullKeys);
    else if (kind === 'Ingress') this.#readWhole(valueAt(spec, 'tls'), 'spec.tls', 'secretName', tlsKeys);
    else if (kind === 'TriggerAuthentication') {
      for (const { fields, path } of itemsOf(valueAt(spec, 'secretTargetRef'), 'spec.secretTargetRef')) {
        this.#read('Secret', fields, 'name', path);
      }
    }
  }

  #readPod({ spec, path, containers }: Pod): void {
    for (const container of containers) this.#readVariables(container);
    for (const { fields, path: at } of itemsOf(spec.volumes, `${path}.volumes`)) {
      this.#readFiles('ConfigMap', fields.configMap, 'name', `${at}.configMap`);
      this.#readFiles('Secret', fields.secret, 'secretName', `${at}.secret`);
      const sources = valueAt(fields.projected, 'sources');
      for (const source of itemsOf(sources, `${at}.projected.sources`)) {
        this.#readFiles('ConfigMap', source.fields.configMap, 'name', `${source.path}.configMap`);
        this.#readFiles('Secret', source.fields.secret, 'name', `${source.path}.secret`);
      }
    }
    this.#readWhole(spec.imagePullSecrets, `${path}.imagePullSecrets`, 'name', pullKeys);
  }

  #readVariables({ fields, path }: Container): void {
    for (const entry of itemsOf(fields.env, `${path}.env`)) {
      const { configMapKeyRef, secretKeyRef } = fieldsOf(entry.fields.valueFrom);
      this.#read('ConfigMap', configMapKeyRef, 'name', `${entry.path}.valueFrom.configMapKeyRef`);
      this.#read('Secret', secretKeyRef, 'name', `${entry.path}.valueFrom.secretKeyRef`);
    }
    for (const source of itemsOf(fields.envFrom, `${path}.envFrom`)) {
      this.#read('ConfigMap', source.fields.configMapRef, 'name', `${source.path}.configMapRef`);
      this.#read('Secret', source.fields.secretRef, 'name', `${source.path}.secretRef`);
    }
  }

  /** Reads Secrets of a type, which says what keys they have. */
  #readWhole(list: unknown, path: string, field: string, keys: readonly string[]): void {
    for (const item of itemsOf(list, path)) {
      const name = textOf(item.fields[field]);
      const at = `${item.path}.${field}`;
      if (name === undefined) continue;
      this.references.push({ kind: 'Secret', name, path: at, keys: keys.map((key) => ({ key, path: at })) });
    }
  }

  #readFiles(kind: Reference['kind'], source: unknown, field: string, path: string): void {
    if (source === undefined) return;
    this.#read(kind, source, field, path, itemsOf(fieldsOf(source).items, `${path}.items`));
  }

  /** @param items that name the keys; without them the reference itself may name one */
  #read(kind: Reference['kind'], source: unknown, field: string, path: string, items?: readonly Item[]): void {
    if (source === undefined) return;
    const fields = fieldsOf(source);
    const name = textOf(fields[field]);
    if (name === undefined || fields.optional === true) return;
    const keys: KeyReference[] = [];
    for (const item of items ?? [{ fields, path }]) {
      const key = textOf(item.fields.key);
      if (key !== undefined) keys.push({ key, path: `${item.path}.key` });
    }
    this.references.push({ kind, name, path: `${path}.${field}`, keys });
  }
}

/** What is known of a Secret: its keys, or only that it will exist. */
export type SecretKeys = ReadonlySet<string> | 'unknown';

/**
 * The keys of a Secret, from the object itself or from the ExternalSecret or SealedSecret that makes it; undefined where none of these is among the
 * objects.
 */
export function secretKeys(all: ObjectIndex, namespace: string | undefined, name: string): SecretKeys | undefined {
  const secret = findObject(all, 'Secret', namespace, name);
  if (secret !== undefined) return new Set(['data', 'stringData'].flatMap((field) => keysAt(secret, field)));
  const external = externalSecretOf(all, namespace, name);
  if (external !== undefined) return externalSecretKeys(external);
  const sealed = findObject(all, 'SealedSecret', namespace, name);
  return sealed && new Set([...keysAt(sealed, 'spec', 'encryptedData'), ...keysAt(sealed, 'spec', 'template', 'data')]);
}

const keysAt = ({ manifest }: CheckedObject, ...path: string[]): string[] =>
  Object.keys(fieldsOf(valueAt(manifest, ...path)));

/** The name of the Secret that an ExternalSecret makes; undefined where it makes none. */
export function externalSecretTarget({ manifest }: CheckedObject): string | undefined {
  const target = fieldsOf(valueAt(manifest, 'spec', 'target'));
  if (target.creationPolicy === 'None' || target.creationPolicy === 'Merge') return undefined;
  return textOf(target.name) ?? textOf(valueAt(manifest, 'metadata', 'name'));
}

const makers = new WeakMap<ObjectIndex, Map<string, CheckedObject>>();

/** The first ExternalSecret that makes a Secret. */
export function externalSecretOf(
  all: ObjectIndex,
  namespace: string | undefined,
  name: string,
): CheckedObject | undefined {
  let made = makers.get(all);
  if (made === undefined) {
    made = new Map();
    for (const external of all.ofKind('ExternalSecret')) {
      const key = `${namespaceOf(external) ?? ''}/${externalSecretTarget(external) ?? ''}`;
      if (!made.has(key)) made.set(key, external);
    }
    makers.set(all, made);
  }
  return made.get(`${namespace ?? ''}/${name}`);
}

/** @see https://external-secrets.io/latest/guides/templating/: a template's data replaces what was fetched, unless it is merged */
function externalSecretKeys({ manifest }: CheckedObject): SecretKeys {
  const { data, dataFrom, target } = fieldsOf(manifest.spec);
  const template = fieldsOf(valueAt(target, 'template'));
  const templateKeys = Object.keys(fieldsOf(template.data));
  if (listOf(template.templateFrom).length > 0) return 'unknown';
  if (templateKeys.length > 0 && template.mergePolicy !== 'Merge') return new Set(templateKeys);
  if (listOf(dataFrom).length > 0) return 'unknown';
  return new Set([...templateKeys, ...itemsOf(data, '').map(({ fields }) => scalarText(fields.secretKey))]);
}

/** The StatefulSets of a namespace by the claims they make: `<template>-<name>-<ordinal>`. */
export function isClaimOfStatefulSet(all: ObjectIndex, namespace: string | undefined, claim: string): boolean {
  const stem = /^(.+)-\d+$/.exec(claim)?.[1];
  if (stem === undefined) return false;
  for (const set of objectsIn(all, 'StatefulSet', namespace)) {
    const setName = textOf(valueAt(set.manifest, 'metadata', 'name')) ?? '';
    for (const { fields } of itemsOf(valueAt(set.manifest, 'spec', 'volumeClaimTemplates'), '')) {
      if (stem === `${scalarText(valueAt(fields, 'metadata', 'name'))}-${setName}`) return true;
    }
  }
  return false;
}
