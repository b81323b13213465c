import type { IConstruct } from 'constructs';
import { typedVariables } from '../../../config/typed-variables.ts';
import { describeVariables } from '../../../config/variable-descriptions.ts';
import type { Variables } from '../../../config/variables.ts';
import type { VariableTable } from '../../../contract/variables.ts';
import { reportFault } from '../../../core/faults.ts';
import { servers } from './generated/index.ts';
import { modes, modeSetting, type Mode } from './mode.ts';
import { missingFaults } from './needs.ts';
import type { Server } from './server.ts';
import type { ModeOf, ServerName, ServerSettings } from './settings.ts';
import { valueFaults } from './values.ts';

/** What is known of a server. */
export const serverOf = (name: ServerName): Server => servers[name];

/** Any mode while it is known at synth only, else one that the server has. */
export type ModeFor<Name extends ServerName, M extends Mode> = Mode extends M ? M : M & ModeOf<Name>;

/** On all addresses: a program that listens on localhost is reached by nobody else, neither Service nor probes. */
const everywhere = '0.0.0.0';

/**
 * The variables of a server: those that are given, in the form in which it parses them, and those that follow from the catalogue: its word for
 * the mode, the address it listens on, and its ports. All that is missing or that the server would refuse is a fault of the scope, so one synth
 * reports what is wrong with all servers.
 *
 * @example serverVariables(chart, 'fxa-customs-server', 'production', { MEMCACHE_ADDRESS: address`${host}:${port}` })
 */
export function serverVariables<Name extends ServerName, M extends Mode>(
  scope: IConstruct,
  name: Name,
  mode: ModeFor<Name, M>,
  // what is needed follows from the mode, never the mode from what is given
  settings: ServerSettings<Name, NoInfer<M>>,
): Variables {
  const server = serverOf(name);
  const given = typedVariables<VariableTable>(scope, settable(server), settings);
  describeServer(scope, server, mode);
  const own = ownVariables(scope, server, mode);
  const all = { ...given, ...own };
  for (const fault of [
    ...missingFaults(server, mode, all),
    ...valueFaults(server.variables, mode, taken(given, settings)),
  ])
    reportFault(scope, fault);
  return all;
}

/** Says of the programs below a construct that they read what a server reads. What only people read of the catalogue is loaded once they ask. */
export function describeServer(scope: IConstruct, server: Server, mode: Mode): void {
  describeVariables(scope, async () => {
    const { serverDescriptions } = await import('./descriptions.ts');
    return serverDescriptions(server, mode);
  });
}

/** What was refused already is empty now, without having been so. */
function taken(given: Variables, settings: object): Variables {
  const asked = settings as Readonly<Record<string, unknown>>;
  const isEmpty = (value: unknown): boolean => value === '' || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(given).filter(([name, value]) => value !== '' || isEmpty(asked[name])));
}

const settables = new Map<Server, VariableTable>();

/** What a composition may give: not what the catalogue sets, nor what no variable can hold. */
function settable(server: Server): VariableTable {
  const known = settables.get(server);
  if (known !== undefined) return known;
  const own = new Set([server.mode?.variable, server.bind?.variable, ...portVariables(server).map(([name]) => name)]);
  const table = Object.fromEntries(
    Object.entries(server.variables).filter(([name, spec]) => !own.has(name) && !spec.fileOnly),
  );
  settables.set(server, table);
  return table;
}

function portVariables({ ports }: Server): [string, string][] {
  return Object.values(ports).flatMap(({ variable, number, value = String(number) }) =>
    variable === undefined ? [] : [[variable, value]],
  );
}

function ownVariables(scope: IConstruct, server: Server, mode: Mode): Record<string, string> {
  const setting = modeSetting(server.mode, mode);
  if (setting.variable !== undefined && setting.word === undefined) {
    reportFault(scope, {
      code: 'ERR_VARIABLE_VALUE',
      property: 'mode',
      got: mode,
      ...(modes.includes(mode)
        ? {
            expected: `a mode that ${server.name} has: ${setting.has.join(', ')}`,
            remedy: 'give this server a mode of its own',
          }
        : { expected: `one of ${modes.join(', ')}`, remedy: 'correct it; each server is told by a word of its own' }),
    });
  }
  return {
    ...(setting.word === undefined ? {} : { [setting.variable]: setting.word }),
    ...(server.bind ? { [server.bind.variable]: everywhere } : {}),
    ...Object.fromEntries(portVariables(server)),
  };
}
