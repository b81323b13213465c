import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ExternalSecret as FullExternalSecret,
  type IExternalSecret,
} from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import {
  type IScaledObject,
  type ITriggerAuthentication,
  ScaledObject as FullScaledObject,
  TriggerAuthentication as FullTriggerAuthentication,
} from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { type ApiObject, Testing } from 'cdk8s';
import type { IHPAScalingRules } from 'kubernetes-models/autoscaling/v2/HPAScalingRules';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { ExternalSecret, type ExternalSecretProps } from '../../imports/external-secrets.io.ts';
import { generateImports } from '../../imports/generate.ts';
import { check } from '../../lib/checks/check.ts';
import { schemaRule } from '../../lib/checks/schema/schema-rule.ts';
import {
  ScaledObject,
  type ScaledObjectProps,
  TriggerAuthentication,
  type TriggerAuthenticationProps,
} from '../../imports/keda.sh.ts';

import { PodMonitor, type PodMonitorProps } from '../../imports/monitoring.coreos.com.ts';

const IMPORTS = fileURLToPath(new URL('../../imports/', import.meta.url));

describe('imports/', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'berth-imports-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is what npm run import writes, byte for byte', () => {
    const names = generateImports(folder);
    const committed = readdirSync(IMPORTS).filter((name) => /\..*\.ts$/.test(name));
    expect(names).toEqual(committed.toSorted());
    expect(names).toEqual(['external-secrets.io.ts', 'keda.sh.ts', 'monitoring.coreos.com.ts']);
    for (const name of names) {
      expect(readFileSync(join(folder, name), 'utf8')).toBe(readFileSync(join(IMPORTS, name), 'utf8'));
    }
  });
});

// Each example sets every field of its CRD. That the full schema knows each field is held by the compiler, as the
// `satisfies` of an object literal refuses a field that the full type lacks; validate() lets unknown fields through.
const metadata = { name: 'example' };
const scalingRules = {
  stabilizationWindowSeconds: 60,
  selectPolicy: 'Max' as const,
  policies: [{ type: 'Pods' as const, value: 2, periodSeconds: 30 }],
} satisfies IHPAScalingRules;
const scaledObject = {
  metadata,
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'update' },
    minReplicaCount: 1,
    maxReplicaCount: 10,
    pollingInterval: 30,
    cooldownPeriod: 300,
    fallback: { failureThreshold: 3, replicas: 2 },
    advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleUp: scalingRules, scaleDown: scalingRules } } },
    triggers: [
      {
        type: 'rabbitmq',
        name: 'jobs',
        metadata: { queueName: 'jobs', mode: 'QueueLength', value: '5' },
        authenticationRef: { name: 'rabbitmq', kind: 'TriggerAuthentication' },
        metricType: 'AverageValue',
      },
    ],
  },
} satisfies ScaledObjectProps satisfies Omit<IScaledObject, 'apiVersion' | 'kind'>;

const triggerAuthentication = {
  metadata,
  spec: {
    secretTargetRef: [{ parameter: 'host', name: 'rabbitmq', key: 'url' }],
    podIdentity: { provider: 'aws' },
  },
} satisfies TriggerAuthenticationProps satisfies Omit<ITriggerAuthentication, 'apiVersion' | 'kind'>;

const externalSecret = {
  metadata,
  spec: {
    refreshInterval: '15m',
    refreshPolicy: 'Periodic',
    secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
    target: {
      name: 'update',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
      immutable: true,
      template: { type: 'Opaque' },
    },
    data: [{ secretKey: 'password', remoteRef: { key: 'buffer/update', property: 'password', version: '3' } }],
  },
} satisfies ExternalSecretProps satisfies Omit<IExternalSecret, 'apiVersion' | 'kind'>;

const podMonitor = {
  metadata,
  spec: {
    selector: { matchLabels: { app: 'update' } },
    podMetricsEndpoints: [{ port: 'health', path: '/metrics', interval: '1m30s' }],
  },
} satisfies PodMonitorProps;

/** An object as its operator's own CRD has it, of which the checks hold the schema: that refuses fields that it does not know, too. */
const bySchema = (apiVersion: string, kind: string) => (data: object) => ({
  apiVersion,
  validate: () => {
    const manifest = { apiVersion, kind, metadata, ...data };
    const [finding] = check([{ manifest }], { rules: [schemaRule] }).findings;
    if (finding !== undefined) throw new Error(`${finding.path}: ${finding.problem}`);
  },
});

const KINDS = [
  {
    kind: 'ScaledObject',
    example: scaledObject,
    full: (data: object) => new FullScaledObject(data as typeof scaledObject),
    construct: (): ApiObject => new ScaledObject(Testing.chart(), 'Example', scaledObject),
  },
  {
    kind: 'TriggerAuthentication',
    example: triggerAuthentication,
    full: (data: object) => new FullTriggerAuthentication(data as typeof triggerAuthentication),
    construct: (): ApiObject => new TriggerAuthentication(Testing.chart(), 'Example', triggerAuthentication),
  },
  {
    kind: 'ExternalSecret',
    example: externalSecret,
    full: (data: object) => new FullExternalSecret(data),
    construct: (): ApiObject => new ExternalSecret(Testing.chart(), 'Example', externalSecret),
  },
  {
    kind: 'PodMonitor',
    example: podMonitor,
    full: bySchema('monitoring.coreos.com/v1', 'PodMonitor'),
    construct: (): ApiObject => new PodMonitor(Testing.chart(), 'Example', podMonitor),
  },
];

describe.each(KINDS)('the trimmed CRD of $kind', ({ kind, example, full, construct }) => {
  const fields = fieldsOf(specSchema(kind), 'spec');

  test('has no field that its example leaves out', () => {
    expect(Object.keys(fields).filter((path) => valuesAt(example, path).length === 0)).toEqual([]);
    expect(Object.keys(fields).length).toBeGreaterThan(4);
  });

  test('has an example that the full schema accepts', () => {
    expect(() => full(example).validate()).not.toThrow();
  });

  test('allows no value that the full schema refuses', () => {
    for (const [path, { enum: allowed = [] }] of Object.entries(fields)) {
      for (const value of allowed) {
        expect(() => full(withValue(example, path, value)).validate()).not.toThrow();
      }
    }
  });

  test('gives a construct that renders every field of the example', () => {
    const { apiVersion, ...rendered } = construct().toJson() as { apiVersion: string };
    expect(apiVersion).toBe(full(example).apiVersion);
    expect(rendered).toEqual({ kind, ...example });
  });
});

test('the full schema refuses an example with a value of the wrong type', () => {
  const wrong = withValue(scaledObject, 'spec.maxReplicaCount', 'ten') as typeof scaledObject;
  expect(() => new FullScaledObject(wrong).validate()).toThrow('maxReplicaCount');
});

test('the full schema of the checks refuses a field that it does not know', () => {
  const wrong = withValue(podMonitor, 'spec.podMetricsEndpoints.pathe', '/metrics');
  expect(() => bySchema('monitoring.coreos.com/v1', 'PodMonitor')(wrong).validate()).toThrow('pathe');
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

function specSchema(kind: string): Schema {
  const crds = join(IMPORTS, 'crds');
  for (const file of readdirSync(crds)) {
    for (const document of parseAllDocuments(readFileSync(join(crds, file), 'utf8'))) {
      const { spec } = document.toJS();
      if (spec.names.kind === kind) return spec.versions[0].schema.openAPIV3Schema.properties.spec;
    }
  }
  throw new Error(`no CRD of kind ${kind} in imports/crds`);
}

/** Every field below a schema by its path; an array's items have the path of the array. */
function fieldsOf(schema: Schema, path: string): Record<string, Schema> {
  const properties = { ...schema.properties, ...schema.items?.properties };
  const below = Object.entries(properties).map(([name, property]) => fieldsOf(property, `${path}.${name}`));
  return Object.assign({ [path]: schema }, ...below);
}

function valuesAt(object: unknown, path: string): unknown[] {
  let values = [object];
  for (const name of path.split('.')) {
    values = values.flatMap((value) => (value as Record<string, unknown>)[name] ?? []);
  }
  return values;
}

function withValue(object: object, path: string, value: string): object {
  const copy = structuredClone(object);
  const name = path.slice(path.lastIndexOf('.') + 1);
  for (const parent of valuesAt(copy, path.slice(0, path.lastIndexOf('.'))))
    Object.assign(parent as object, { [name]: value });
  return copy;
}
