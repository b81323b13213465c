import { describe, expect, test } from '@jest/globals';
import { isProtobuf, parseStatus } from '../../../runtime/shared/kubernetes-protobuf.ts';
import { bytesOf, enveloped, statusOf } from '../../support/reaper/protobuf.ts';

describe('a Status as protobuf', () => {
  test('says what went wrong', () => {
    const status = { code: 429, reason: 'TooManyRequests', message: 'später', details: { retryAfterSeconds: 2 } };
    expect(parseStatus(statusOf(status))).toEqual(status);
  });

  test('may lack all of that', () => {
    expect(parseStatus(enveloped('Status', bytesOf([])))).toEqual({});
  });

  test.each([
    ['JSON', Buffer.from('{"kind":"Status"}'), 'got 17 bytes that are no protobuf; expected a Status'],
    ['nothing', Buffer.alloc(0), 'got 0 bytes that are no protobuf; expected a Status'],
    ['another kind', enveloped('Job', bytesOf([])), 'got another kind of object; expected a Status'],
    ['cut off', statusOf({ message: 'password' }).subarray(0, -6), 'premature EOF'],
  ])('fails when it is %s', (_title, bytes, message) => {
    expect(() => parseStatus(bytes)).toThrow(message);
  });

  test('is known by its first bytes', () => {
    expect(isProtobuf(statusOf({}))).toBe(true);
    expect(isProtobuf(Buffer.from('k8s'))).toBe(false);
  });
});
