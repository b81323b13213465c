import type { SecretSource, StoredSecret, WrittenSecret } from '../../config/secrets.ts';
import type { Image } from '../../core/image.ts';
import type { Resources } from '../../core/resources.ts';
import type { Network } from '../../core/networks.ts';
import type { ExternalServiceSettings } from '../../wiring/external.ts';
import type { BackingSettings, InClusterSettings } from '../../workloads/backing-service.ts';
import type { RedisProps } from '../../workloads/redis.ts';
import type { Replicas } from '../../workloads/replicas.ts';
import type { Storage } from '../../workloads/volumes.ts';
import type { Mode } from './catalogue/mode.ts';
import type { ModeOf, SecretName, ServerName, Servers, ServerSettings } from './catalogue/settings.ts';

/** What a deployer says of Firefox Accounts. */
export interface FxaSettings {
  readonly namespace: string;
  /** The image that all servers share but those that name one of their own. */
  readonly image: Image;
  /** The folder of FxA in that image. @default /fxa */
  readonly folder?: string;
  /**
   * Who starts the program: the pod itself, or the image's launcher, which is told by the variable `server`. A launcher that does not exec swallows signals
   * and exit codes. @default program
   */
  readonly startedBy?: 'program' | 'launcher';
  /** What all servers run as, each by its own word; one that lacks it needs a mode of its own. */
  readonly mode: Mode;
  readonly public: PublicSettings;
  readonly mysql: {
    readonly service: BackingSettings;
    /** How many connections it takes; the pools of all pods and Jobs must fit. @default 151, MySQL's own */
    readonly maxConnections?: number;
  };
  readonly redis: ExternalServiceSettings | Pick<RedisProps, 'image' | 'resources' | 'storage'>;
  readonly memcached: ExternalServiceSettings | Omit<InClusterSettings, 'storage'>;
  readonly smtp: {
    readonly service: BackingSettings;
    /** Who mails are from, such as `Accounts <accounts@example.com>`. */
    readonly sender: string;
    /** Whether it wants TLS from the first byte, as at port 465; no server speaks STARTTLS then, or else. @default - no: plain text */
    readonly tls?: true;
    /** Whether the relay asks for a user and password, which then come from the Secret of the auth server. @default - no */
    readonly login?: true;
  };
  /** The queues of account events. @default - none: profile then learns of deleted accounts and changed addresses from nobody */
  readonly sqs?: SqsSettings;
  /** The topic that the auth server publishes account events on, from which they get to the queues. @default - none: nothing is published */
  readonly sns?: { readonly topicArn: `arn:${string}`; readonly service: ExternalServiceSettings };
  readonly avatars: AvatarSettings;
  /** Where metrics go. */
  readonly statsd: StatsdSettings | 'off';
  /** Relying parties, as the auth server reads them from a file. @default - those in its database */
  readonly oauth?: {
    readonly clients: readonly Readonly<Record<string, unknown>>[];
    readonly scopes?: readonly Readonly<Record<string, unknown>>[];
  };
  readonly eventBroker: EventBrokerSettings | 'off';
  readonly mailService: MailServiceSettings | 'off';
  readonly sync: SyncSettings | 'off';
  readonly demos: DemoSettings | 'off';
  readonly secrets: FxaSecrets;
  /** What is said of single servers beyond that. @default - one replica each, and resources after what was measured */
  readonly servers?: { readonly [Name in TunedServer]?: ServerTuning<Name> };
}

/** The servers that have an image and variables of their own here. */
export type FxaServer = Exclude<ServerName, 'redis' | 'memcached' | 'mysql' | 'pushbox' | 'statsd'>;

/** The demonstrations that keep what is under way in the memory of a pod. */
export type OneAtATime = '123done' | '321done';

type TunedServer = FxaServer;

/** Servers that browsers, mails and other people's programs reach. */
export type PublicServer =
  | 'fxa-content-server'
  | 'fxa-auth-server'
  | 'fxa-profile-server'
  | 'fxa-profile-server-static'
  | 'fxa-graphql-api'
  | 'fxa-payments-server'
  | 'fxa-event-broker'
  | 'mozilla-sync'
  | '123done'
  | '321done'
  | 'fortress';

/** How the fleet is reached from outside. */
export interface PublicSettings {
  /** A host for each server, such as `accounts.example.com`; they must lead to the ingress controller in the cluster's own DNS too, since servers dial some of them. */
  readonly hosts: Readonly<Record<PublicServer, string>>;
  /** The issuer of cert-manager that makes a certificate for each host, in a Secret `<server>-tls`; `existing` where those Secrets are there. @default - plain http */
  readonly tls?: { readonly clusterIssuer: string } | 'existing';
  /** How many proxies there are before the servers, the ingress controller counted. @default 1 */
  readonly proxies?: number;
  /** Networks of the addresses that the hosts have when they are dialled from inside, beside the ingress controller itself. @default - none */
  readonly networks?: readonly Network[];
}

/** SQS, or what stands in for it. */
export interface SqsSettings {
  readonly service: BackingSettings;
  readonly region: string;
  /** The account in the URLs of queues: twelve digits. */
  readonly account: string;
  /** The names of the queues. */
  readonly queues: {
    /** Of the event broker. */
    readonly serviceNotifications: string;
    /** Of the profile server. */
    readonly profileEvents: string;
  };
}

/** Where avatars are: on S3, or on a volume that worker and static server share. */
export type AvatarSettings =
  | { readonly storage: Storage }
  | {
      readonly bucket: string;
      readonly service: ExternalServiceSettings;
      /** Where browsers get them, such as `https://avatars.example.com`. */
      readonly url: `https://${string}`;
    };

/** A StatsD, and where it hands metrics on: Graphite, or an exporter that Prometheus reads instead of StatsD. */
export type StatsdSettings = Omit<InClusterSettings, 'storage'> & {
  readonly backend: { readonly graphite: ExternalServiceSettings } | 'prometheus-exporter';
};

/** The event broker's needs; synth says what is missing. */
export interface EventBrokerSettings {
  /** Firestore, by a key file in the Secret of the broker, or an emulator, which is always dialled at port 9090. */
  readonly firestore?:
    { readonly projectId: string; readonly service: ExternalServiceSettings } | { readonly emulator: BackingSettings };
  /** Pub/Sub, by a key file in the Secret of the broker, or an emulator; it pushes events back to the broker. @default - none is published to */
  readonly pubsub?: ExternalServiceSettings | { readonly emulator: BackingSettings };
  /** Whether it asks the auth server for the capabilities of subscriptions, which needs Stripe there. @default - no */
  readonly capabilities?: true;
}

/** The mail service's needs; synth says what is missing. It sends through SES, or through the relay of the auth server where that takes plain text. */
export interface MailServiceSettings {
  /** One of its own: no launcher of the shared image knows it. */
  readonly image: Image;
  /** The address that mails are from, alone. */
  readonly sender?: string;
  /** SES, whose key its Secret holds. @default - the relay */
  readonly ses?: { readonly region: string; readonly service: ExternalServiceSettings };
}

/** Firefox Sync. */
export interface SyncSettings {
  readonly image: Image;
  /** How many connections to MySQL a pod opens at most, which an image with several workers or threads says. @default 3, as the published image */
  readonly connections?: number;
}

/** The demonstrations: several pods of one only where browsers are led back to theirs. */
export type DemoSettings = Readonly<
  Record<OneAtATime, { readonly replicas?: 1 } | { readonly replicas: number; readonly sessionAffinity: 'cookie' }>
>;

/** Where all Secrets come from, each called after its group, and those that come from elsewhere. */
export interface FxaSecrets {
  readonly all:
    | WrittenSecret
    | { readonly from: 'existing' }
    | (Omit<StoredSecret<string>, 'keys'> & {
        /** What the names of entries in the store begin with: the Secret `mysql` is `<path>/mysql` there. */
        readonly path: string;
      });
  readonly groups?: { readonly [Group in SecretName]?: SecretSource<string> };
}

type SecretVariables<Name extends ServerName> = {
  [Variable in keyof Servers[Name]['variables']]: Servers[Name]['variables'][Variable] extends { readonly secret: true }
    ? Variable
    : never;
}[keyof Servers[Name]['variables']];

/** What is said of one server. */
export interface ServerTuning<Name extends ServerName> {
  /** @default 1 */
  readonly replicas?: Name extends OneAtATime ? 1 : Replicas;
  /** @default - after what was measured */
  readonly resources?: Resources;
  /** @default - that of the fleet */
  readonly mode?: ModeOf<Name>;
  /** Variables beyond those that follow from the rest; they win. */
  readonly variables?: Partial<ServerSettings<Name>>;
  /** Variables that its Secret holds beside those that it cannot do without. @default - none */
  readonly secrets?: readonly SecretVariables<Name>[];
  /** What it dials that no variable says, by what people call it, such as Stripe. @default - nothing */
  readonly reaches?: Readonly<Record<string, ExternalServiceSettings>>;
  /** Further programs of its image, by their names in the catalogue. @default - none */
  readonly extraProcesses?: ExtraProcesses<Name>;
}

type ExtraProcesses<Name extends ServerName> = Servers[Name] extends {
  readonly extraProcesses: infer Processes extends Readonly<Record<string, { readonly kind: string }>>;
}
  ? {
      readonly [Process in Exclude<keyof Processes, 'db-patcher' | 'oauth-db-patcher'>]?: Processes[Process] extends {
        readonly kind: 'CronJob';
      }
        ? { readonly schedule: string; readonly resources: Resources }
        : { readonly resources: Resources };
    }
  : never;
