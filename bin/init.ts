import { parseArgs } from 'node:util';
import { initFleet } from '../lib/init/init-fleet.ts';
import { argumentError } from './fleet.ts';
import { usages } from './usage.ts';

const usage = `${usages.init.call}, such as berth init my-fleet`;

/** `berth init FOLDER`: makes a new fleet's folder. */
export async function init(args: readonly string[]): Promise<void> {
  const files = initFleet(folderArgument(args));
  console.log(`${files.length} files in ${args[0]}. Next:

  cd ${args[0]}
  npm install && npm run synth && npm test
  kubectl apply -R -f dist/local
`);
}

function folderArgument(args: readonly string[]): string {
  try {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
    const [folder = '', ...others] = positionals;
    if (folder === '' || others.length > 0) throw new Error(folder === '' ? 'no folder' : positionals.join(' '));
    return folder;
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}
