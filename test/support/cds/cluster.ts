import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { writtenSecrets } from '../../../lib/config/written-secrets.ts';
import { logViewerVariables } from '../../../lib/contract/env.ts';
import { buildFleet } from '../../../lib/synth/fleet.ts';
import { systems } from '../../../lib/systems/index.ts';
import { until } from '../control-plane/until.ts';
import { distPath, provideVolumes, type LiveObject } from '../dist-cluster.ts';
import { missingPrograms, remedyFor } from '../debian-packages.ts';
import type { LookUp } from '../describe-on.ts';
import { BUILD_PROGRAMS } from '../real-node/built-image.ts';
import { debianImage, IMAGE_PROGRAMS } from '../real-node/debian-image.ts';
import type { RealNode } from '../real-node/real-node.ts';
import { loadRuntimeImages } from '../real-node/runtime-images.ts';
import { loadAll } from '../systems.ts';

/** Of the system, its Secrets and its Jobs. */
const namespace = 'cds';

/** User and password of everything: nobody looks at them. */
export const credential = 'a-value';

/** The units that this has images for. */
const units = ['rabbitmq', 'journal', 'dex', 'responder', 'reaper', 'log-viewer'] as const;

/** Where Dex listens. */
export const DEX_PORT = 5556;

/** A line of a process's log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
}

/** What is read of a pod. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string };
  readonly status: {
    readonly podIP: string;
    readonly containerStatuses?: readonly { readonly ready: boolean; readonly restartCount: number }[];
  };
}

/** Whether the images can be made here, else why not and what to do about it. */
export function lookUpImages(): LookUp {
  const missing = missingPrograms([...BUILD_PROGRAMS, ...IMAGE_PROGRAMS]);
  const programs = missing.map(({ program }) => program).join(', ');
  return missing.length === 0
    ? { found: true }
    : { found: false, reason: `${programs} missing; ${remedyFor(missing)}` };
}

/** The cds system of `dist/local` as it is on a real node. */
export class CdsCluster {
  readonly #node: RealNode;

  constructor(node: RealNode) {
    this.#node = node;
  }

  /**
   * Makes the images, applies the system's files, and waits until all of it is available; some 90 s. For Dex there is a stand-in. RabbitMQ lets this machine in as
   * a producer, Dex and the log viewer as the ingress controller, which is a NetworkPolicy more for each.
   */
  async start(): Promise<void> {
    const { kubectl, folder, outsideAddress } = this.#node;
    await this.#loadImages();
    await kubectl(['apply', '--validate=strict', '-f', distPath('local/cds/00-namespace.k8s.yaml')]);
    await kubectl(['apply', '-f', '-'], { input: await secretsOfCds() });
    await kubectl(['apply', '--validate=strict', '-f', distPath('local/cds')]);
    await provideVolumes(this.#node, join(folder, 'volumes'));
    const ports = { rabbitmq: 5672, dex: DEX_PORT, 'log-viewer': Number(logViewerVariables.HTTP_PORT.default) };
    const items = Object.entries(ports).map(([unit, port]) => outsidePolicy(unit, port, outsideAddress));
    await kubectl(['apply', '-f', '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
    const deployments = units.map((unit) => `deployment/${unit}`);
    await kubectl(['wait', '--for=condition=Available', ...deployments, '-n', namespace, '--timeout=150s']);
  }

  /** The pods of a unit, or of Jobs with `job`, also those that are ending. */
  async pods(unit: string): Promise<readonly Pod[]> {
    return this.#list('pods', unit);
  }

  /** The names of the Jobs that are there. */
  async jobs(): Promise<readonly string[]> {
    const jobs: readonly Pod[] = await this.#list('jobs', 'job');
    return jobs.map(({ metadata }) => metadata.name);
  }

  /** The log of a pod or `deployment/NAME` so far. @param args for kubectl, such as `--follow`. @default none */
  async log(pod: string, ...args: readonly string[]): Promise<readonly LogLine[]> {
    const { stdout } = await this.#node.kubectl(['logs', '--namespace', namespace, ...args, pod]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Changes a Job, as its administrator. */
  async patchJob(name: string, patch: object): Promise<void> {
    await this.#node.kubectl(['patch', 'job', name, '-n', namespace, '--type=merge', '-p', JSON.stringify(patch)]);
  }

  /** Replaces the pods of a unit in good order; resolves once the old ones are gone. */
  async roll(unit: string): Promise<void> {
    const { kubectl } = this.#node;
    const old = await this.pods(unit);
    await kubectl(['rollout', 'restart', `deployment/${unit}`, '-n', namespace]);
    await kubectl(['rollout', 'status', `deployment/${unit}`, '-n', namespace, '--timeout=90s']);
    const names = old.map(({ metadata }) => `pod/${metadata.name}`);
    await kubectl(['wait', '--for=delete', ...names, '-n', namespace, '--timeout=60s']);
  }

  /** Deletes the pods of a unit; resolves at once. */
  async deletePods(unit: string): Promise<void> {
    await this.#node.kubectl(['delete', 'pods', '-l', label(unit), '-n', namespace, '--wait=false']);
  }

  /** Waits until a unit has its pods ready. */
  async untilAvailable(unit: string): Promise<void> {
    await until(`${unit} to be ready`, 90_000, async () => {
      const pods = await this.pods(unit);
      return pods.length === 1 && pods.every(isReady);
    });
  }

  /** Path on this machine of what pods have on a volume. @param claim such as `logs` */
  volume(claim: string, ...path: readonly string[]): string {
    return join(this.#node.folder, 'volumes', `${namespace}-${claim}`, ...path);
  }

  /**
   * The lines that the containers of a Job's pods printed, a log each, as the responder saved them. Sorted, since standard output and standard error are two
   * pipes: which line is read first is left open.
   */
  async savedLogs(job: string): Promise<readonly (readonly string[])[]> {
    const folder = this.volume('logs', 'pods', job);
    const texts = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
    return texts.map((text) => text.trimEnd().split('\n').sort());
  }

  async #list<T>(kind: string, unit: string): Promise<readonly T[]> {
    const { stdout } = await this.#node.kubectl(['get', kind, '-n', namespace, '-l', label(unit), '-o', 'json']);
    return (JSON.parse(stdout) as { items: T[] }).items;
  }

  async #loadImages(): Promise<void> {
    // What stands for variables that the image has of its own: a read-only root leaves it only the volume of its data.
    const home = '/var/lib/rabbitmq';
    const variables = [
      `HOME=${home}`,
      `RABBITMQ_LOG_BASE=${home}/log`,
      'RABBITMQ_LOGS=-',
      'RUNNING_UNDER_SYSTEMD=true',
    ];
    const rabbitmq = ['env', ...variables, '/usr/lib/rabbitmq/bin/rabbitmq-server'];
    await this.#node.loadImage('rabbitmq:3.13.7', await debianImage(['rabbitmq-server']), rabbitmq);
    await this.#node.loadImage('redis:7.2.11', await debianImage(['redis-server']), ['redis-server']);
    await loadRuntimeImages(this.#node, {
      'berth/cds:dev': 'test/support/images/cds',
      'ghcr.io/dexidp/dex:v2.41.1': 'test/support/images/dex',
    });
  }
}

const label = (unit: string): string => `app.kubernetes.io/name=${unit}`;

const isReady = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && (status.containerStatuses ?? []).some(({ ready }) => ready);

/** Lets in what is outside the system, as whoever runs that has to. */
function outsidePolicy(unit: string, port: number, address: string): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `outside-to-${unit}`, namespace },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': unit } },
      ingress: [{ from: [{ ipBlock: { cidr: `${address}/32` } }], ports: [{ port, protocol: 'TCP' }] }],
    },
  };
}

/** Those of the system's namespace, as `npm run secrets` writes them. */
async function secretsOfCds(): Promise<string> {
  const { local } = await loadAll();
  const anyValue = new Proxy({}, { get: () => credential });
  const given = { env: anyValue, file: {}, fileName: 'secrets/local.env' };
  const all = parseAllDocuments(writtenSecrets(buildFleet([local], systems), given));
  const items = all
    .map((secret) => secret.toJS() as LiveObject)
    .filter((each) => each.metadata.namespace === namespace);
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}
