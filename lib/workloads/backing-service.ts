import { Size, type Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Image } from '../core/image.ts';
import type { Resources } from '../core/resources.ts';
import type { SystemApp } from '../core/system-app.ts';
import type { DialledHost, DialledPort, DialledUrl } from '../wiring/address.ts';
import { ExternalService, type ExternalServiceSettings } from '../wiring/external.ts';
import type { PortSettings } from '../wiring/unit.ts';
import { Probe } from './probe.ts';
import { Singleton, type SingletonProps } from './singleton.ts';
import { Claim, scratch, type Storage } from './volumes.ts';

/** One instance in the cluster of what other environments have outside: for environments that stand on their own. */
export interface InClusterSettings {
  readonly image: Image;
  readonly resources: Resources;
  /** Where its data is kept. @default - in the pod: gone with it */
  readonly storage?: Storage;
}

/** Something a system needs but is not part of it, such as a broker: outside the cluster, or one instance of it inside. */
export type BackingSettings = ExternalServiceSettings | InClusterSettings;

/** Where a backing service is reached; to be given to units as variables. */
export interface BackingAddress {
  readonly host: DialledHost;
  readonly port: DialledPort;
  /** @param path such as `/v1` */
  url(path?: string): DialledUrl;
}

/** How a backing service is run where it is in the cluster. */
export interface BackingProps extends Pick<SingletonProps, 'args' | 'command' | 'mounts' | 'user' | 'variables'> {
  /** The first one is what others dial; its name is the scheme of its URLs. */
  readonly ports: Readonly<Record<string, PortSettings>>;
  /** Where it keeps its data. */
  readonly dataPath: string;
  /** How long a start may take, the first one included, which makes its data. @default 60 seconds */
  readonly startsWithin?: Duration;
}

/**
 * A backing service by its settings: an external one as it is, else a unit of its own deployment key.
 *
 * @param key deployment key, and the name of the settings, such as `rabbitmq`
 * @param title what people call it, such as `RabbitMQ`
 * @param props how it is run in the cluster; asked for only then
 */
export function backingService(
  app: SystemApp,
  namespace: string,
  key: string,
  title: string,
  settings: BackingSettings,
  props: (scope: Construct) => BackingProps,
): BackingAddress {
  if ('host' in settings) return new ExternalService(app, key, title, settings);
  const chart = app.chart(key, namespace);
  const { dataPath, startsWithin, ...rest } = props(chart);
  const unit = new Singleton(chart, key, {
    ...rest,
    image: settings.image,
    resources: settings.resources,
    probes: {
      readiness: Probe.tcp('it accepts connections once it can be used'),
      liveness: Probe.tcp('it accepts connections as long as it runs'),
      ...(startsWithin === undefined ? {} : { startsWithin }),
    },
  });
  const [port = ''] = Object.keys(rest.ports);
  if (settings.storage !== undefined)
    unit.addMount(dataPath, new Claim(chart, 'data', { name: `${key}-data`, storage: settings.storage }));
  else unit.addMount(dataPath, scratch(Size.gibibytes(1)));
  return { host: unit.host(port), port: unit.port(port), url: (path) => unit.url(port, path) };
}
