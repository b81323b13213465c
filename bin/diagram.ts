import { parseArgs } from 'node:util';
import { drawDiagrams, writeDiagrams } from '../lib/synth/diagrams.ts';
import { fleetApps } from '../lib/synth/fleet.ts';
import { argumentError, ownFleet } from './fleet.ts';
import { usages } from './usage.ts';

/** `berth diagram [--output FOLDER]`: draws who calls whom, for each system in each environment. */
export async function diagram(args: readonly string[]): Promise<void> {
  const folder = folderArgument(args);
  const diagrams = await drawDiagrams(await fleetApps(await ownFleet()));
  writeDiagrams(folder, diagrams);
  for (const { path } of diagrams) console.log(`${folder}/${path}`);
}

function folderArgument(args: readonly string[]): string {
  try {
    const options = { output: { type: 'string', short: 'o', default: 'docs/diagrams' } } as const;
    return parseArgs({ args: [...args], options }).values.output;
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usages.diagram.call, { cause });
  }
}
