import type { RealNode } from './real-node.ts';
import type { Manifest } from './stub-manifests.ts';

/** The label by which an application is known, here that of `pod`. */
export const labelsOf = (app: string): Record<string, string> => ({ 'app.kubernetes.io/name': app });

/** A namespace that enforces Pod Security "restricted". */
export const shop: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
};

/** A pod in `shop` that listens on TCP ports. */
export function pod(name: string, ports: readonly number[] = []): Manifest {
  const metadata = { name, namespace: 'shop', labels: labelsOf(name) };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec(ports) };
}

/**
 * What a pod runs: one container as user 10001 with a read-only root, as "restricted" has it.
 * @param more added to the container. @default nothing
 */
export function podSpec(ports: readonly number[], more: object = {}): object {
  const container = {
    name: 'main',
    image: 'example.test/any:1',
    ports: ports.map((containerPort) => ({ containerPort })),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
    ...more,
  };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [container],
  };
}

/** Waits until all Deployments and pods in `shop` are ready. */
export async function ready({ kubectl }: RealNode): Promise<void> {
  const deployments = (await kubectl(['get', 'deployments', '--namespace=shop', '-o=name'])).stdout.split('\n');
  for (const deployment of deployments.filter(Boolean)) {
    await kubectl(['rollout', 'status', deployment, '--namespace=shop', '--timeout=60s']);
  }
  await kubectl(['wait', '--for=condition=Ready', 'pods', '--all', '--namespace=shop', '--timeout=60s']);
}
