import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { commands as allCommands, ExitCode, Output } from '../runtime/commands/index.ts';
import { argumentError } from './fleet.ts';

/** A command whose arguments are read. */
interface Read {
  readonly output: string;
  readonly run: (commands: typeof allCommands, output: Output) => Promise<ExitCode>;
}

/** A command of `berth runtime`. */
interface Subcommand {
  readonly usage: string;
  /** @throws Error that says which argument is wrong */
  readonly read: (args: string[]) => Read;
}

/** setTimeout takes no more milliseconds than an integer of 32 bits holds: some 24 days. */
const mostSeconds = 2_000_000;

const output = { type: 'string', default: 'text' } as const;
const { env } = process;

const subcommands: Readonly<Record<string, Subcommand>> = {
  status: {
    usage: 'berth runtime status [--dead-letters N] [--output text|json]',
    read: (args) => {
      const options = { output, 'dead-letters': { type: 'string', default: '20' } } as const;
      const { values } = parseArgs({ args, options });
      const deadLetters = wholeNumber('--dead-letters', values['dead-letters'], 0);
      return { output: values.output, run: ({ status }, to) => status(env, { deadLetters }, to) };
    },
  },
  requeue: {
    usage:
      'berth runtime requeue --all|--id ID... [--from QUEUE] [--to QUEUE] [--limit N] [--dry-run] [--output text|json]',
    read: (args) => {
      const options = {
        output,
        all: { type: 'boolean', default: false },
        id: { type: 'string', multiple: true },
        from: { type: 'string' },
        to: { type: 'string' },
        limit: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
      } as const;
      const { values } = parseArgs({ args, options });
      const { all, id: ids, from, to, 'dry-run': dryRun } = values;
      if (all === (ids !== undefined)) throw new Error(all ? '--all and --id' : 'neither --all nor --id');
      const limit = values.limit === undefined ? undefined : wholeNumber('--limit', values.limit, 1);
      const chosen = { from, to, ids, limit, dryRun };
      return { output: values.output, run: ({ requeue }, to) => requeue(env, chosen, to) };
    },
  },
  unbind: {
    usage: 'berth runtime unbind QUEUE [--output text|json]',
    read: (args) => {
      const { values, positionals } = parseArgs({ args, options: { output }, allowPositionals: true });
      const queue = onlyWord(positionals, 'queue');
      return { output: values.output, run: ({ unbind }, to) => unbind(env, queue, to) };
    },
  },
  unstick: {
    usage: 'berth runtime unstick [--yes] [--output text|json]',
    read: (args) => {
      const { values } = parseArgs({ args, options: { output, yes: { type: 'boolean', default: false } } });
      return { output: values.output, run: ({ unstick }, to) => unstick(env, { dryRun: !values.yes }, to) };
    },
  },
  send: {
    usage: 'berth runtime send FILE [--routing-key KEY] [--timeout SECONDS] [--output text|json]',
    read: (args) => {
      const options = {
        output,
        'routing-key': { type: 'string', default: 'deliverables.syndication.berth.upload' },
        timeout: { type: 'string', default: '600' },
      } as const;
      const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
      const body = readFileSync(onlyWord(positionals, 'file'));
      const timeoutMs = wholeNumber('--timeout', values.timeout, 1, mostSeconds) * 1000;
      const request = { body, routingKey: values['routing-key'], messageId: randomUUID(), timeoutMs };
      return { output: values.output, run: ({ send }, to) => send(env, request, to) };
    },
  },
};

/**
 * `berth runtime COMMAND`: looks at the processes of CDS, and does what they leave to people. Exits with 0 when it is done, 1 when not everything is as it was
 * asked for, 2 when it could not.
 */
export async function runtime(args: readonly string[]): Promise<void> {
  const [name = '', ...rest] = args;
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) throw argumentError(name, `one of ${Object.keys(subcommands).join(', ')}`);
  const read = readArguments(subcommand, rest);
  // loaded only now: the clients of broker, Redis and API server come with it
  const { commands, ExitError } = await import('../runtime/commands/index.ts');
  const isJson = read.output === 'json';
  const tell: Output['tell'] = (text, value) => console.log(isJson ? JSON.stringify(value) : text);
  try {
    process.exitCode = await read.run(commands, { tell });
  } catch (error) {
    if (!(error instanceof ExitError)) throw error;
    console.error(`${error.message} [${error.code}]`);
    process.exitCode = 2;
  }
}

function readArguments({ usage, read }: Subcommand, args: string[]): Read {
  try {
    const found = read(args);
    if (found.output !== 'text' && found.output !== 'json') throw new Error(`the output ${found.output}`);
    return found;
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

function onlyWord(words: readonly string[], what: string): string {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) throw new Error(word === undefined ? `no ${what}` : words.join(' '));
  return word;
}

function wholeNumber(option: string, text: string, least: number, most = 1_000_000_000): number {
  const number = /^[0-9]{1,10}$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  throw new Error(`${option} ${text}, which is no whole number from ${least} to ${most}`);
}
