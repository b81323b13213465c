/** A field of a schedule: its bounds, and words that stand for its numbers from the least one on. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly words?: readonly string[];
}

/** What a part of a field stands for: the numbers from `low` to `high`, `step` by `step`. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Whether it is `*` or `?`, which leaves the choice of days to the other field of days. */
  readonly isOpen: boolean;
}

const monthWords = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayWords = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Sunday is only 0. */
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

/**
 * What is wrong with the schedule of a CronJob, such as `24 is no hour`; undefined where Kubernetes takes it and it comes one day. It is five fields
 * with white space between, such as `30 5 * * mon-fri`, or a word such as `@hourly` or `@every 1h30m`. Beyond what Kubernetes refuses, a field of
 * commas alone is a fault, and so are signs and, after `@every`, a dot without a digit before it.
 *
 * @see github.com/robfig/cron v3.0.1 parser.go, which reads it, and spec.go, which finds the next time;
 * kubernetes/kubernetes pkg/apis/batch/validation/validation.go, `validateScheduleFormat`, on time zones
 */
export function scheduleFault(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'a time zone stands';
  if (schedule.startsWith('@')) {
    return descriptors.includes(schedule) || every.test(schedule) ? undefined : `${schedule} is no word that is known`;
  }
  const texts = schedule.split(/\p{White_Space}+/u).filter((text) => text !== '');
  if (texts.length !== fields.length) return `there are ${texts.length} fields`;
  const ranges = fields.map((field, index) => rangesOf(field, texts[index] ?? ''));
  const fault = ranges.find((each) => typeof each === 'string');
  return fault ?? (isNever(ranges.filter((each) => typeof each !== 'string')) ? 'no month has that day' : undefined);
}

/** The parts of a field, or what is wrong with one of them. */
function rangesOf(field: Field, text: string): readonly Range[] | string {
  const ranges = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => rangeOf(field, part));
  if (ranges.length === 0) return `${text} is no ${field.name}`;
  return ranges.find((range) => typeof range === 'string') ?? ranges.filter((range) => typeof range !== 'string');
}

function rangeOf(field: Field, part: string): Range | string {
  const [range = '', stepText, ...rest] = part.split('/');
  const step = stepText === undefined ? 1 : stepOf(stepText);
  if (step === undefined || rest.length > 0) return `${part} is no step`;
  const [first = '', last, ...more] = range.split('-');
  // what stands behind the star of `*-5` is not read
  if (first === '*' || first === '?') return { low: field.least, high: field.most, step, isOpen: step === 1 };
  const [low, high] = [numberOf(field, first), numberOf(field, last ?? first)];
  if (low === undefined || more.length > 0) return `${range} is no ${field.name}`;
  if (high === undefined || high < low) return `${range} is no range`;
  // `5/10` is `5-59/10`
  const isStart = stepText !== undefined && last === undefined;
  return { low, high: isStart ? field.most : high, step, isOpen: false };
}

/** It is read as an integer of 64 bits. */
function stepOf(text: string): number | undefined {
  const step = Number(/^\d+$/.exec(text)?.[0] ?? Number.NaN);
  return step > 0 && step < 2 ** 63 ? step : undefined;
}

function numberOf({ least, most, words = [] }: Field, text: string): number | undefined {
  const word = words.indexOf(text.toLowerCase());
  const number = word === -1 ? Number(/^\d+$/.exec(text)?.[0] ?? Number.NaN) : word + least;
  return number >= least && number <= most ? number : undefined;
}

/** Whether no month has any of the days, such as 31 in February. Where neither field of days is open, a day of the week will do instead. */
function isNever([, , days = [], months = [], weekdays = []]: readonly (readonly Range[])[]): boolean {
  if (!weekdays.some(({ isOpen }) => isOpen)) return false;
  const first = Math.min(...days.map(({ low }) => low));
  return months.flatMap(numbersIn).every((month) => first > (longestMonths[month - 1] ?? 31));
}

const numbersIn = ({ low, high, step }: Range): number[] =>
  Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
