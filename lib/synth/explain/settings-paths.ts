import type { SystemApp } from '../../core/system-app.ts';
import type { ProgramUnit } from './units.ts';

type Entry = readonly [path: readonly string[], value: unknown];

/** Shorter texts are in a file by chance. */
const shortest = 3;

/**
 * Where the environment file itself gives a variable to a unit, such as `fxa.servers.fxa-auth-server.variables.SMS_ENABLED`: below the name of the unit,
 * under the name of the variable.
 */
export function settingsOf({ app, key, workload }: ProgramUnit, variable: string): string | undefined {
  const found = entriesOf(app).find(
    ([path]) => path.at(-1) === variable && (path.includes(key) || path.includes(workload.name)),
  );
  return found && [app.system, ...found[0]].join('.');
}

/**
 * Where the environment file has the text of a variable among the settings of a system; where that is in several places, those that are called as the
 * variable is, if any.
 *
 * @returns such as `fxa.smtp.sender`; none where it has it nowhere
 */
export function settingsHolding(app: SystemApp, variable: string, text: string): string[] {
  if (text.length < shortest) return [];
  const paths = entriesOf(app)
    .filter(([, value]) => value === text)
    .map(([path]) => path);
  const wanted = letters(variable);
  const alike = paths.filter((path) => wanted.includes(letters(path.at(-1) ?? '')));
  return (alike.length > 0 ? alike : paths).map((path) => [app.system, ...path].join('.'));
}

const letters = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

function entriesOf({ environment, system }: SystemApp): Entry[] {
  const { systems = {} } = environment as { readonly systems?: Readonly<Record<string, unknown>> };
  return entriesBelow([], systems[system]);
}

/** All that plain objects and lists hold; what is made by a class, such as a Duration, is one value. */
function entriesBelow(path: readonly string[], value: unknown): Entry[] {
  const isPlain = Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
  const entries =
    isPlain && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
      ? Object.entries(value as object)
      : [];
  return [[path, value], ...entries.flatMap(([key, entry]) => entriesBelow([...path, key], entry))];
}
