/** What a number, or a percentage such as `25%`, is of a whole, rounded up; undefined where it is neither. */
export function shareOf(value: unknown, whole: number): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && value >= 0 ? value : undefined;
  const match = typeof value === 'string' ? /^(\d+)%$/.exec(value) : null;
  return match ? Math.ceil((Number(match[1]) * whole) / 100) : undefined;
}
