import { parseArgs } from 'node:util';
import { check as checkObjects, joinReports, report } from '../lib/checks/check.ts';
import { locate } from '../lib/checks/locate.ts';
import { readObjects } from '../lib/checks/read.ts';
import { outputs } from '../lib/checks/report.ts';
import { BerthError } from '../lib/core/errors.ts';
import { argumentError } from './fleet.ts';

const usage = 'berth check [--output text|json|github] [--each] FILE-OR-FOLDER...';

/**
 * `berth check`: checks manifests, and exits with 0 if nothing is found, 1 if something is, 2 if it could not check. What is given is taken to be
 * applied to one cluster together; with `--each`, every file or folder alone.
 */
export async function check(args: readonly string[]): Promise<void> {
  const { output, each, paths } = checkArguments(args);
  try {
    const reports = (each ? paths.map((path) => [path]) : [paths]).map((together) => {
      const { objects, findings } = readObjects(together);
      return joinReports([checkObjects(objects), report(0, findings)]);
    });
    const joined = joinReports(reports);
    process.stdout.write(outputs[output](locate(joined)));
    process.exitCode = joined.counts.findings === 0 ? 0 : 1;
  } catch (error) {
    // 1 would say that something was found
    console.error(error instanceof BerthError ? error.message : error);
    process.exitCode = 2;
  }
}

interface CheckArguments {
  readonly output: keyof typeof outputs;
  readonly each: boolean;
  readonly paths: readonly string[];
}

function checkArguments(args: readonly string[]): CheckArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { output: { type: 'string', default: 'text' }, each: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new Error('no file or folder');
    if (!isOutput(values.output)) throw new Error(`the output ${values.output}`);
    return { output: values.output, each: values.each, paths: positionals };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

const isOutput = (name: string): name is keyof typeof outputs => Object.hasOwn(outputs, name);
