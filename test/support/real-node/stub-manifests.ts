import type { RealNode } from './real-node.ts';
import { STUB_COMMANDS, STUB_IMAGE } from './stub.ts';

/** Any object of a manifest; what is read of it is checked on the way. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

/** What is read and changed of a pod's specification. */
export interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
}

/** What is read and changed of a container. */
export interface Container {
  readonly name: string;
  readonly args?: unknown;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly containerPort: number; readonly protocol?: string }[];
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
  readonly restartPolicy?: string;
  readonly [field: string]: unknown;
}

/** So little that the pods of a whole fleet fit on one node. */
const REQUESTS = { cpu: '1m', memory: '8Mi' };

/**
 * The same objects with the stub in place of the programs: every container listens on its `ports`, for as long as it
 * would have run; init containers, and containers of Jobs, succeed at once. Commands in probes and hooks succeed. CPU and
 * memory requests are lowered. All else stays: variables, probes, mounts, security context, limits.
 */
export function withStub<T extends Manifest>(manifests: readonly T[]): T[] {
  return manifests.map((manifest) => {
    const spec = manifest.spec as Readonly<Record<string, unknown>>;
    switch (manifest.kind) {
      case 'Pod':
        return { ...manifest, spec: stubbed(manifest.spec as PodSpec, 'serve') };
      case 'Deployment':
      case 'StatefulSet':
      case 'DaemonSet':
        return { ...manifest, spec: withTemplate(spec, 'serve') };
      case 'Job':
        return { ...manifest, spec: withTemplate(spec, 'succeed') };
      case 'CronJob': {
        const jobTemplate = spec['jobTemplate'] as { readonly spec: Readonly<Record<string, unknown>> };
        const template = { ...jobTemplate, spec: withTemplate(jobTemplate.spec, 'succeed') };
        return { ...manifest, spec: { ...spec, jobTemplate: template } };
      }
      default:
        return manifest;
    }
  });
}

/** Applies objects with the stub in place of the programs, under strict field validation. */
export async function applyWithStub(
  { kubectl }: Pick<RealNode, 'kubectl'>,
  manifests: readonly Manifest[],
): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: withStub(manifests) };
  await kubectl(['apply', '--validate=strict', '-f', '-'], { input: JSON.stringify(list) });
}

type Role = 'serve' | 'succeed';

function withTemplate(spec: Readonly<Record<string, unknown>>, role: Role): object {
  const template = spec['template'] as { readonly spec: PodSpec };
  return { ...spec, template: { ...template, spec: stubbed(template.spec, role) } };
}

function stubbed(spec: PodSpec, role: Role): PodSpec {
  return {
    ...spec,
    ...(spec.initContainers && {
      // One that restarts is a sidecar, which goes on beside the others.
      initContainers: spec.initContainers.map((container) =>
        stub(container, container.restartPolicy === 'Always' ? 'serve' : 'succeed'),
      ),
    }),
    containers: spec.containers.map((container) => stub(container, role)),
  };
}

function stub({ args: _args, ...container }: Container, role: Role): Container {
  const ports = (container.ports ?? []).map(
    ({ containerPort, protocol = 'TCP' }) => `${containerPort}/${protocol.toLowerCase()}`,
  );
  return {
    ...withoutCommands(container),
    image: STUB_IMAGE,
    imagePullPolicy: 'Never',
    command: STUB_COMMANDS[role],
    env: [...(container.env ?? []), { name: 'STUB_PORTS', value: ports.join(',') }],
    resources: { ...container.resources, requests: { ...container.resources?.requests, ...REQUESTS } },
  };
}

/** The stub's image has none of the programs that an `exec` of a probe or hook runs. */
function withoutCommands<T extends object>(container: T): T {
  const replace = (key: string, value: unknown): unknown =>
    key === 'exec' ? { ...(value as object), command: STUB_COMMANDS.succeed } : value;
  return JSON.parse(JSON.stringify(container, replace)) as T;
}
