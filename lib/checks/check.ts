import { isBuiltIn } from './built-in.ts';
import { duplicateRule } from './duplicate-rule.ts';
import { scalarText } from './fields.ts';
import { indexObjects } from './object-index.ts';
import type { CheckedObject, Finding, ObjectIndex, Problem, Rule } from './rule.ts';
import { rules as semanticRules } from './rules/index.ts';
import { schemaRule } from './schema/schema-rule.ts';
import { applyWaivers, waiverRuleName, type WaivedFinding } from './waivers.ts';

/** Every rule that looks at objects, in the order in which reports count them. */
export const allRules: readonly Rule[] = [schemaRule, duplicateRule, ...semanticRules];

/** How to check. */
export interface CheckOptions {
  /** The rules to run. @default - all */
  readonly rules?: readonly Rule[];
}

/** What a check found. */
export interface Report {
  /** Sorted by file, line and construct path, then by path in the object. Each is to be put right, or waived. */
  readonly findings: readonly Finding[];
  /** What objects waive, in the same order. */
  readonly waived: readonly WaivedFinding[];
  readonly counts: {
    readonly objects: number;
    readonly findings: number;
    readonly waived: number;
  };
}

/**
 * Runs all rules over objects that are applied to one cluster together. What an object refers to is looked for among them.
 *
 * @param objects with kind and apiVersion; everything else may be missing or wrong
 */
export function check(objects: readonly CheckedObject[], { rules = allRules }: CheckOptions = {}): Report {
  const all = indexObjects(objects);
  const ruleNames = { all: namesOf(allRules), run: namesOf(rules) };
  const rulesOf = rulesByKind(rules);
  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  for (const object of objects) {
    const judged = applyWaivers(object, findingsOf(object, all, rulesOf(object)), ruleNames);
    findings.push(...oncePerFault(judged.findings));
    waived.push(...judged.waived);
  }
  return report(objects.length, findings, waived);
}

/** A report of findings that may be in any order. */
export function report(objects: number, findings: readonly Finding[], waived: readonly WaivedFinding[] = []): Report {
  return {
    findings: findings.toSorted(byPlace),
    waived: waived.toSorted(byPlace),
    counts: { objects, findings: findings.length, waived: waived.length },
  };
}

/** Reports of objects that are not applied together, as one. */
export function joinReports(reports: readonly Report[]): Report {
  return report(
    reports.reduce((sum, { counts }) => sum + counts.objects, 0),
    reports.flatMap(({ findings }) => findings),
    reports.flatMap(({ waived }) => waived),
  );
}

const namesOf = (rules: readonly Rule[]): Set<string> => new Set(rules.map(({ name }) => name));

/** The rules that look at an object, found once a kind. */
function rulesByKind(rules: readonly Rule[]): (object: CheckedObject) => readonly Rule[] {
  const builtIns = new Map<string, readonly Rule[]>();
  const others = new Map<string, readonly Rule[]>();
  return (object) => {
    const { kind } = object.manifest;
    const isOther = !isBuiltIn(object);
    const known = isOther ? others : builtIns;
    const found =
      known.get(kind) ??
      rules.filter((rule) => (rule.kinds?.includes(kind) ?? true) && !(isOther && rule.isForBuiltIn));
    known.set(kind, found);
    return found;
  };
}

function findingsOf(object: CheckedObject, all: ObjectIndex, rules: readonly Rule[]): Finding[] {
  const findings: Finding[] = [];
  let name = '';
  const report = (problem: Problem): undefined => {
    findings.push({ rule: name, object, ...problem });
  };
  for (const rule of rules) {
    name = rule.name;
    try {
      rule.check(object, all, report);
    } catch (error) {
      findings.push({ rule: rule.name, object, ...failedRule(rule, error) });
    }
  }
  return findings;
}

/**
 * Without what other rules say of a value whose shape the schema refuses: that is one fault, and the API server would not even read what they judged.
 * Where the schema's finding is waived, theirs stay. Of a waiver, the rule on waivers says it better than the schema.
 */
function oncePerFault(findings: readonly Finding[]): readonly Finding[] {
  const judges = new Map<string, string>();
  for (const judge of [schemaRule.name, waiverRuleName])
    for (const { rule, path } of findings) if (rule === judge) judges.set(path, judge);
  // the object as a whole is no value
  judges.delete('');
  return findings.filter(({ rule, path }) => (judges.get(path) ?? rule) === rule);
}

/** A rule that fails on an object must not hide what others find, nor pass for one that found nothing. */
function failedRule({ name }: Rule, error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  return {
    path: '',
    problem: `got an object that the rule ${name} cannot read (${message}); expected the shape of its kind`,
    remedy: 'put right what else is found of this object; if there is nothing, report a fault of the rule',
  };
}

function byPlace(a: Finding, b: Finding): number {
  return (
    compare(a.object.file ?? '', b.object.file ?? '') ||
    compare(a.object.line ?? 0, b.object.line ?? 0) ||
    compare(a.object.constructPath ?? '', b.object.constructPath ?? '') ||
    compare(identity(a), identity(b)) ||
    compare(a.path, b.path) ||
    compare(a.rule, b.rule) ||
    compare(a.problem, b.problem)
  );
}

const identity = ({ object: { manifest } }: Finding): string =>
  [manifest.kind, manifest.metadata?.namespace, manifest.metadata?.name]
    .map((part) => scalarText(part ?? ''))
    .join(' ');

function compare<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
