import { type Chart, Testing } from 'cdk8s';
import type { ClusterSettings, EnvironmentBase, Purpose } from '../../lib/core/environment.ts';
import { faultsIn } from '../../lib/core/faults.ts';
import type { Image } from '../../lib/core/image.ts';
import type { Manifest } from '../../lib/core/manifest.ts';
import type { Resources } from '../../lib/core/resources.ts';
import { SystemApp } from '../../lib/core/system-app.ts';

/** An image of a fixed version. */
export const anImage = 'example.com/shop/web:1.4.2' satisfies Image;

/** Resources without a limit of their own. */
export const someResources = { cpu: '100m', memory: '128Mi' } as const satisfies Resources;

/** A small cluster; its parts are where none of the defaults are. */
export const aCluster = {
  apiServer: { cidrs: ['10.1.0.0/28'], ports: [6443] },
  podCidrs: ['10.244.0.0/16'],
  ingress: { className: 'public', namespace: 'ingress', podLabels: { app: 'ingress-controller' } },
} as const satisfies ClusterSettings;

/** What a test may say of its App and chart. */
export interface ChartOptions {
  /** @default test */
  readonly environment?: string;
  /** @default test */
  readonly purpose?: Purpose;
  /** Replaces parts of `aCluster`. */
  readonly cluster?: Partial<ClusterSettings>;
  /** @default shop */
  readonly system?: string;
  /** The deployment key. @default web */
  readonly key?: string;
  /** @default shop */
  readonly namespace?: string;
}

/** An environment without systems. */
export function anEnvironment({ environment = 'test', purpose = 'test', cluster }: ChartOptions = {}): EnvironmentBase {
  return { name: environment, purpose, cluster: { ...aCluster, ...cluster } };
}

/** An App without charts. Its faults begin with `test/shop`. */
export function anApp(options: ChartOptions = {}): SystemApp {
  return new SystemApp(anEnvironment(options), options.system ?? 'shop');
}

/** An empty chart in an App of its own. Its faults begin with `test/shop/web`. */
export function chart(options: ChartOptions = {}): Chart {
  return anApp(options).chart(options.key ?? 'web', options.namespace ?? 'shop');
}

/** An object as it was rendered. */
export type Rendered = Manifest & {
  readonly metadata: { readonly name: string; readonly namespace?: string };
} & Readonly<Record<string, unknown>>;

/**
 * The objects a chart renders, in the order in which they were added.
 *
 * @throws when the chart or another one of its App has faults
 */
export function objects(of: Chart): Rendered[] {
  const found = faults(of);
  if (found.length > 0) throw new Error(`no objects because of faults:\n${found.join('\n')}`);
  return Testing.synth(of) as Rendered[];
}

/**
 * The one object of a kind that a chart renders.
 *
 * @param name tells it from others of its kind
 * @throws when there is none, or more than one
 */
export function object<T extends object = Rendered>(of: Chart, kind: string, name?: string): T {
  const all = objects(of);
  const found = all.filter((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
  if (found.length === 1) return found[0] as unknown as T;
  const rendered = all.map((each) => `${each.kind} ${each.metadata.name}`).join(', ');
  throw new Error(`expected one ${kind} ${name ?? ''}, got ${found.length}; rendered are: ${rendered}`);
}

/** All faults of the App that a chart belongs to, one line each, sorted. */
export function faults(of: Chart): string[] {
  return faultsIn(of.node.root);
}
