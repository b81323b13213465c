import { readFileSync } from 'node:fs';
import type { Report } from './check.ts';
import { linesIn, standardInput } from './read.ts';
import type { Finding } from './rule.ts';

/**
 * Adds to findings the lines at which their paths stand. It reads the files with findings again, so that a check without any costs nothing; what came
 * from standard input keeps the lines of its objects.
 */
export function locate(report: Report): Report {
  const files = new Map<string, ReturnType<typeof linesIn>>();
  const located = <T extends Finding>(finding: T): T => {
    const { file } = finding.object;
    if (file === undefined || file === standardInput) return finding;
    let lineOf = files.get(file);
    if (lineOf === undefined) files.set(file, (lineOf = linesIn(readFileSync(file, 'utf8'), file)));
    return { ...finding, line: lineOf(finding) };
  };
  return { ...report, findings: report.findings.map(located), waived: report.waived.map(located) };
}
