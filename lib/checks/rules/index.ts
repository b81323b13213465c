import type { Rule } from '../rule.ts';
import { annotation } from './annotation.ts';
import { applicable } from './applicable.ts';
import { autoscaledReplicas } from './autoscaled-replicas.ts';
import { autoscalerRange } from './autoscaler-range.ts';
import { autoscalerRequest } from './autoscaler-request.ts';
import { broadRights } from './broad-rights.ts';
import { capabilities } from './capabilities.ts';
import { claimReference } from './claim-reference.ts';
import { configMapReference } from './config-map-reference.ts';
import { containerName } from './container-name.ts';
import { containerPort } from './container-port.ts';
import { cronConcurrency } from './cron-concurrency.ts';
import { cronSchedule } from './cron-schedule.ts';
import { disruptionBudget } from './disruption-budget.ts';
import { envName } from './env-name.ts';
import { envReference } from './env-reference.ts';
import { externalSecret } from './external-secret.ts';
import { hostAccess } from './host-access.ts';
import { imagePullPolicy } from './image-pull-policy.ts';
import { imageTag } from './image-tag.ts';
import { ingressBackend } from './ingress-backend.ts';
import { ingressPath } from './ingress-path.ts';
import { jobTtl } from './job-ttl.ts';
import { label } from './label.ts';
import { livenessProbe } from './liveness-probe.ts';
import { memoryLimit } from './memory-limit.ts';
import { missingDisruptionBudget } from './missing-disruption-budget.ts';
import { name } from './name.ts';
import { networkPolicyPeer } from './network-policy-peer.ts';
import { networkPolicySelector } from './network-policy-selector.ts';
import { persistentVolume } from './persistent-volume.ts';
import { plainSecret } from './plain-secret.ts';
import { privileges } from './privileges.ts';
import { probe } from './probe.ts';
import { quantity } from './quantity.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { readinessProbe } from './readiness-probe.ts';
import { replicaSpread } from './replica-spread.ts';
import { resourceRequests } from './resource-requests.ts';
import { restartPolicy } from './restart-policy.ts';
import { roleBinding } from './role-binding.ts';
import { rollout } from './rollout.ts';
import { runAsRoot } from './run-as-root.ts';
import { scaleTarget } from './scale-target.ts';
import { scalerTrigger } from './scaler-trigger.ts';
import { secretObject } from './secret-object.ts';
import { secretReference } from './secret-reference.ts';
import { securityProfile } from './security-profile.ts';
import { selectorOverlap } from './selector-overlap.ts';
import { serviceAccountReference } from './service-account-reference.ts';
import { serviceAccountToken } from './service-account-token.ts';
import { serviceLinks } from './service-links.ts';
import { servicePort } from './service-port.ts';
import { serviceSelector } from './service-selector.ts';
import { serviceTargetPort } from './service-target-port.ts';
import { statefulSetService } from './stateful-set-service.ts';
import { sysctl } from './sysctl.ts';
import { termination } from './termination.ts';
import { unisolatedPod } from './unisolated-pod.ts';
import { unusedVolume } from './unused-volume.ts';
import { volumeMount } from './volume-mount.ts';
import { volumeName } from './volume-name.ts';
import { volumeType } from './volume-type.ts';
import { workloadSelector } from './workload-selector.ts';

/** All rules on what objects mean, by name. What a rule is about stands in README.md. */
export const rules: readonly Rule[] = [
  annotation,
  applicable,
  autoscaledReplicas,
  autoscalerRange,
  autoscalerRequest,
  broadRights,
  capabilities,
  claimReference,
  configMapReference,
  containerName,
  containerPort,
  cronConcurrency,
  cronSchedule,
  disruptionBudget,
  envName,
  envReference,
  externalSecret,
  hostAccess,
  imagePullPolicy,
  imageTag,
  ingressBackend,
  ingressPath,
  jobTtl,
  label,
  livenessProbe,
  memoryLimit,
  missingDisruptionBudget,
  name,
  networkPolicyPeer,
  networkPolicySelector,
  persistentVolume,
  plainSecret,
  privileges,
  probe,
  quantity,
  readOnlyRoot,
  readinessProbe,
  replicaSpread,
  resourceRequests,
  restartPolicy,
  roleBinding,
  rollout,
  runAsRoot,
  scaleTarget,
  scalerTrigger,
  secretObject,
  secretReference,
  securityProfile,
  selectorOverlap,
  serviceAccountReference,
  serviceAccountToken,
  serviceLinks,
  servicePort,
  serviceSelector,
  serviceTargetPort,
  statefulSetService,
  sysctl,
  termination,
  unisolatedPod,
  unusedVolume,
  volumeMount,
  volumeName,
  volumeType,
  workloadSelector,
];
