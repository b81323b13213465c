import { readSecretsFile } from '../lib/config/secrets-file.ts';
import { writtenSecrets } from '../lib/config/written-secrets.ts';
import { argumentError, environmentApps, environmentArguments } from './fleet.ts';
import { usages } from './usage.ts';

/** `berth secrets ENVIRONMENT`: prints the Secrets we write, for `kubectl apply -f -`. */
export async function secrets(args: readonly string[]): Promise<void> {
  const { call } = usages.secrets;
  const { environment, words } = environmentArguments(args, call);
  if (words[0] !== undefined) throw argumentError(words[0], call);
  const { name: fileName, values: file } = readSecretsFile(environment);
  const yaml = writtenSecrets(await environmentApps(environment), { file, fileName, env: process.env });
  if (yaml === '') console.error(`${environment}: no Secret is written; all exist or come from a store`);
  // npm writes a banner to standard output before the script starts, and no YAML parser takes it
  if (
    process.env['npm_lifecycle_event'] === 'secrets' &&
    process.env['npm_config_loglevel'] !== 'silent' &&
    !process.stdout.isTTY
  ) {
    console.error(
      'what is piped begins with the banner of npm run, which kubectl refuses; use npm run --silent secrets -- ' +
        environment,
    );
  }
  process.stdout.write(yaml);
}
