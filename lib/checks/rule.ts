/** A Kubernetes object as it was read from YAML or rendered. Everything but kind and metadata may be missing or of any type. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** An object and where it comes from. */
export interface CheckedObject {
  readonly manifest: ManifestObject;
  /** The file it stands in, such as `dist/test/cds/reaper.k8s.yaml`. */
  readonly file?: string;
  /** The line of the file at which it begins, from 1. */
  readonly line?: number;
  /** The construct that rendered it, such as `test/cds/reaper/reaper/deployment`. */
  readonly constructPath?: string;
}

/** What a rule found wrong in an object. */
export interface Problem {
  /** Where in the object, such as `spec.template.spec.containers[0].image`; empty for the object as a whole. */
  readonly path: string;
  /** What is wrong: `got <value>; expected <shape>`, in one line. A secret's value never stands in it. */
  readonly problem: string;
  /** How to put it right. */
  readonly remedy: string;
}

/** A problem with the rule and the object it belongs to. */
export interface Finding extends Problem {
  readonly rule: string;
  readonly object: CheckedObject;
  /** The line of the file at which the path stands, from 1. @default - that of the object */
  readonly line?: number;
}

/** One rule. It looks at one object at a time, with all others at hand. */
export interface Rule {
  /** Its name in reports and waivers: lower-case words joined by dashes, such as `image-tag`. */
  readonly name: string;
  /** What it refuses and why, in one sentence. */
  readonly summary: string;
  /** Kinds it looks at. @default - all */
  readonly kinds?: readonly string[];
  /** It passes over kinds of the same names in other projects' API groups. @default - it looks at them too */
  readonly isForBuiltIn?: true;
  /** Returns nothing: to the compiler `void` would be anything, also problems that nobody looks at. */
  check(object: CheckedObject, all: ObjectIndex, report: ReportProblem): undefined;
}

/** Takes one thing that a rule found. A function, as generators, one for each rule and object, take a tenth of the time of all checks. */
export type ReportProblem = (problem: Problem) => undefined;

/** All objects of one check, to be looked up by identity. */
export interface ObjectIndex {
  readonly objects: readonly CheckedObject[];
  /** @param namespace of the object; undefined for cluster-scoped kinds */
  find(kind: string, namespace: string | undefined, name: string): CheckedObject | undefined;
  /** The objects of a kind, in one namespace or in all. */
  ofKind(kind: string, namespace?: string): readonly CheckedObject[];
}
