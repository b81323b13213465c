import type { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { SecretReference, type SecretSource } from '../../config/secrets.ts';
import type { Variable, Variables } from '../../config/variables.ts';
import { clusterOf } from '../../core/environment.ts';
import type { Image } from '../../core/image.ts';
import { reportFault } from '../../core/faults.ts';
import type { Resources } from '../../core/resources.ts';
import type { SystemApp } from '../../core/system-app.ts';
import type { Volume } from '../../core/volume.ts';
import { ExternalService, type ExternalServiceSettings } from '../../wiring/external.ts';
import type { PublicHost } from '../../workloads/exposure.ts';
import type { Replicas } from '../../workloads/replicas.ts';
import { Server } from '../../workloads/server.ts';
import type { Workload } from '../../workloads/workload.ts';
import type { Mode } from './catalogue/mode.ts';
import { conditionsHold } from './catalogue/needs.ts';
import { placeholdersOf } from './catalogue/placeholders.ts';
import type { Server as Facts } from './catalogue/server.ts';
import { describeServer, serverOf, serverVariables } from './catalogue/server-variables.ts';
import type { SecretName, ServerSettings, Servers } from './catalogue/settings.ts';
import { probesOf, resourcesOf, settleOf, shutdownOf } from './figures.ts';
import type { FxaServer, FxaSettings, ServerTuning } from './settings.ts';

/** Where key files are mounted. */
const keyFolder = '/etc/fxa/keys';

type VariableName<Name extends FxaServer> = keyof Servers[Name]['variables'] & string;

/** How a server is made, before it is known whom it dials. */
export interface PartProps {
  /** @default - that of the fleet */
  readonly image?: Image;
  /** @default - reached from inside only */
  readonly exposure?: PublicHost;
  /** @default - what its figures say */
  readonly resources?: Resources;
  /** @default - what its tuning says */
  readonly replicas?: Replicas;
  /** Requests of one browser are led to one pod, so that several may be where state is in their memory. @default - no */
  readonly hasAffinity?: boolean;
}

/** What a server is given. */
export interface Wiring<Name extends FxaServer> {
  readonly variables: Partial<ServerSettings<Name>>;
  /** Variables that come from Secrets. @default - none */
  readonly secrets?: readonly VariableName<Name>[];
  /** Variables that name a file with something secret in it. @default - none */
  readonly files?: readonly VariableName<Name>[];
  /** What is mounted besides. @default - nothing */
  readonly mounts?: Readonly<Record<string, Volume>>;
}

/** Several things of one server that another program of its image needs too. */
export interface Surroundings {
  readonly image: Image;
  readonly folder?: string;
  readonly variables: Variables;
  readonly mounts: Readonly<Record<string, Volume>>;
}

/** A server of the fleet: first it is there, so that others can be given its address; then it is told whom it dials itself. */
export class FxaPart<Name extends FxaServer = FxaServer> {
  readonly name: Name;
  readonly chart: Chart;
  readonly server: Server;
  readonly facts: Facts;
  readonly mode: Mode;
  readonly replicas: Replicas;
  readonly tuning: ServerTuning<Name>;
  readonly #settings: FxaSettings;
  readonly #image: Image;
  readonly #hasAffinity: boolean;
  readonly #reached: { readonly service: ExternalService; readonly via: string }[] = [];
  #variables: Variables = {};
  #mounts: Readonly<Record<string, Volume>> = {};

  constructor(app: SystemApp, settings: FxaSettings, name: Name, props: PartProps = {}) {
    this.name = name;
    this.#settings = settings;
    this.facts = serverOf(name);
    this.tuning = settings.servers?.[name] ?? {};
    this.mode = this.tuning.mode ?? settings.mode;
    this.chart = app.chart(name, settings.namespace);
    this.replicas = props.replicas ?? this.tuning.replicas ?? 1;
    this.#hasAffinity = props.hasAffinity ?? false;
    this.#image = props.image ?? settings.image;
    this.server = new Server(this.chart, name, {
      name: unitName(name),
      image: this.#image,
      ...this.#start(),
      ports: { http: this.facts.ports['http']?.number ?? 0 },
      probes: probesOf(this.facts),
      shutdown: shutdownOf(this.facts),
      replicas: this.replicas,
      resources: this.tuning.resources ?? props.resources ?? resourcesOf(this.facts, this.mode),
      ...optional('settle', settleOf(this.facts)),
      ...optional('user', this.facts.user),
      ...optional('exposure', props.exposure),
    });
    for (const [title, service] of Object.entries(this.tuning.reaches ?? {})) this.reach(title, service, title);
  }

  /** What it is given, once all that it dials is there. */
  get variables(): Variables {
    return this.#variables;
  }

  /** What other programs of its image need to run as it does. */
  get surroundings(): Surroundings {
    return {
      image: this.#image,
      ...optional('folder', this.folder),
      variables: this.#variables,
      mounts: this.#mounts,
    };
  }

  /** Lets another program of its image dial what it dials itself and no variable says. */
  reachedBy({ unit }: Workload): void {
    for (const { service, via } of this.#reached) unit.connect(service, via);
  }

  /** The folder its programs are started in; undefined where that is the image's. */
  get folder(): string | undefined {
    const { folder, image } = this.facts;
    return image === 'fxa' && folder !== undefined ? `${this.#settings.folder ?? '/fxa'}/${folder}` : undefined;
  }

  /** Says that the programs below a construct read what this server reads. */
  describe(scope: Construct): void {
    describeServer(scope, this.facts, this.mode);
  }

  /** Gives the server its variables and mounts; all that is missing or wrong is a fault. */
  wire({ variables, secrets = [], files = [], mounts = {} }: Wiring<Name>): void {
    const fromSecrets = this.#fromSecrets([...secrets, ...((this.tuning.secrets ?? []) as readonly string[])], files);
    const given = { ...fromSecrets.variables, ...variables, ...this.tuning.variables };
    this.#variables = serverVariables<FxaServer, Mode>(this.chart, this.name, this.mode, given);
    this.#mounts = { ...fromSecrets.mounts, ...mounts };
    this.server.addVariables(this.#variables);
    for (const [path, volume] of Object.entries(this.#mounts)) this.server.addMount(path, volume);
    if (this.#isLaunched) this.server.addVariables({ server: this.name });
    this.#checkReplicas();
  }

  /** Lets it dial a service outside whose address no variable of it holds. @param via why it does */
  reach(title: string, service: ExternalServiceSettings, via: string): void {
    const reached = { service: new ExternalService(this.chart, `reaches ${title}`, title, service), via };
    this.#reached.push(reached);
    this.server.unit.connect(reached.service, via);
  }

  get #isLaunched(): boolean {
    return this.#settings.startedBy === 'launcher' && this.facts.image === 'fxa';
  }

  #start(): { command?: readonly string[]; folder?: string } {
    const { command } = this.facts;
    return this.#isLaunched ? {} : { ...optional('command', command), ...optional('folder', this.folder) };
  }

  #fromSecrets(names: readonly string[], files: readonly string[]) {
    const { variables: table } = this.facts;
    const paths = new Map([
      ...names.map((name) => [name, table[name]?.secretKey] as const),
      ...files.map((name) => [name, table[name]?.file?.secret] as const),
    ]);
    const byName = [...paths].map(([name, path = '']) => {
      const [group = '', key = ''] = path.split('/');
      return { name, group: group as SecretName, key };
    });
    const references = new Map(
      [...new Set(byName.map(({ group }) => group))].map((group) => {
        const keys = byName.filter((each) => each.group === group).map(({ key }) => key);
        return [group, this.#secret(group, [...new Set(keys)])] as const;
      }),
    );
    const variables: Record<string, Variable> = {};
    const mounted = new Map<SecretName, Record<string, string>>();
    for (const { name, group, key } of byName) {
      const isFile = files.includes(name);
      if (isFile) mounted.set(group, { ...mounted.get(group), [`${key}.json`]: key });
      const reference = references.get(group);
      if (reference) variables[name] = isFile ? `${keyFolder}/${key}.json` : reference.key(key);
    }
    const mounts: Record<string, Volume> = {};
    for (const [group, items] of mounted) {
      const volume = references.get(group)?.files(items);
      if (volume) mounts[keyFolder] = volume;
    }
    return { variables, mounts };
  }

  #secret(group: SecretName, keys: readonly string[]): SecretReference {
    return secretReference(this.chart, this.name, this.#settings, group, keys);
  }

  #checkReplicas(): void {
    const { replicas: safety } = this.facts;
    const most = typeof this.replicas === 'number' ? this.replicas : this.replicas.max;
    if (most <= 1 || safety === undefined || this.#hasAffinity) return;
    const isSafe =
      safety.several &&
      !safety.notIn?.includes(this.mode) &&
      conditionsHold(this.facts, this.mode, this.#variables, safety.when ?? {});
    if (isSafe) return;
    const when = Object.entries(safety.when ?? {}).map(([name, value]) => `${name} ${value === '*' ? 'given' : value}`);
    const modes = (safety.notIn ?? []).map((mode) => `a mode other than ${mode}`);
    reportFault(this.chart, {
      code: 'ERR_REPLICAS',
      property: 'replicas',
      got: this.replicas,
      expected: safety.several ? `1 without ${[...when, ...modes].join(' and ')}` : `1, since ${safety.why}`,
      remedy: safety.several ? `see to that, since ${safety.why}` : 'run one',
    });
  }
}

/** The name of a Service has to begin with a letter. @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#rfc-1035-label-names */
const unitName = (name: string): string => (/^[a-z]/.test(name) ? name : `fxa-${name}`);

/** A property that is there only where it has a value. */
function optional<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

const placeholders = new Map<SecretName, readonly string[]>();

function knownPlaceholders(group: SecretName): readonly string[] {
  const known = placeholders.get(group) ?? placeholdersOf(group);
  placeholders.set(group, known);
  return known;
}

/** A Secret of the fleet as a unit reads it. */
export function secretReference(
  chart: Construct,
  unit: string,
  settings: FxaSettings,
  group: SecretName,
  keys: readonly string[],
): SecretReference {
  return new SecretReference(chart, `secret-${group}`, {
    name: group,
    unit,
    keys,
    source: sourceOf(settings.secrets, group, keys),
    placeholders: knownPlaceholders(group),
    formats: async () => (await import('./key-formats.ts')).keyFormats(settings, clusterOf(chart)?.domain)[group] ?? {},
  });
}

function sourceOf(
  { all, groups }: FxaSettings['secrets'],
  group: SecretName,
  keys: readonly string[],
): SecretSource<string> {
  const own = groups?.[group];
  if (own?.from === 'external-secrets')
    return { ...own, keys: Object.fromEntries(Object.entries(own.keys).filter(([key]) => keys.includes(key))) };
  if (own !== undefined) return own;
  if (all.from === 'written') return all;
  if (all.from === 'existing') return { ...all, name: group, keys: Object.fromEntries(keys.map((key) => [key, key])) };
  const { path, ...rest } = all;
  return { ...rest, keys: Object.fromEntries(keys.map((key) => [key, { key: `${path}/${group}`, property: key }])) };
}
