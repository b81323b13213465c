import type { ErrorCode } from '../core/errors.ts';
import { faultReport } from '../core/faults.ts';
import type { CheckedObject, Finding } from '../checks/rule.ts';
import type { CheckedBefore } from './checked-before.ts';
import type { RenderedFile } from './render.ts';
import { writtenTexts, type WrittenTexts } from './write.ts';

/** What the checks say of a fleet. */
export interface Checked {
  /** A report: one line each, sorted. */
  readonly faults: readonly string[];
  /** What objects waive, with the reasons: a report as of faults. */
  readonly waived: readonly string[];
}

/**
 * Checks files before they are written: each environment as one cluster, and its objects against those that were written before, some of whose fields
 * cannot change once they were applied.
 *
 * @param files of whole environments
 * @param folder such as `dist`, with what was written before
 * @param before what need not be checked again. @default - everything is
 * @param written what was in the folder a moment ago. @default - it is read
 */
export async function checkRendered(
  files: readonly RenderedFile[],
  folder: string,
  before?: CheckedBefore,
  written = writtenTexts(folder),
): Promise<Checked> {
  const environments = new Set(files.map(({ path }) => environmentOf(path)));
  const faults: string[] = [];
  const waived: string[] = [];
  for (const environment of environments) {
    const ofEnvironment = files.filter(({ path }) => environmentOf(path) === environment);
    const old = new Map([...written].filter(([path]) => environmentOf(path) === environment));
    const findings = await changesIn(ofEnvironment, folder, old);
    const known = before?.waivedIn(environment, ofEnvironment);
    if (known === undefined) {
      const report = await check(ofEnvironment.flatMap(checkedObjects));
      findings.push(...report.findings);
      const reasons = report.waived.map(
        (finding) => `${placeText(finding)}: waived ${finding.rule}: ${finding.reason}`,
      );
      if (report.findings.length === 0) before?.remember(environment, ofEnvironment, reasons);
      waived.push(...reasons);
    } else waived.push(...known);
    faults.push(...findings.map(faultLine));
  }
  before?.write();
  return { faults: faultReport(faults), waived: faultReport(waived) };
}

const environmentOf = (path: string): string => path.slice(0, path.indexOf('/'));

// the checks take as long to load as a fleet to render, and most synths change nothing
const check = async (objects: readonly CheckedObject[]) => (await import('../checks/check.ts')).check(objects);

/** What could not be applied to a cluster that has what was written before. Only files that change are looked at. */
async function changesIn(files: readonly RenderedFile[], folder: string, old: WrittenTexts): Promise<Finding[]> {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const changed = [...old].filter(([path, text]) => texts.get(path) !== text);
  if (changed.length === 0) return [];
  const [{ objectsIn }, { immutableChanges }] = await Promise.all([
    import('../checks/read.ts'),
    import('../checks/immutable.ts'),
  ]);
  const rendered = files.flatMap(checkedObjects);
  const sides = changed.some(([, text]) => conflict.test(text)) ? ['$1', '$2'] : [''];
  return sides
    .map((side) => changed.flatMap(([path, text]) => objectsIn(text.replace(conflicts, side), path).objects))
    .flatMap((applied) => immutableChanges(applied, rendered))
    .map((finding) => ({
      ...finding,
      remedy: `${finding.remedy}; if it was never applied, delete ${folder}/${finding.object.file} and synthesize again`,
    }));
}

/** What a merge leaves of two sides, either of which may be what was applied. */
const conflict = /^<{7} .*\n([^]*?)(?:^\|{7} .*\n[^]*?)?^={7}\n([^]*?)^>{7} .*\n/m;
const conflicts = new RegExp(conflict, 'gm');

const checkedObjects = ({ path, objects, constructPaths }: RenderedFile): CheckedObject[] =>
  objects.map((manifest, index) => ({
    manifest: manifest as CheckedObject['manifest'],
    file: path,
    // each environment is checked alone, so that what a finding says of another object is the same in all of them
    constructPath: (constructPaths[index] ?? '').slice(path.indexOf('/') + 1),
  }));

const code: ErrorCode = 'ERR_CHECK';

function faultLine(finding: Finding): string {
  const { rule, path, problem, remedy } = finding;
  const at = path === '' ? 'the object' : path;
  return `${placeText(finding)}: ${at}: ${problem}; ${remedy} [${code} ${rule}]`;
}

function placeText({ object: { manifest, file = '', constructPath } }: Finding): string {
  const { name, namespace } = manifest.metadata;
  return `${environmentOf(file)}/${constructPath} (${manifest.kind} ${[namespace, name].filter((part) => part !== undefined).join('/')})`;
}
