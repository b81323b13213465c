#!/usr/bin/env node
import { BerthError } from '../lib/core/errors.ts';
import { applyOrder } from './apply-order.ts';
import { debug } from './debug.ts';
import { diagram } from './diagram.ts';
import { argumentError } from './fleet.ts';
import { secrets } from './secrets.ts';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  'apply-order': applyOrder,
  debug,
  diagram,
  secrets,
};

try {
  const [name = '', ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw argumentError(name, `a command: ${Object.keys(commands).join(', ')}`);
  await command(args);
} catch (error) {
  if (!(error instanceof BerthError)) throw error;
  console.error(error.message);
  process.exitCode = error.code === 'ERR_ARGUMENT' ? 2 : 1;
}
