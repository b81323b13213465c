import { scalarText } from './fields.ts';
import type { Report } from './check.ts';
import type { Finding } from './rule.ts';
import type { WaivedFinding } from './waivers.ts';

/** The forms in which a report can be printed, by name. */
export const outputs: Readonly<Record<'text' | 'json' | 'github', (report: Report) => string>> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
};

/** For people: a few lines for each finding, then the totals. */
function textReport(report: Report): string {
  const findings = report.findings.map(
    (finding) => `${headline(finding)}\n  ${placeText(finding)}\n  ${finding.problem}\n  ${finding.remedy}\n\n`,
  );
  return `${findings.join('')}${waivedText(report.waived)}${totals(report)}\n`;
}

function waivedText(waived: readonly WaivedFinding[]): string {
  if (waived.length === 0) return '';
  const lines = waived.map((finding) => `  ${headline(finding)}: ${finding.reason}\n`);
  return `waived:\n${lines.join('')}\n`;
}

/** Rule, object and path; the rule alone where the text is no object. */
function headline(finding: Finding): string {
  const subject = [objectText(finding), finding.path].filter((part) => part !== '').join(' ');
  return subject === '' ? finding.rule : `${finding.rule}: ${subject}`;
}

/** For programs: findings and waived findings with the identity of their objects, not the objects themselves, which may hold secrets. */
function jsonReport({ findings, waived, counts }: Report): string {
  const report = {
    findings: findings.map(jsonFinding),
    waived: waived.map((finding) => ({ ...jsonFinding(finding), reason: finding.reason })),
    counts,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function jsonFinding(finding: Finding): object {
  const { rule, object, path, problem, remedy } = finding;
  const { apiVersion, kind, metadata } = object.manifest;
  const { file, constructPath } = object;
  const { namespace, name } = metadata ?? {};
  const line = lineOf(finding);
  return { rule, apiVersion, kind, namespace, name, path, file, line, constructPath, problem, remedy };
}

/**
 * For GitHub Actions: an annotation for each finding, a notice for what is waived.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
function githubReport(report: Report): string {
  const errors = report.findings.map((finding) =>
    workflowCommand('error', finding, `${finding.problem}; ${finding.remedy}`),
  );
  const notices = report.waived.map((finding) => workflowCommand('notice', finding, `waived: ${finding.reason}`));
  return `${[...errors, ...notices].join('')}${totals(report)}\n`;
}

function workflowCommand(command: 'error' | 'notice', finding: Finding, text: string): string {
  const { file, constructPath } = finding.object;
  const place = { file, line: file === undefined ? undefined : lineOf(finding), title: finding.rule };
  const properties = Object.entries(place).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeProperty(String(value))}`],
  );
  const where = [objectText(finding), constructPath === undefined ? '' : `(${constructPath})`, finding.path];
  const subject = where.filter((part) => part !== '').join(' ');
  const message = subject === '' ? text : `${subject}: ${text}`;
  return `::${command} ${properties.join(',')}::${escapeData(message)}\n`;
}

/** @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** How reports name an object, such as `Deployment cds/responder`; a Job whose name the cluster makes is `Job cds/import-*`. */
export function objectText({ object: { manifest } }: Finding): string {
  const { name, namespace, generateName } = (manifest.metadata ?? {}) as Readonly<Record<string, unknown>>;
  const prefix = scalarText(generateName ?? '');
  const shownName = scalarText(name ?? '') || (prefix === '' ? '' : `${prefix}*`);
  const identity = [scalarText(namespace ?? ''), shownName].filter((part) => part !== '').join('/');
  return [scalarText(manifest.kind ?? ''), identity].filter((part) => part !== '').join(' ');
}

const lineOf = ({ line, object }: Finding): number | undefined => line ?? object.line;

function placeText(finding: Finding): string {
  const { file, constructPath } = finding.object;
  const line = lineOf(finding);
  const place = line === undefined ? file : `${file}:${line}`;
  if (file === undefined) return constructPath ?? 'no file';
  return constructPath === undefined ? `${place}` : `${place} (${constructPath})`;
}

function totals({ findings, counts }: Report): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const perRule = rules.map((name) => `${name} ${findings.filter(({ rule }) => rule === name).length}`);
  const found = counts.findings === 0 ? 'no findings' : `${plural(counts.findings, 'finding')} (${perRule.join(', ')})`;
  const waived = counts.waived === 0 ? '' : `, ${counts.waived} waived`;
  return `${plural(counts.objects, 'object')}, ${found}${waived}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
