import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { BerthError, faultText } from '../core/errors.ts';

/** The git-ignored file in which a deployer keeps the values of secrets that are written. */
export interface SecretsFile {
  /** Such as `secrets/local.env`. */
  readonly name: string;
  /** Empty where there is no file. */
  readonly text: string;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** The file of an environment's secrets, as it is now. */
export function readSecretsFile(environment: string): SecretsFile {
  const name = `secrets/${environment}.env`;
  const text = existsSync(name) ? readFileSync(name, 'utf8') : '';
  return { name, text, values: parseEnv(text) };
}

/**
 * Adds values to a file. What it holds stays as it is, and it is there with all of them or as it was: the new file takes the place of the old one in one step.
 *
 * @param file as it was read @param title a line above the values
 * @throws ERR_SECRETS_FILE when it cannot be written, was changed since it was read, or does not hold afterwards what it should
 */
export function addToSecretsFile(file: SecretsFile, title: string, values: Readonly<Record<string, string>>): void {
  const added = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
  const text = `${file.text.replace(/(?<=[^\n])$/, '\n')}${file.text === '' ? '' : '\n'}# ${title}\n${added.join('')}`;
  checkText(file, text, values);
  try {
    replace(file, text);
  } catch (cause) {
    if (cause instanceof BerthError) throw cause;
    const got = cause instanceof Error ? cause.message : String(cause);
    throw fileError(file.name, got, 'a file that can be written', 'put that right; nothing was changed', { cause });
  }
}

/** A quote that is never closed would take what comes behind it for its own. */
function checkText({ name, values: old }: SecretsFile, text: string, values: Readonly<Record<string, string>>): void {
  const read = parseEnv(text);
  const wrong = Object.entries({ ...old, ...values }).filter(([variable, value]) => read[variable] !== value);
  if (wrong.length === 0) return;
  const names = wrong.map(([variable]) => variable).join(', ');
  throw fileError(name, names, 'lines that can be followed by others', 'close each quote; nothing was changed');
}

function replace({ name, text: before }: SecretsFile, text: string): void {
  mkdirSync(dirname(name), { recursive: true, mode: 0o700 });
  // a file that is a link to a safer place stays one
  const path = existsSync(name) ? realpathSync(name) : name;
  const mode = existsSync(name) ? statSync(path).mode & 0o777 : 0o600;
  // called so that it is ignored by git as the file is, and is there for one process only
  const draft = join(dirname(path), `.new.${basename(path)}`);
  const descriptor = openDraft(name, draft, mode);
  try {
    try {
      if ((existsSync(path) ? readFileSync(path, 'utf8') : '') !== before)
        throw fileError(name, 'another text than a moment ago', 'a file that nobody else writes', 'start again');
      // goes on after a write that took a part only
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function openDraft(name: string, draft: string, mode: number): number {
  try {
    return openSync(draft, 'wx', mode);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    const remedy = 'wait for the command that writes it; remove it if there is none';
    throw fileError(name, `the file ${draft}`, 'no such file', remedy, { cause });
  }
}

function fileError(file: string, got: string, expected: string, remedy: string, options?: ErrorOptions): BerthError {
  const fault = { code: 'ERR_SECRETS_FILE', property: 'file', got, expected, remedy } as const;
  return new BerthError('ERR_SECRETS_FILE', faultText(file, fault), options);
}
