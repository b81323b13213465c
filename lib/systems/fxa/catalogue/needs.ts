import { expectedOf } from '../../../config/variable-printers.ts';
import { ConfigKey } from '../../../config/config-files.ts';
import { SecretKey } from '../../../config/secrets.ts';
import { PodField, type Variable, type Variables } from '../../../config/variables.ts';
import type { Fault } from '../../../core/errors.ts';
import type { Mode } from './mode.ts';
import type { Server } from './server.ts';
import type { CatalogueVariable, Conditions, Need } from './variable.ts';

/** The text of a variable as the program gets it; undefined where only the cluster knows it. */
export function textOf(variable: Variable): string | undefined {
  if (variable instanceof SecretKey || variable instanceof ConfigKey || variable instanceof PodField) return undefined;
  return typeof variable === 'object' ? variable.value : String(variable);
}

/** Whether all, or one, of the conditions hold for what a server is given in a mode. */
function holding(server: Server, mode: Mode, given: Variables, conditions: Conditions): readonly [string, string][] {
  return Object.entries(conditions).filter(([name, wanted]) => {
    const spec = server.variables[name];
    const variable = given[name];
    if (variable === undefined) return matches(spec?.defaultIn?.[mode] ?? spec?.default, wanted);
    const text = textOf(variable);
    return text === undefined ? wanted === '*' : matches(text, wanted);
  });
}

function matches(text: string | undefined, wanted: string): boolean {
  return wanted === '*' ? text !== undefined && text !== '' : text?.toLowerCase() === wanted;
}

/** Whether all the conditions hold for what a server is given in a mode, such as those on which it may have several pods. */
export function conditionsHold(server: Server, mode: Mode, given: Variables, conditions: Conditions): boolean {
  return holding(server, mode, given, conditions).length === Object.keys(conditions).length;
}

/** Whether a variable is needed, seeing what a server is given in a mode. */
function isNeeded(server: Server, mode: Mode, given: Variables, need: true | Need | undefined): boolean {
  if (need === undefined || need === true) return need === true;
  const { in: modes, when = {}, unless = {} } = need;
  return (
    (modes === undefined || modes.includes(mode)) &&
    conditionsHold(server, mode, given, when) &&
    holding(server, mode, given, unless).length === 0
  );
}

const conditional = new Map<Server, readonly (readonly [string, CatalogueVariable])[]>();

/** The variables of a server that are needed at least in some case. */
function neededAtTimes(server: Server): readonly (readonly [string, CatalogueVariable])[] {
  const known =
    conditional.get(server) ?? Object.entries(server.variables).filter(([, { needed }]) => needed !== undefined);
  conditional.set(server, known);
  return known;
}

/** What a server needs in a mode and is not given, and what is given without what belongs to it. */
export function missingFaults(server: Server, mode: Mode, given: Variables): Fault[] {
  const needed = neededAtTimes(server)
    .filter(([name, { needed: need }]) => given[name] === undefined && isNeeded(server, mode, given, need))
    .map(([name, spec]) => missing(name, spec, mode));
  const apart = (server.together ?? []).flatMap((names) => {
    const one = names.find((name) => given[name] !== undefined);
    const others = names.filter((name) => given[name] === undefined);
    return one === undefined ? [] : others.map((name) => partner(name, one, server.variables[name]));
  });
  return [...needed, ...apart];
}

const quoted = (conditions: Conditions, separator: string): string =>
  Object.entries(conditions)
    .map(([name, value]) => (value === '*' ? `${name} is given` : `${name} is ${JSON.stringify(value)}`))
    .join(separator);

const expectation = (spec: CatalogueVariable): string =>
  `${spec.secret ? 'a key of a Secret' : expectedOf(spec)}: ${spec.meaning}`;

function missing(name: string, spec: CatalogueVariable, mode: Mode): Fault {
  const { in: modes, when, unless } = spec.needed === true || spec.needed === undefined ? {} : spec.needed;
  const because = [
    modes === undefined ? [] : [`the mode is ${mode}`],
    when === undefined ? [] : [quoted(when, ' and ')],
  ];
  const reasons = because.flat().join(' and ');
  const way = unless === undefined ? '' : `, or see to it that ${quoted(unless, ' or ')}`;
  const placeholder = spec.placeholder ? '; else the program takes a placeholder that everybody knows' : '';
  return {
    code: spec.placeholder && spec.secret ? 'ERR_SECRET_PLACEHOLDER' : 'ERR_VARIABLE_MISSING',
    property: `variables.${name}`,
    expected: expectation(spec),
    remedy: `give it${reasons === '' ? '' : `, since ${reasons}`}${way}${placeholder}`,
  };
}

function partner(name: string, given: string, spec: CatalogueVariable | undefined): Fault {
  return {
    code: 'ERR_VARIABLE_MISSING',
    property: `variables.${name}`,
    expected: spec === undefined ? 'a value' : expectation(spec),
    remedy: `give it, since ${given} is given, or give none of them`,
  };
}
