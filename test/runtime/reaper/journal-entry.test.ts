import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeEntry, encodeEntry, type JournalEntry } from '../../../runtime/reaper/journal-entry.ts';

const text = fc.string({ unit: 'binary' });

describe('an entry of the journal', () => {
  test('is short JSON that a person can read', () => {
    expect(encodeEntry({ name: 'cds-a', state: 'retry', attempt: 2 })).toBe(
      '{"name":"cds-a","state":"retry","attempt":2}',
    );
  });

  test('is read as it was written', () => {
    const position = { name: text, attempt: fc.nat() };
    const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
      fc.record({ ...position, state: fc.constantFrom('starting', 'running', 'retry', 'success', 'failed') }),
      fc.record({ ...position, state: fc.constantFrom('success', 'failed'), mark: fc.constant('held') }),
      fc.record(
        {
          ...position,
          state: fc.constantFrom('success', 'failed'),
          mark: fc.constant('pending'),
          reason: text,
          message: text,
          traceparent: text,
        },
        { requiredKeys: ['name', 'attempt', 'state', 'mark'] },
      ),
    );
    fc.assert(
      fc.property(entry, (entry) => {
        expect(decodeEntry(encodeEntry(entry))).toEqual(entry);
      }),
    );
  });

  test('may have fields that are not known', () => {
    const newer = '{"name":"cds-a","state":"running","attempt":0,"since":"x","mark":"starred"}';
    expect(decodeEntry(newer)).toEqual({ name: 'cds-a', state: 'running', attempt: 0 });
  });

  test.each([
    ['', 'nothing'],
    ['{', 'no JSON'],
    ['null', 'null'],
    ['"running"', 'no object'],
    ['{"state":"running","attempt":0}', 'without a name'],
    ['{"name":"cds-a","state":"paused","attempt":0}', 'a state that is none'],
    ['{"name":"cds-a","state":"toString","attempt":0}', 'a state that is none'],
    ['{"name":"cds-a","state":"running","attempt":-1}', 'an attempt below 0'],
    ['{"name":"cds-a","state":"running","attempt":"0"}', 'an attempt in text'],
  ])('is none where it is %s: %s', (stored) => {
    expect(decodeEntry(stored)).toBeUndefined();
  });

  test('is read without an error, whatever somebody wrote there', () => {
    fc.assert(
      fc.property(fc.oneof(text, fc.json()), (stored) => {
        expect([undefined, 'string']).toContain(typeof decodeEntry(stored)?.name === 'string' ? 'string' : undefined);
      }),
    );
  });
});
