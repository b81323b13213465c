/** How grave a line is. */
export type Level = 'error' | 'warning' | 'debug';

/** Where a level stands in a line: behind a time and a process's name, no further. */
const LOOKED_AT = 160;
const WORD =
  /\b(?:(FATAL|CRIT(?:ICAL)?|EMERG|ALERT|SEVERE|ERR(?:OR)?)|(WARN(?:ING)?)|(INFO|NOTICE)|(DEBUG|TRACE|FINE))\b|[[<( ](?:(error|fatal)|(warn(?:ing)?)|(info)|(debug|trace))[\]>):]/;
const JSON_LEVEL = /"(?:level|severity)"\s*:\s*(?:"(\w+)"|(\d+))/;

/** The level that a line's beginning names: a word in capitals, in brackets or before a colon, or the `level` of a line of JSON (pino's numbers too). */
export function levelOf(line: string): Level | undefined {
  const start = line.slice(0, LOOKED_AT);
  const [, name, number] = start.startsWith('{') ? (JSON_LEVEL.exec(start) ?? []) : [];
  if (number !== undefined) return ofNumber(Number(number));
  const [, ...groups] = WORD.exec(name === undefined ? start : name.toUpperCase()) ?? [];
  const found = groups.findIndex((group) => group !== undefined) % 4;
  return ([undefined, 'error', 'warning', undefined, 'debug'] as const)[found + 1];
}

/** @see https://getpino.io/#/docs/api?id=loggerlevels-object */
function ofNumber(level: number): Level | undefined {
  if (level >= 50) return 'error';
  if (level >= 40) return 'warning';
  return level < 30 ? 'debug' : undefined;
}
