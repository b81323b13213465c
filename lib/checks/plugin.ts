import { check, joinReports, report } from './check.ts';
import { locate } from './locate.ts';
import { readableRuleName, readObjects } from './read.ts';
import { objectText } from './report.ts';
import type { Finding, ManifestObject } from './rule.ts';

/** What cdk8s hands a plugin, as far as it is used. @see https://cdk8s.io/docs/latest/cli/synth/#validations */
interface ValidationContext {
  /** Paths of the files that were synthesized. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/**
 * Checks what an App synthesized, as a plugin of `cdk8s synth`. It takes no properties.
 *
 * cdk8s looks construct paths up by name alone, so that a Deployment's finding may name the construct of the Service of that name. The location in
 * the report therefore begins with kind, namespace and name; the path is right where only one object has the name, and left out elsewhere.
 */
export class BerthChecks {
  async validate(context: ValidationContext): Promise<void> {
    const { objects, findings } = readObjects(context.manifests);
    const joined = locate(joinReports([check(objects), report(0, findings)]));
    const names = new Map<string, number>();
    for (const { manifest } of objects) {
      const name = nameOf(manifest);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    for (const finding of joined.findings) context.report.addViolation(violationOf(finding, names));
    const counts = Object.entries(joined.counts).map(([name, count]) => [name, String(count)]);
    // cdk8s hands over files that end in .yaml only; with another extension everything would pass
    if (context.manifests.length === 0) context.report.addViolation(noManifests);
    const isClean = joined.findings.length === 0 && context.manifests.length > 0;
    context.report.submit(isClean ? 'success' : 'failure', Object.fromEntries(counts));
  }
}

const nameOf = ({ metadata }: ManifestObject): string => metadata?.name ?? '';

const noManifests: Violation = {
  ruleName: readableRuleName,
  recommendation: 'got no manifests; expected files that end in .yaml',
  fix: "leave the App's outputFileExtension as it is",
  violatingResources: [],
};

function violationOf(finding: Finding, names: ReadonlyMap<string, number>): Violation {
  const { rule, object, path, problem, remedy } = finding;
  const name = nameOf(object.manifest);
  const line = finding.line ?? object.line;
  const place = line === undefined ? '' : ` (line ${line})`;
  return {
    ruleName: rule,
    recommendation: problem,
    fix: remedy,
    violatingResources: [
      {
        resourceName: names.get(name) === 1 ? name : objectText(finding),
        locations: [`${[objectText(finding), path].filter((part) => part !== '').join(' ')}${place}`],
        manifestPath: object.file ?? '',
      },
    ],
  };
}
