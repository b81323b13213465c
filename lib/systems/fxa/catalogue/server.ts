import type { Mode, ModeWords } from './mode.ts';
import type { CatalogueTable, Conditions } from './variable.ts';

/** A port that a server listens on. */
export interface ServerPort {
  readonly number: number;
  /** @default TCP */
  readonly protocol?: 'UDP';
  /** The variable that sets it. @default - it is fixed */
  readonly variable?: string;
  /** What that variable is set to. @default - the number */
  readonly value?: string;
}

/** Whether several pods may run, and on what conditions. */
export interface ReplicaSafety {
  readonly several: boolean;
  readonly why: string;
  /** Seen, rather than read in the source. */
  readonly observed: boolean;
  /** What its variables must be for several pods. */
  readonly when?: Conditions;
  /** Modes in which there can be one pod only. */
  readonly notIn?: readonly Mode[];
}

/** What the program does at SIGTERM as process 1. */
export interface Stop {
  /** `ends`: with 0, once its work is done. `fails`: at once, with another code. `hangs`: it stops listening and stays. `ignores`: it serves on. */
  readonly onSigterm: 'ends' | 'fails' | 'hangs' | 'ignores';
  readonly how: string;
  readonly observed: boolean;
}

/** Measured on two cores with Node 14. */
export interface IdleFigures {
  readonly memoryMiB: number;
  readonly listensAfterSeconds: number;
  /** Under the load that `note` describes. */
  readonly peakMemoryMiB?: number;
  readonly note?: string;
}

/** Another program of the same image. */
export interface ExtraProcess {
  readonly kind: 'Job' | 'Deployment' | 'CronJob';
  readonly command: readonly string[];
  readonly meaning: string;
}

/** A schema of MySQL. */
export interface Schema {
  readonly server: string;
  /** The extra process that makes it, or another way in words. */
  readonly madeBy: string;
  /** The level that the server asks for. */
  readonly level?: number;
}

/** What is known of one of the programs that make up FxA, beside its variables. */
export interface Server {
  readonly name: string;
  /** `fxa` is the image that most share. @default - it runs outside the cluster */
  readonly image?: string;
  /** The folder it is started in: an absolute one, or one in the image's folder of FxA. */
  readonly folder?: string;
  /** The program itself, so that signals reach it and its exit code shows. @default - the image's own */
  readonly command?: readonly string[];
  readonly user?: number;
  readonly ports: Readonly<Record<string, ServerPort>>;
  /** The variable that says where it listens, and what happens without. @default - on all addresses */
  readonly bind?: { readonly variable: string; readonly default: string };
  /** How it is told its mode. @default - it knows no modes */
  readonly mode?: ModeWords;
  /** Paths, or `tcp`. `asks` says whom the readiness path depends on. */
  readonly health?: {
    readonly liveness: string;
    readonly readiness: string;
    readonly version?: string;
    readonly asks?: string;
  };
  readonly replicas?: ReplicaSafety;
  readonly stop?: Stop;
  readonly idle?: IdleFigures;
  /** What it ends with code 0 for, although it has failed. */
  readonly endsWithZeroOn?: string;
  /** Variables that are given all or none. */
  readonly together?: readonly (readonly string[])[];
  readonly extraProcesses?: Readonly<Record<string, ExtraProcess>>;
  readonly schemas?: Readonly<Record<string, Schema>>;
  readonly variables: CatalogueTable;
}
