/** The checks as a package of their own, `berth/checks`: as functions, and as a plugin of `cdk8s synth`. */
export { check, joinReports, type CheckOptions, type Report } from './check.ts';
export { checkFiles } from './check-files.ts';
export { BerthChecks } from './plugin.ts';
export { readObjects, type ReadObjects } from './read.ts';
export { outputs } from './report.ts';
export type { CheckedObject, Finding, ManifestObject, ObjectIndex, Problem, ReportProblem, Rule } from './rule.ts';
export type { WaivedFinding } from './waivers.ts';
