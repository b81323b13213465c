import { Duration } from 'cdk8s';

/** The user and group that containers run as unless a workload says another: one that owns nothing on a node. */
export const defaultUser = 10001;

/**
 * How long a server goes on answering after it was told to stop. Endpoints and proxies learn of the pod's end at the same time as the pod, so
 * a server that stopped at once would be sent requests that nobody answers.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination-flow
 */
export const endpointRemoval = Duration.seconds(5);

/** How long a program gets to finish after SIGTERM unless its workload says another: Kubernetes' own default. */
export const defaultShutdown = Duration.seconds(30);

/** How many old ReplicaSets are kept for `kubectl rollout undo`. */
export const revisionHistoryLimit = 3;

/** What Pod Security "restricted" wants of a pod. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
export const podSecurityContext = (user: number) => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: 'OnRootMismatch' as const,
  seccompProfile: { type: 'RuntimeDefault' as const },
});

/** What Pod Security "restricted" wants of a container, and a root file system that cannot be written. */
export const containerSecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
