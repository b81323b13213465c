import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startedEvent } from '../../../lib/contract/events.ts';
import { parseRequest } from '../../../lib/contract/message-parsers.ts';
import type { UploadRequest } from '../../../lib/contract/messages.ts';
import { hasReferenceFields, startedBody } from '../../../runtime/responder/started-body.ts';

const job = { 'job-id': '0c7c5a4e', 'job-name': 'cds-a', 'job-namespace': 'cds' };
const bodyOf = (text: string) => startedBody(Buffer.from(text), job, hasReferenceFields(requestOf(text)));

function requestOf(text: string): UploadRequest {
  const { request, faults } = parseRequest(Buffer.from(text));
  expect(faults).toBeUndefined();
  return request!;
}

describe('the event of a started Job', () => {
  test('has the fields of any request, and those of the Job, which win', () => {
    const own = fc.record({
      inmeta: fc.string({ unit: 'grapheme' }),
      routename: fc.constant('test.xml'),
      filename: fc.option(fc.string()),
      deliverable_asset: fc.maxSafeInteger(),
    });
    const more = fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('job-id', 'job-name', '}', '__proto__')),
      fc.jsonValue(),
    );
    const space = fc.constantFrom('', ' ', '\n', '\r\n\t ');
    fc.assert(
      fc.property(own, more, space, fc.boolean(), (fields, others, end, hasMark) => {
        const json = JSON.stringify({ ...others, ...fields });
        const text = `${hasMark ? '\uFEFF' : ''}${end}${json}${end}`;
        const expected = JSON.stringify(startedEvent(requestOf(text), job).body);
        expect(JSON.parse(bodyOf(text).toString())).toEqual(JSON.parse(expected));
      }),
    );
  });

  test('keeps the digits of a number that JavaScript does not hold', () => {
    const text = '{"inmeta":"","routename":"test.xml","size":12345678901234567890.10}';
    expect(bodyOf(text).toString()).toBe(
      '{"inmeta":"","routename":"test.xml","size":12345678901234567890.10,"job-id":"0c7c5a4e","job-name":"cds-a","job-namespace":"cds"}',
    );
  });

  test('replaces the fields of a Job that the request has from an earlier event', () => {
    const text = '{"inmeta":"","routename":"test.xml","job-id":"old"}';
    expect(
      bodyOf(text)
        .toString()
        .match(/"job-id"/g),
    ).toHaveLength(1);
  });
});
