import { waiverPrefix } from '../contract/annotations.ts';
import type { CheckedObject, Finding } from './rule.ts';

/** The name of the rule that watches over waivers. */
export const waiverRuleName = 'waiver';

/** A finding that its object waives. */
export interface WaivedFinding extends Finding {
  /** Why, in the words of the annotation. */
  readonly reason: string;
}

/** The names that a waiver may have. */
export interface RuleNames {
  readonly all: ReadonlySet<string>;
  /** Those that looked at the objects; waivers of others may stand, whether they waive anything or not. */
  readonly run: ReadonlySet<string>;
}

/** The findings of an object, told apart by its waivers. */
interface Judged {
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
}

/**
 * Tells the findings of one object apart by its annotations. A waiver that gives no reason, names no rule or waives nothing is a finding itself.
 *
 * @param found all findings of the object
 */
export function applyWaivers(object: CheckedObject, found: readonly Finding[], rules: RuleNames): Judged {
  const waivers = waiversOf(object);
  if (waivers.length === 0) return { findings: found, waived: [] };
  const findings: Finding[] = [];
  const waived: WaivedFinding[] = [];
  const reasons = new Map<string, string>();
  for (const [rule, reason] of waivers) {
    const problem = waiverProblem(rule, reason, found, rules);
    if (problem === undefined) reasons.set(rule, String(reason).trim());
    else
      findings.push({
        rule: waiverRuleName,
        object,
        path: `metadata.annotations["${waiverPrefix}${rule}"]`,
        ...problem,
      });
  }
  for (const finding of found) {
    const reason = reasons.get(finding.rule);
    if (reason === undefined) findings.push(finding);
    else waived.push({ ...finding, reason });
  }
  return { findings, waived };
}

function waiversOf({ manifest }: CheckedObject): [string, unknown][] {
  const annotations: unknown = manifest.metadata?.annotations;
  if (typeof annotations !== 'object' || annotations === null) return [];
  const waivers: [string, unknown][] = [];
  for (const [key, value] of Object.entries(annotations))
    if (key.startsWith(waiverPrefix)) waivers.push([key.slice(waiverPrefix.length), value]);
  return waivers;
}

function waiverProblem(
  rule: string,
  reason: unknown,
  found: readonly Finding[],
  rules: RuleNames,
): { readonly problem: string; readonly remedy: string } | undefined {
  if (!rules.all.has(rule)) {
    const problem = `got ${JSON.stringify(rule)}; expected the name of a rule`;
    return { problem, remedy: 'correct the name, or remove the annotation; the reports and the README name the rules' };
  }
  if (typeof reason !== 'string' || reason.trim() === '') {
    const problem = `got ${JSON.stringify(reason)}; expected the reason why this object may break the rule`;
    return { problem, remedy: 'write the reason as the value of the annotation' };
  }
  if (!rules.run.has(rule) || found.some((finding) => finding.rule === rule)) return undefined;
  const problem = `got a waiver of ${rule}; expected a finding that it waives`;
  return { problem, remedy: 'remove the annotation, which no longer waives anything' };
}
