const SIZE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;
const AGE_UNITS = [
  [60, 's'],
  [60, 'min'],
  [24, 'h'],
  [30, 'd'],
  [12, 'mo'],
  [Infinity, 'y'],
] as const;

/** A size in bytes for people: `0 B`, `1.2 MB`, `34 GB`; 1 KB is 1,000 bytes. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < SIZE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${SIZE_UNITS[unit]}`;
}

/** How long ago something was, in its largest unit: `now`, `12 s`, `3 min`, `5 h`, `2 d`, `4 mo`, `1 y`. What lies ahead, as with a wrong clock, is `now`. */
export function ageText(then: Date, now: Date): string {
  let value = (now.getTime() - then.getTime()) / 1000;
  if (!(value >= 1)) return 'now';
  for (const [size, unit] of AGE_UNITS) {
    if (value < size) return `${Math.floor(value)} ${unit}`;
    value /= size;
  }
  return 'now';
}

/** A count with thousands separated: `10,000,000`. */
export const countText = (count: number): string => count.toLocaleString('en');

/** `1 match`, `2,000 matches`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;
