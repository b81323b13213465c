import { Duration, Size } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { envEntries, type EnvEntry, type Variable, type Variables } from '../config/variables.ts';
import { checkSeconds } from '../core/durations.ts';
import { clusterOf, type ClusterSettings } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
import { resolveImage, type Image, type ResolvedImage } from '../core/image.ts';
import { contentName } from '../core/names.ts';
import { containerSecurityContext, defaultUser, podSecurityContext } from '../core/pod-defaults.ts';
import { containerResources, type ContainerResources, type Resources } from '../core/resources.ts';
import type { Volume } from '../core/volume.ts';
import { DialledAddress } from '../wiring/address.ts';
import { ExternalService } from '../wiring/external.ts';
import type { Unit } from '../wiring/unit.ts';
import { probeReasons, type Probes } from './probe.ts';
import { scratch } from './volumes.ts';

/** What every workload says of its container. */
export interface PodProps {
  readonly image: Image;
  /** The program, instead of the image's entry point, such as `['python']`. @default - the image's ENTRYPOINT */
  readonly command?: readonly string[];
  /** Its arguments. @default - the image's CMD */
  readonly args?: readonly string[];
  /** The folder it is started in, such as `/app`. @default - the image's WORKDIR */
  readonly folder?: string;
  /** Environment variables by name. An address among them declares a connection. @default - none */
  readonly variables?: Variables;
  /** What is mounted, by absolute path, such as `{ '/etc/app': files }`. @default - nothing but `/tmp` */
  readonly mounts?: Readonly<Record<string, Volume>>;
  readonly resources: Resources;
  /** The user and group id it runs as, above 0. @default 10001 */
  readonly user?: number;
  /** How much `/tmp` may hold; it is the only place to write to unless a volume is mounted. @default 64 MiB */
  readonly tmp?: Size;
}

/** How a kind of workload wants its pod. */
export interface PodSettings {
  /** Ports the container listens on, by name. */
  readonly ports?: Readonly<Record<string, { readonly number: number; readonly protocol: 'TCP' | 'UDP' }>>;
  readonly probes?: Probes;
  /** Time the pod goes on serving after it was told to stop. */
  readonly drain?: Duration;
  /** Time the program has to finish after SIGTERM. */
  readonly shutdown: Duration;
  readonly restartPolicy: 'Always' | 'Never';
  /** Time after which the pod is stopped and has failed. @default - never */
  readonly deadline?: Duration;
  /** The ServiceAccount whose token the pod gets. @default - none: no token */
  readonly serviceAccountName?: string;
}

/** The one container of a workload with everything that belongs to its pod. */
export class Pod {
  readonly image: ResolvedImage;
  readonly #scope: Construct;
  readonly #unit: Unit;
  readonly #props: PodProps;
  readonly #settings: PodSettings;
  readonly #resources: ContainerResources;
  readonly #env = new Map<string, EnvEntry>();
  readonly #variables = new Map<string, Variable>();
  readonly #mounts = new Map<string, Volume>();

  constructor(scope: Construct, unit: Unit, props: PodProps, settings: PodSettings) {
    this.#scope = scope;
    this.#unit = unit;
    this.#props = props;
    this.#settings = settings;
    this.image = resolveImage(scope, 'image', props.image);
    this.#resources = containerResources(scope, props.resources);
    this.addVariables(props.variables ?? {});
    this.addMount('/tmp', scratch(props.tmp ?? Size.mebibytes(64)));
    for (const [path, volume] of Object.entries(props.mounts ?? {})) this.addMount(path, volume);
    this.#checkProbes();
    if (props.user !== undefined && !(Number.isInteger(props.user) && props.user > 0)) {
      reportFault(scope, {
        code: 'ERR_USER',
        property: 'user',
        got: props.user,
        expected: 'a user id above 0, such as 10001',
        remedy: 'build the image so that it runs as a user other than root',
      });
    }
  }

  /** Sets variables; one of the same name is replaced. An address among them lets the unit dial it. */
  addVariables(variables: Variables): void {
    for (const entry of envEntries(this.#scope, variables)) this.#env.set(entry.name, entry);
    for (const [name, value] of Object.entries(variables)) {
      this.#variables.set(name, value);
      this.#unit.disconnect(name);
      if (value instanceof DialledAddress) for (const target of value.targets) this.#unit.connect(target, name);
    }
  }

  /** What its variables were given as: addresses and references rather than texts. */
  get variables(): ReadonlyMap<string, Variable> {
    return this.#variables;
  }

  /** What is mounted, by absolute path. */
  get mounts(): ReadonlyMap<string, Volume> {
    return this.#mounts;
  }

  /** Mounts a volume at an absolute path. */
  addMount(path: string, volume: Volume): void {
    if (!path.startsWith('/')) {
      reportFault(this.#scope, {
        code: 'ERR_MOUNT_PATH',
        property: 'mounts',
        got: path,
        expected: 'an absolute path, such as "/etc/app"',
        remedy: 'begin it with a slash',
      });
    }
    this.#mounts.set(path, volume);
  }

  /** Why the pod is probed as it is. */
  get annotations(): Record<string, string> {
    return this.#settings.probes ? probeReasons(this.#settings.probes) : {};
  }

  /**
   * The pod as Kubernetes takes it.
   *
   * @internal
   */
  spec(): IPodSpec {
    const { drain, shutdown, restartPolicy, serviceAccountName, deadline } = this.#settings;
    const mounts = [...this.#mounts].sort(([a], [b]) => (a < b ? -1 : 1));
    const names = volumeNames(mounts.map(([path]) => path));
    return {
      automountServiceAccountToken: serviceAccountName !== undefined,
      ...(serviceAccountName === undefined ? {} : { serviceAccountName }),
      enableServiceLinks: false,
      restartPolicy,
      ...(deadline === undefined ? {} : { activeDeadlineSeconds: deadline.toSeconds() }),
      securityContext: podSecurityContext(this.#props.user ?? defaultUser),
      terminationGracePeriodSeconds: shutdown.toSeconds() + (drain?.toSeconds() ?? 0),
      ...this.#hostAliases(),
      containers: [this.#container(mounts, names)],
      volumes: mounts.map(([path, volume]) => ({ name: names.get(path) ?? '', ...volume.source })),
    };
  }

  /** Public hosts that it dials, where the cluster's own ingress controller answers for them. */
  #hostAliases(): Pick<IPodSpec, 'hostAliases'> {
    const { ingress }: Partial<ClusterSettings> = clusterOf(this.#scope) ?? {};
    const ip = ingress?.address;
    if (ip === undefined) return {};
    const hosts = this.#unit.connections.flatMap(({ target }) =>
      target instanceof ExternalService && target.settings.throughIngress
        ? [target.settings.host, ...(target.settings.otherHosts ?? [])]
        : [],
    );
    if (hosts.length === 0) return {};
    return { hostAliases: [{ ip, hostnames: [...new Set(hosts)].sort() }] };
  }

  #container(mounts: readonly (readonly [string, Volume])[], names: ReadonlyMap<string, string>): IContainer {
    const { command, args, folder } = this.#props;
    const { ports = {}, drain } = this.#settings;
    const containerPorts = Object.entries(ports).map(([name, { number, protocol }]) => ({
      name,
      containerPort: number,
      protocol,
    }));
    const env = [...this.#env.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
      name: this.#unit.name,
      image: this.image.reference,
      imagePullPolicy: this.image.pullPolicy,
      ...(command ? { command: [...command] } : {}),
      ...(args ? { args: [...args] } : {}),
      ...(folder === undefined ? {} : { workingDir: folder }),
      ...(env.length > 0 ? { env } : {}),
      ...(containerPorts.length > 0 ? { ports: containerPorts } : {}),
      resources: this.#resources,
      securityContext: containerSecurityContext,
      volumeMounts: mounts.map(([mountPath, { writable }]) => ({
        name: names.get(mountPath) ?? '',
        mountPath,
        ...(writable ? {} : { readOnly: true }),
      })),
      ...this.#probes(Object.keys(ports)[0] ?? ''),
      ...(drain ? { lifecycle: { preStop: { sleep: { seconds: drain.toSeconds() } } } } : {}),
    };
  }

  #checkProbes(): void {
    const { ports = {}, probes } = this.#settings;
    if (!probes) return;
    const [firstPort = ''] = Object.keys(ports);
    if (probes.startsWithin !== undefined) checkSeconds(this.#scope, 'probes.startsWithin', probes.startsWithin);
    for (const kind of ['readiness', 'liveness'] as const) {
      if (!probes[kind].checkTimes(this.#scope, `probes.${kind}`)) continue;
      const { httpGet, tcpSocket } = probes[kind].manifest(firstPort) ?? {};
      const port = httpGet?.port ?? tcpSocket?.port;
      if (port === undefined || Object.hasOwn(ports, port)) continue;
      reportFault(this.#scope, {
        code: 'ERR_PORT',
        property: `probes.${kind}.port`,
        got: port,
        expected: `one of the declared ports: ${
          Object.keys(ports)
            .map((name) => `"${name}"`)
            .join(', ') || 'there are none'
        }`,
        remedy: 'declare the port, or probe with a command',
      });
    }
  }

  #probes(firstPort: string): Pick<IContainer, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
    if (!this.#settings.probes) return {};
    const { readiness, liveness, startsWithin = Duration.seconds(60) } = this.#settings.probes;
    const startupProbe = liveness.startup(firstPort, startsWithin) ?? readiness.startup(firstPort, startsWithin);
    const readinessProbe = readiness.manifest(firstPort);
    const livenessProbe = liveness.manifest(firstPort);
    return {
      ...(startupProbe && { startupProbe }),
      ...(readinessProbe && { readinessProbe }),
      ...(livenessProbe && { livenessProbe }),
    };
  }
}

/** A volume is called after the path it is mounted at, such as `etc-app` for `/etc/app`; where two paths give one name, a hash tells them apart. */
function volumeNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const names = paths.map(volumeName);
  const isShared = (name: string): boolean => names.indexOf(name) !== names.lastIndexOf(name);
  return new Map(
    paths.map((path) => {
      const name = volumeName(path);
      return [path, isShared(name) ? contentName(name, path) : name];
    }),
  );
}

function volumeName(path: string): string {
  return path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(-63)
    .replace(/^-/, '');
}
