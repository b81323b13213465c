import type { Duration, Size } from 'cdk8s';
import type { SecretSource } from '../../config/secrets.ts';
import type { Image } from '../../core/image.ts';
import type { Resources } from '../../core/resources.ts';
import type { ExternalServiceSettings } from '../../wiring/external.ts';
import type { BackingSettings, InClusterSettings } from '../../workloads/backing-service.ts';
import type { PublicHost } from '../../workloads/exposure.ts';
import type { RedisProps } from '../../workloads/redis.ts';
import type { CpuScaling, QueueScaling, Replicas } from '../../workloads/replicas.ts';
import type { NfsStorage, Storage } from '../../workloads/volumes.ts';

/** What a deployer says of the CDS platform. */
export interface CdsSettings {
  readonly namespace: string;
  readonly rabbitmq: {
    readonly service: BackingSettings;
    /** @default / */
    readonly vhost?: string;
  };
  /** The Redis of the reaper's journal. */
  readonly journal: ExternalServiceSettings | Pick<RedisProps, 'image' | 'resources' | 'storage'>;
  readonly responder: {
    readonly image: Image;
    /** Fixed, or scaled by CPU or by the length of the request queue. */
    readonly replicas: Replicas<CpuScaling | QueueScaling>;
    readonly resources: Resources;
    /** Whether Jobs stay in the cluster after their end. @default - no */
    readonly keepJobs?: boolean;
  };
  readonly reaper: { readonly image: Image; readonly resources: Resources };
  readonly logViewer: {
    readonly image: Image;
    readonly replicas: Replicas;
    readonly resources: Resources;
    /** Where people find it; with a path it is served under that path. */
    readonly exposure: PublicHost;
    readonly login: LoginSettings;
  };
  readonly job: JobSettings;
  readonly volumes: CdsVolumes;
  /** Prometheus and Grafana, which read and show the metrics of responder and reaper. @default - none: nobody reads them */
  readonly monitoring?: MonitoringSettings;
  readonly secrets: {
    readonly rabbitmq: SecretSource<'username' | 'password'>;
    readonly journal: SecretSource<'password'>;
  };
}

/**
 * How the cluster's Prometheus operator and Grafana find what is theirs. Where Prometheus runs, which the NetworkPolicies let in, is what `cluster.prometheus`
 * says.
 */
export interface MonitoringSettings {
  /** The labels by which Prometheus selects its PodMonitors, such as `{ release: 'prometheus' }`. @default - none: for one that takes all */
  readonly podMonitorLabels?: Readonly<Record<string, string>>;
  /** Time between two looks at the metrics. @default - Prometheus' own */
  readonly interval?: Duration;
  /** The label by which Grafana's sidecar knows a dashboard. @default `{ grafana_dashboard: '1' }`, as its Helm chart has it */
  readonly dashboardLabels?: Readonly<Record<string, string>>;
}

/** How people prove to the log viewer who they are: an OAuth2 provider outside, or Dex in the cluster. */
export type LoginSettings = {
  /** The client the page logs in as; a public client with PKCE. */
  readonly clientId: string;
} & (
  | {
      /** The provider's issuer as browsers reach it and as tokens name it, to the letter, such as `https://login.example.com`. */
      readonly issuer: string;
      /** The claim that is "true" or "yes" in the token of whoever may read logs. @default multimedia_admin */
      readonly adminClaim?: string;
      /** Whom a token must be for (`aud`). @default - anybody: an access token need not be for the client */
      readonly audience?: string;
      /** Other origins that the page asks to log in, such as the token endpoint's: `https://oauth2.example.com`. @default - that of the issuer alone */
      readonly origins?: readonly string[];
      /** Where the log viewer fetches the provider's keys. */
      readonly keys: ExternalServiceSettings & { readonly path: string };
    }
  | {
      /** Dex, with one user, whose password's bcrypt hash is in the Secret. */
      readonly dex: InClusterSettings & {
        readonly exposure: PublicHost;
        readonly email: string;
        readonly secret: SecretSource<'password-hash'>;
      };
    }
);

/** The Jobs that the responder starts. */
export interface JobSettings {
  readonly image: Image;
  readonly resources: Resources;
  /** Time after which a Job has failed. */
  readonly deadline: Duration;
  /** How often a failed Job is tried again. */
  readonly retries: number;
  /** How much memory `/scratch` and `/var/spool/cds_backend` may take each; it counts against the memory limit. */
  readonly scratch: Size;
  /** Where routes deliver to, by what people call it; Jobs reach nothing else. */
  readonly destinations: Readonly<Record<string, ExternalServiceSettings>>;
  /** The Kueue queue that admits Jobs. @default - none: they start at once */
  readonly kueueQueue?: string;
}

/**
 * Where media, inmeta and logs are. Media on the nodes themselves (`hostPath`) need Jobs in a namespace of their own, the only one that is not
 * "restricted"; inmeta and logs then have to be on NFS, since a claim belongs to one namespace.
 */
export type CdsVolumes =
  | { readonly media: Storage; readonly inmeta: Storage; readonly logs: Storage }
  | {
      readonly media: {
        /** The folder on every node, such as `/srv/media`. */
        readonly hostPath: string;
        /** The namespace of the Jobs; its Pod Security level is "privileged". */
        readonly namespace: string;
      };
      readonly inmeta: NfsStorage;
      readonly logs: NfsStorage;
    };

/** The namespace of the Jobs. */
export const jobNamespace = ({ namespace, volumes }: CdsSettings): string =>
  'hostPath' in volumes.media ? volumes.media.namespace : namespace;
