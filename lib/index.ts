/** The public API of berth: constructs, addresses, configuration, secrets, and what builds a fleet of them. */
export { ConfigFiles, ConfigKey, filesIn, type ConfigFilesProps } from './config/config-files.ts';
export type { ExternalSecretSettings, RemoteKey } from './config/external-secret.ts';
export type { KeyFormat, KeyFormats } from './config/key-format.ts';
export {
  SecretKey,
  SecretReference,
  type ExistingSecret,
  type SecretReferenceProps,
  type SecretSource,
  type StoredSecret,
  type WrittenSecret,
} from './config/secrets.ts';
export {
  describeVariables,
  type Agreement,
  type DescribeVariables,
  type VariableDescription,
  type VariableDescriptions,
} from './config/variable-descriptions.ts';
export { typedVariables, type VariableValue, type VariableValues } from './config/typed-variables.ts';
export {
  bytes,
  json,
  list,
  milliseconds,
  PodField,
  PublicText,
  seconds,
  type Variable,
  type Variables,
} from './config/variables.ts';
export type { DurationText, VariableSpec, VariableTable } from './contract/variables.ts';
export type { ClusterSettings, EnvironmentBase, Purpose } from './core/environment.ts';
export { BerthError, errorCodes, type ErrorCode, type Fault } from './core/errors.ts';
export { reportFault } from './core/faults.ts';
export type { Image, PullPolicy } from './core/image.ts';
export { addClusterManifest, addManifest, type Manifest } from './core/manifest.ts';
export { publicInternet, type CidrBlock, type Network } from './core/networks.ts';
export type { CpuQuantity, Resources, StorageQuantity } from './core/resources.ts';
export { SystemApp } from './core/system-app.ts';
export type { Volume } from './core/volume.ts';
export { runSynth, synthesize, type Part, type Written } from './synth/command.ts';
export {
  buildFleet,
  fleetApps,
  loadEnvironments,
  type Fleet,
  type FleetEnvironment,
  type FolderUrl,
  type System,
  type Systems,
} from './synth/fleet.ts';
export { render, type Rendered, type RenderedFile, type RenderedObject } from './synth/render.ts';
export {
  address,
  ClusterUrl,
  DialledHost,
  DialledPort,
  DialledPublicUrl,
  DialledText,
  ExternalUrl,
  PublicAuthority,
  PublicUrl,
  type DialledUrl,
} from './wiring/address.ts';
export { applyOrder } from './wiring/apply-order.ts';
export { svgDiagram } from './wiring/diagram.ts';
export { ExternalService, type ExternalServiceSettings } from './wiring/external.ts';
export { Unit, unitsIn, type PortSettings, type UnitProps } from './wiring/unit.ts';
export type { ApiAccess, ApiRule } from './workloads/api-access.ts';
export {
  backingService,
  type BackingAddress,
  type BackingProps,
  type BackingSettings,
  type InClusterSettings,
} from './workloads/backing-service.ts';
export { DebugPod, type DebugPodProps } from './workloads/debug-pod.ts';
export { publicUrl, type Exposure, type NodePort, type PublicHost } from './workloads/exposure.ts';
export { JobTemplate } from './workloads/job-template.ts';
export type { JobProps } from './workloads/job.ts';
export { Namespace, type NamespaceProps, type PodSecurityLevel } from './workloads/namespace.ts';
export { Probe, type Probes, type ProbeTimes } from './workloads/probe.ts';
export { QueueWorker, type QueueWorkerProps } from './workloads/queue-worker.ts';
export { Redis, type RedisProps } from './workloads/redis.ts';
export type { QueueTrigger, RabbitmqTrigger, RedisListTrigger, SqsTrigger } from './workloads/scaled-object.ts';
export type { CpuScaling, QueueScaling, Replicas } from './workloads/replicas.ts';
export { RunOnce } from './workloads/run-once.ts';
export { ScheduledJob, type ScheduledJobProps } from './workloads/scheduled-job.ts';
export { Server, type ServerProps } from './workloads/server.ts';
export { Singleton, type SingletonProps } from './workloads/singleton.ts';
export {
  Claim,
  hostPath,
  memoryScratch,
  readOnly,
  scratch,
  type ClaimProps,
  type ClassStorage,
  type NfsStorage,
  type Storage,
} from './workloads/volumes.ts';
