interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

const monthWords = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayWords = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The five fields that Kubernetes takes. Sunday is only 0. @see github.com/robfig/cron/v3 spec.go */
const fields: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12, words: monthWords },
  { name: 'day of week', least: 0, most: 6, words: dayWords },
];

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const every = /^@every (?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/;
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule, such as `24 is no hour`; undefined where it is legal. A time zone does not belong in it. */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith('@')) {
    return descriptors.includes(schedule) || every.test(schedule) ? undefined : `${schedule} is no word that is known`;
  }
  const texts = schedule.split(/\s+/).filter((text) => text !== '');
  if (texts.length !== fields.length) return `there are ${texts.length} fields`;
  const faults = fields.map((field, index) => fieldFault(field, texts[index] ?? ''));
  return faults.find((fault) => fault !== undefined) ?? (isNever(texts) ? 'no month has that day' : undefined);
}

function fieldFault(field: Field, text: string): string | undefined {
  const parts = text.split(',').filter((part) => part !== '');
  return parts.map((part) => partFault(field, part)).find((fault) => fault !== undefined);
}

function partFault(field: Field, part: string): string | undefined {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^0*[1-9]\d*$/.test(step))) return `${part} is no step`;
  const [first = '', last, ...more] = range.split('-');
  if (first === '*' || first === '?') return undefined;
  const [low, high] = [numberOf(field, first), numberOf(field, last ?? first)];
  if (low === undefined || more.length > 0) return `${range} is no ${field.name}`;
  if (high === undefined || high < low)
    return last === undefined ? `${range} is no ${field.name}` : `${range} is no range`;
  return undefined;
}

function numberOf({ least, most, words = [] }: Field, text: string): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const number = word === -1 ? Number(/^\d+$/.exec(text)?.[0] ?? Number.NaN) : word + least;
  return number >= least && number <= most ? number : undefined;
}

/** Whether no month has any of the days, such as 31 in February; a day of the week would be an alternative. */
function isNever([, , days = '', months = '', weekdays = '']: readonly string[]): boolean {
  if (!/^\d+(,\d+)*$/.test(days) || !/^\d+(,\d+)*$/.test(months) || !/^[*?]/.test(weekdays)) return false;
  const first = Math.min(...days.split(',').map(Number));
  return months.split(',').every((month) => first > (longestMonths[Number(month) - 1] ?? 31));
}
