import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fault, inOrder } from '../../lib/contract/faults.ts';
import type { Fault } from '../../lib/contract/faults.ts';
import { readVariables } from '../../lib/contract/variables.ts';
import type { EnvironmentValues, VariableSpec, VariableTable } from '../../lib/contract/variables.ts';
import { errorCodes, ExitError, exitStatuses, RetryError } from './errors.ts';

/** An environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that says in which file the value of another one is. */
export const fileVariable = (name: string): string => `${name}_FILE`;

/** Whether a variable's value may come from a file: that of a secret, and the user name that is in one Secret with its password. */
export function mayComeFromFile(name: string, spec: VariableSpec | undefined): boolean {
  return spec?.secret === true || name === 'RABBITMQ_USER';
}

/**
 * Reads the environment of a process, once, at its start. Where `X_FILE` is set and X may come from a file, the value of X is what that file holds, without the
 * newline at its end.
 * @throws ERR_ENVIRONMENT, exit status 78, with all faults at once, sorted by name; the value of a secret is in none
 */
export function readEnvironment<const T extends VariableTable>(table: T, env: Environment): EnvironmentValues<T> {
  const texts: Record<string, string | undefined> = { ...env };
  const ownFaults = new Map<string, Fault>();
  for (const [name, spec] of Object.entries(table)) {
    const path = fileOf(name, spec, env);
    if (path === undefined) continue;
    const refuse = (got: string, expected: string) => ownFaults.set(name, fault(fileVariable(name), got, expected));
    if (env[name] !== undefined) {
      refuse(`a path, and ${name} is set as well`, `one of the two`);
      continue;
    }
    try {
      texts[name] = withoutNewline(readFileSync(path, 'utf8'));
    } catch (error) {
      refuse((error as Error).message, `the path of a file with the value of ${name}`);
    }
  }
  const reading = readVariables(table, texts);
  // What is wrong with the file is why there is no value.
  const faults = [...ownFaults.values(), ...(reading.faults ?? []).filter(({ at }) => !ownFaults.has(at))];
  if (reading.values !== undefined && faults.length === 0) return reading.values;
  throw new ExitError(['environment:', ...inOrder(faults).map(({ at, problem }) => `${at}: ${problem}`)].join('\n'), {
    code: errorCodes.environment,
    exitCode: exitStatuses.configuration,
  });
}

/**
 * Reads one variable again at each call, for whoever logs in again: the file of a Secret changes when the Secret does. Without such a file the value stays.
 * @throws RetryError, from the reader, when the file cannot be read or holds no legal value just now
 */
export function secretReader<const T extends VariableTable, const N extends keyof T & string>(
  table: T,
  env: Environment,
  name: N,
): () => Promise<EnvironmentValues<T>[N]> {
  const path = fileOf(name, table[name], env);
  return async () => {
    const text = path === undefined ? env[name] : await readAgain(name, path);
    const reading = readVariables<VariableTable>({ [name]: table[name] as VariableSpec }, { [name]: text });
    // The table has the one variable, of the type that the caller's table gives it.
    if (reading.values !== undefined) return reading.values[name] as EnvironmentValues<T>[N];
    throw new RetryError(`environment: ${reading.faults.map(({ at, problem }) => `${at}: ${problem}`).join()}`);
  };
}

async function readAgain(name: string, path: string): Promise<string> {
  try {
    return withoutNewline(await readFile(path, 'utf8'));
  } catch (error) {
    throw new RetryError(`environment: ${fileVariable(name)}: got ${(error as Error).message}; expected a file`, {
      cause: error,
    });
  }
}

function fileOf(name: string, spec: VariableSpec | undefined, env: Environment): string | undefined {
  return mayComeFromFile(name, spec) ? env[fileVariable(name)] : undefined;
}

/** `echo` and editors end a file with a newline; a secret hardly ever does. */
function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/, '');
}
