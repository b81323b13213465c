import {
  ExternalSecret,
  SecretStore,
  type IExternalSecret,
  type ISecretStore,
} from '@kubernetes-models/external-secrets/external-secrets.io/v1';
import {
  ScaledJob,
  ScaledObject,
  TriggerAuthentication,
  type IScaledJob,
  type IScaledObject,
  type ITriggerAuthentication,
} from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { describe, expect, test } from '@jest/globals';
import { check } from '../../../../lib/checks/check.ts';
import { customResourceFiles } from '../../../../lib/checks/schema/from-custom-resources.ts';
import { schemaRule } from '../../../../lib/checks/schema/schema-rule.ts';
import { type AnyManifest, changed, checked, widgetDefinition } from '../../../support/manifests.ts';

const metadata = { name: 'example' };

/** Objects of operators, and what refuses the wrong ones: the models of another project, made from the operators' Go code. */
const operators = [
  {
    kind: 'ScaledObject',
    right: {
      metadata,
      spec: {
        scaleTargetRef: { name: 'update', kind: 'Deployment' },
        minReplicaCount: 1,
        triggers: [{ type: 'rabbitmq', metadata: { queueName: 'jobs' }, authenticationRef: { name: 'rabbitmq' } }],
      },
    } satisfies Omit<IScaledObject, 'apiVersion' | 'kind'>,
    model: ScaledObject,
    wrong: [
      ['spec.triggers.0.type', undefined],
      ['spec.triggers', undefined],
      ['spec.minReplicaCount', 'one'],
      ['spec.scaleTargetRef', 'update'],
      ['spec.triggers.0.metadata.queueName', 5],
    ],
  },
  {
    kind: 'TriggerAuthentication',
    right: {
      metadata,
      spec: { secretTargetRef: [{ parameter: 'host', name: 'rabbitmq', key: 'url' }] },
    } satisfies Omit<ITriggerAuthentication, 'apiVersion' | 'kind'>,
    model: TriggerAuthentication,
    wrong: [
      ['spec.secretTargetRef.0.key', undefined],
      ['spec.secretTargetRef', {}],
    ],
  },
  {
    kind: 'ScaledJob',
    right: {
      metadata,
      spec: {
        jobTargetRef: { template: { spec: { containers: [{ name: 'a' }] } } },
        triggers: [{ type: 'cron', metadata: {} }],
      },
    } satisfies Omit<IScaledJob, 'apiVersion' | 'kind'>,
    model: ScaledJob,
    wrong: [
      ['spec.jobTargetRef', undefined],
      ['spec.jobTargetRef.template.spec.containers.0.image', 5],
    ],
  },
  {
    kind: 'ExternalSecret',
    right: {
      metadata,
      spec: {
        refreshInterval: '15m',
        secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
        target: { name: 'update' },
        data: [{ secretKey: 'password', remoteRef: { key: 'buffer/update' } }],
      },
    } satisfies Omit<IExternalSecret, 'apiVersion' | 'kind'>,
    model: ExternalSecret,
    wrong: [
      ['spec.data.0.remoteRef', undefined],
      ['spec.data.0.secretKey', 5],
      ['spec.target.immutable', 'yes'],
    ],
  },
  {
    kind: 'SecretStore',
    right: {
      metadata,
      spec: { provider: { fake: { data: [{ key: 'a', value: 'b' }] } } },
    } satisfies Omit<ISecretStore, 'apiVersion' | 'kind'>,
    model: SecretStore,
    wrong: [
      ['spec.provider.fake.data', undefined],
      ['spec.provider', undefined],
    ],
  },
] as const;

const findingsOf = (manifest: AnyManifest): number =>
  check([checked(manifest)], { rules: [schemaRule] }).counts.findings;

describe.each(operators)('the schema of $kind', ({ right, model, wrong }) => {
  const example = new model(right as never) as unknown as AnyManifest & { validate(): void };

  test('takes what the models take', () => {
    expect(() => example.validate()).not.toThrow();
    expect(findingsOf({ ...example })).toBe(0);
  });

  test.each(wrong.map(([path, value]) => [path, value] as const))(
    'refuses what the models refuse: %s as %j',
    (path, value) => {
      const manifest = changed({ ...example }, path, value);
      expect(() => (new model(manifest as never) as unknown as { validate(): void }).validate()).toThrow('spec');
      expect(findingsOf(manifest)).toBeGreaterThan(0);
    },
  );

  test('refuses an unknown field, which the models take', () => {
    const manifest = changed({ ...example }, 'spec.unknownField', 1);
    expect(() => (new model(manifest as never) as unknown as { validate(): void }).validate()).not.toThrow();
    expect(findingsOf(manifest)).toBe(1);
  });
});

describe('schema files of CustomResourceDefinitions', () => {
  const source = 'https://example.com/widgets';
  const [file] = customResourceFiles([widgetDefinition, null, { kind: 'Namespace' }], source).values();

  test('hold the versions that are served, and where they came from', () => {
    const files = customResourceFiles([widgetDefinition], source);
    expect([...files.keys()]).toEqual(['test.example.com/v1']);
    expect(file).toMatchObject({ source, kinds: { Widget: { namespaced: true } } });
  });

  test('keep the defaults that decide what is missing, and no others', () => {
    const spec = file?.types['Widget']?.properties?.['spec'];
    expect(spec?.properties?.['mode']?.default).toBe('slow');
    expect(spec?.properties?.['parts']?.items?.properties?.['side']?.default).toBe('left');
    const versions = changed(widgetDefinition, 'spec.versions.1.schema.openAPIV3Schema.properties.spec.required', [
      'size',
    ]);
    const [other] = customResourceFiles([versions], source).values();
    expect(other?.types['Widget']?.properties?.['spec']?.properties?.['mode']?.default).toBeUndefined();
  });

  test('leave out descriptions and rules in CEL, but no field that has such a name', () => {
    const schema = 'spec.versions.1.schema.openAPIV3Schema.properties.spec';
    const described = changed(
      changed(widgetDefinition, `${schema}.description`, 'a text'),
      `${schema}.properties.description`,
      { type: 'string', description: 'a text', 'x-kubernetes-validations': [{ rule: 'self.size() > 1' }] },
    );
    const [other] = customResourceFiles([described], source).values();
    expect(other?.types['Widget']?.properties?.['spec']?.properties?.['description']).toEqual({ type: 'string' });
    expect(JSON.stringify(other)).not.toContain('a text');
  });

  test('share what occurs more than once', () => {
    const reference = {
      type: 'object',
      properties: Object.fromEntries([...'abcdef'].map((name) => [`${name}Name`, { type: 'string' }])),
    };
    const schema = 'spec.versions.1.schema.openAPIV3Schema.properties.spec.properties';
    const twice = changed(changed(widgetDefinition, `${schema}.one`, reference), `${schema}.two`, reference);
    const [other] = customResourceFiles([twice], source).values();
    expect(Object.keys(other?.types ?? {})).toEqual(['Widget', 'T1']);
    expect(other?.types['Widget']?.properties?.['spec']?.properties?.['two']).toEqual({ $ref: '#T1' });
    expect(other?.types['T1']).toEqual(reference);
  });
});
