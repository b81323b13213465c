/** The middle of some numbers; of an even count the upper one of the two. 0 for none. */
export const median = (values: readonly number[]): number => percentile(values, 50);

/** The value that this many percent of the values do not reach: nearest rank. 0 for none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)] ?? 0;
}

/** A number with so many digits behind the point. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits));
