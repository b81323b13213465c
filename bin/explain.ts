import { parseArgs } from 'node:util';
import { BerthError } from '../lib/core/errors.ts';
import { faultReport, faultsIn } from '../lib/core/faults.ts';
import { explain as explainUnits } from '../lib/synth/explain/explanation.ts';
import { unitText, variableText } from '../lib/synth/explain/explanation-text.ts';
import { nearNames } from '../lib/synth/explain/near-names.ts';
import { findUnits } from '../lib/synth/explain/units.ts';
import { fleetApps } from '../lib/synth/fleet.ts';
import { argumentError, ownFleet } from './fleet.ts';
import { usages } from './usage.ts';

const usage = usages.explain.call;

/** `berth explain`: prints the variables of a unit, or all that is known of one: its value in each environment, and where that comes from. */
export async function explain(args: readonly string[]): Promise<void> {
  const { output, path, variable } = explainArguments(args);
  const apps = await fleetApps(await ownFleet());
  const found = findUnits(apps, path);
  if ('expected' in found) throw argumentError(path === '' ? 'no unit' : path, `${usage}, ${found.expected}`);
  // what was refused has no value
  const faults = found.units.flatMap(({ app }) => faultsIn(app));
  if (faults.length > 0) throw new BerthError('ERR_FLEET', faultReport(faults).join('\n'));
  const explanation = await explainUnits(found.units);
  const names = explanation.variables.map(({ name }) => name);
  const chosen = explanation.variables.filter(({ name }) => variable === undefined || name === variable);
  const [one] = chosen;
  if (variable !== undefined && one === undefined) {
    const meant = nearNames(variable, names);
    const expected = names.length === 0 ? 'none: nothing is known of any' : meant || `one of ${names.join(', ')}`;
    throw argumentError(variable, `a variable of ${explanation.unit}: ${expected}`);
  }
  if (output === 'json') console.log(JSON.stringify({ ...explanation, variables: chosen }, null, 2));
  else if (variable !== undefined && one !== undefined) process.stdout.write(variableText(explanation, one));
  else process.stdout.write(unitText(explanation));
}

interface ExplainArguments {
  readonly output: 'text' | 'json';
  readonly path: string;
  readonly variable: string | undefined;
}

function explainArguments(args: readonly string[]): ExplainArguments {
  try {
    const options = { output: { type: 'string', default: 'text' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [path = '', variable, ...others] = positionals;
    if (others.length > 0) throw new Error(others.join(' '));
    const { output } = values;
    if (output !== 'text' && output !== 'json') throw new Error(`the output ${output}`);
    return { output, path, variable };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}
