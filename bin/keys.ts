import { newKeys } from '../lib/config/new-keys.ts';
import { addToSecretsFile, readSecretsFile } from '../lib/config/secrets-file.ts';
import { writtenReferences } from '../lib/config/written-secrets.ts';
import { argumentError, environmentApps, environmentArguments } from './fleet.ts';
import { usages } from './usage.ts';

/** `berth keys`: makes the values that the written Secrets of a system lack, into the file that `berth secrets` reads; prints names, and never a value. */
export async function keys(args: readonly string[]): Promise<void> {
  const { call } = usages.keys;
  const { environment, words } = environmentArguments(args, call, 1);
  const [system, ...others] = words;
  if (system === undefined || others.length > 0) throw argumentError(args.join(' '), call);
  const apps = await environmentApps(environment);
  const app = apps.find((each) => each.system === system);
  if (app === undefined) throw argumentError(system, `a system: ${apps.map((each) => each.system).join(', ')}`);
  if (writtenReferences([app]).length === 0) {
    console.error(`${environment}/${system}: no Secret is written; all exist or come from a store`);
    return;
  }
  const file = readSecretsFile(environment);
  const found = await newKeys(app, { file: file.values, fileName: file.name, env: process.env });
  const made = Object.keys(found.made);
  if (made.length > 0) addToSecretsFile(file, `made by berth keys ${system} --environment ${environment}`, found.made);
  const lines = [
    ...made.map((variable) => `made   ${variable}`),
    ...found.kept.map((variable) => `kept   ${variable}`),
    ...found.others.map((variable) => `lacks  ${variable}: no key of its own to make; set it in ${file.name}`),
    ...Object.entries(found.hashes).map(
      ([variable, hash]) => `hash   ${variable}: ${hash}, the hashedSecret of its OAuth client`,
    ),
  ];
  console.log(`${lines.join('\n')}\n${file.name}: ${made.length} made, ${found.kept.length} kept`);
}
