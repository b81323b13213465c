import { describe, expect, test } from '@jest/globals';
import { isTimeZone } from '../../../lib/core/time-zone.ts';

describe('a time zone', () => {
  test.each([
    'UTC',
    'Etc/UTC',
    'Etc/GMT+5',
    'Europe/London',
    'Europe/Kyiv',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'US/Eastern',
    'EST5EDT',
    'America/Argentina/Buenos_Aires',
  ])('may be %s', (text) => {
    expect(isTimeZone(text)).toBe(true);
  });

  test.each(['', 'Local', 'Factory', '+01:00', 'GMT+1', 'Europe', 'Europe/', '/Europe/London', 'Europe/Atlantis'])(
    'is not %j',
    (text) => {
      expect(isTimeZone(text)).toBe(false);
    },
  );

  test.each(['europe/london', 'EUROPE/LONDON', 'Utc', 'US/EASTERN', 'America/Argentina/Buenos_aires', 'Europe/london'])(
    'is not %s, in which a letter has the wrong case',
    (text) => {
      expect(isTimeZone(text)).toBe(false);
    },
  );

  test.each(['PST', 'IST', 'JST', 'BST', 'CST', 'SystemV/PST8PDT'])('is not %s, which only Node knows', (text) => {
    expect(new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone).not.toBe('');
    expect(isTimeZone(text)).toBe(false);
  });

  test('that Node lists is one without asking Node, so that the list is as new as this Node', () => {
    const supported = Intl.supportedValuesOf('timeZone');
    const ask = Intl.supportedValuesOf;
    Intl.supportedValuesOf = () => [];
    try {
      expect(supported.filter((zone) => !isTimeZone(zone))).toEqual([]);
    } finally {
      Intl.supportedValuesOf = ask;
    }
  });
});
