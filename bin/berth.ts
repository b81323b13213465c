#!/usr/bin/env node
import { reportError } from '../lib/synth/command.ts';
import { argumentError } from './fleet.ts';
import { asksForHelp, helpText, usageText, type CommandName } from './usage.ts';

type Command = (args: readonly string[]) => Promise<void>;

// each is loaded when it is called: what one of them needs is not the others' start-up time
const commands: Readonly<Record<CommandName, () => Promise<Command>>> = {
  'apply-order': async () => (await import('./apply-order.ts')).applyOrder,
  check: async () => (await import('./check.ts')).check,
  debug: async () => (await import('./debug.ts')).debug,
  diagram: async () => (await import('./diagram.ts')).diagram,
  explain: async () => (await import('./explain.ts')).explain,
  image: async () => (await import('./image.ts')).image,
  init: async () => (await import('./init.ts')).init,
  keys: async () => (await import('./keys.ts')).keys,
  runtime: async () => (await import('./runtime.ts')).runtime,
  secrets: async () => (await import('./secrets.ts')).secrets,
  synth: async () => (await import('./synth.ts')).synth,
};

// who reads the output may have seen enough, as head has
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name);

try {
  const [name = '', ...args] = process.argv.slice(2);
  if (name === 'help' || asksForHelp([name])) process.stdout.write(helpText());
  else if (!isCommand(name)) throw argumentError(name, `a command: ${Object.keys(commands).join(', ')}`);
  else if (asksForHelp(args)) process.stdout.write(usageText(name));
  else await (await commands[name]())(args);
} catch (error) {
  reportError(error);
}
