import type { CheckedObject, ManifestObject } from '../../lib/checks/rule.ts';

/** A manifest of any shape, right or wrong. */
export type AnyManifest = Readonly<Record<string, unknown>>;

/** An object to check, in a file of its own kind's name. */
export const checked = (manifest: AnyManifest, place: Partial<CheckedObject> = {}): CheckedObject => ({
  manifest: manifest as ManifestObject,
  ...place,
});

/**
 * A copy of a manifest with one value changed.
 *
 * @param path dots between fields and indices, such as `spec.containers.0.image`; what is missing on the way is made
 * @param value undefined removes the field
 */
export function changed(manifest: AnyManifest, path: string, value: unknown): AnyManifest {
  const copy = structuredClone(manifest) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let part: Record<string, unknown> = copy;
  for (const step of steps) part = (part[step] ??= {}) as Record<string, unknown>;
  if (value === undefined) delete part[last];
  else part[last] = value;
  return copy;
}

const labels = { app: 'web' };
const pod = {
  containers: [
    {
      name: 'web',
      image: 'registry.example.com/web:1.0.0',
      ports: [{ name: 'http', containerPort: 8080 }],
      env: [{ name: 'LEVEL', value: 'info' }],
      resources: { requests: { cpu: '100m', memory: '64Mi' } },
      readinessProbe: { httpGet: { path: '/', port: 'http' } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    },
  ],
  volumes: [{ name: 'tmp', emptyDir: {} }],
};
const object = (apiVersion: string, kind: string, fields: object): AnyManifest => ({
  apiVersion,
  kind,
  metadata: { name: 'web', namespace: 'default' },
  ...fields,
});

/** One right manifest of each of the kinds that applications are made of. */
export const manifests = {
  deployment: object('apps/v1', 'Deployment', {
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  }),
  statefulSet: object('apps/v1', 'StatefulSet', {
    spec: { serviceName: 'web', selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  }),
  cronJob: object('batch/v1', 'CronJob', {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: { spec: { ...pod, restartPolicy: 'Never' } } } },
    },
  }),
  service: object('v1', 'Service', {
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  }),
  configMap: object('v1', 'ConfigMap', { data: { level: 'info' } }),
  secret: object('v1', 'Secret', { data: { password: 'c2VjcmV0' } }),
  claim: object('v1', 'PersistentVolumeClaim', {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  ingress: object('networking.k8s.io/v1', 'Ingress', {
    spec: {
      rules: [
        {
          host: 'web.example.com',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http' } } } }],
          },
        },
      ],
    },
  }),
  networkPolicy: object('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: { podSelector: { matchLabels: labels }, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 8080 }] }] },
  }),
  scaler: object('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      maxReplicas: 3,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
      ],
    },
  }),
  budget: object('policy/v1', 'PodDisruptionBudget', {
    spec: { maxUnavailable: '50%', selector: { matchLabels: labels } },
  }),
  role: object('rbac.authorization.k8s.io/v1', 'Role', {
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  }),
  roleBinding: object('rbac.authorization.k8s.io/v1', 'RoleBinding', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'default' }],
  }),
};

/** A CustomResourceDefinition with one field for each word that schemas have. */
export const widgetDefinition: AnyManifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example.com' },
  spec: {
    group: 'test.example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [
      { name: 'v1alpha1', served: false, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['size', 'mode'],
                properties: {
                  size: { type: 'integer', minimum: 1, maximum: 9 },
                  mode: { type: 'string', enum: ['fast', 'slow'], default: 'slow' },
                  code: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 4 },
                  ratio: { type: 'number', minimum: 0, exclusiveMinimum: true, multipleOf: 0.5 },
                  tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set', maxItems: 3 },
                  parts: {
                    type: 'array',
                    minItems: 1,
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, side: { type: 'string', default: 'left' } },
                    },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name', 'side'],
                  },
                  limits: { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 2 },
                  port: { 'x-kubernetes-int-or-string': true },
                  note: { type: 'string', nullable: true },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                  address: { type: 'string', format: 'ipv4' },
                  blob: { type: 'string', format: 'byte' },
                  from: {
                    type: 'object',
                    properties: { file: { type: 'string' }, url: { type: 'string' } },
                    oneOf: [{ required: ['file'] }, { required: ['url'] }],
                  },
                  manifest: {
                    type: 'object',
                    'x-kubernetes-embedded-resource': true,
                    properties: { extra: { type: 'string' } },
                  },
                },
                anyOf: [{ required: ['size'] }, { required: ['code'] }],
                not: { required: ['code', 'address'] },
              },
            },
          },
        },
      },
    ],
  },
};

/** A right object of `widgetDefinition`. */
export const widget: AnyManifest = object('test.example.com/v1', 'Widget', { spec: { size: 3 } });
