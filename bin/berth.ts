#!/usr/bin/env node
import { reportError } from '../lib/synth/command.ts';
import { argumentError } from './fleet.ts';

type Command = (args: readonly string[]) => Promise<void>;

// each is loaded when it is called: what one of them needs is not the others' start-up time
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  'apply-order': async () => (await import('./apply-order.ts')).applyOrder,
  check: async () => (await import('./check.ts')).check,
  debug: async () => (await import('./debug.ts')).debug,
  diagram: async () => (await import('./diagram.ts')).diagram,
  init: async () => (await import('./init.ts')).init,
  secrets: async () => (await import('./secrets.ts')).secrets,
  synth: async () => (await import('./synth.ts')).synth,
};

try {
  const [name = '', ...args] = process.argv.slice(2);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw argumentError(name, `a command: ${Object.keys(commands).join(', ')}`);
  await (
    await load()
  )(args);
} catch (error) {
  reportError(error);
}
