import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseEvent, parseRequest } from '../../../lib/contract/message-parsers.ts';
import { eventKeys } from '../../../lib/contract/messages.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const bytesOf = (value: unknown) => encode(JSON.stringify(value));
const minimal = { inmeta: '<meta-data/>', routename: 'test.xml' };
const nested = (levels: number) => `{"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
const job = { 'job-id': 'uid-1', 'job-name': 'cds-test-1', 'job-namespace': 'cds' };

describe('a request', () => {
  test('as guardian/CDS-K8s shows one is accepted', () => {
    const text = String.raw`{
      "inmeta":"<?xml version=\"1.0\"?><meta-data><meta-group type=\"media meta\"/></meta-data>",
      "routename":"test.xml",
      "filename":"test.mxf"
    }`;
    expect(parseRequest(encode(text))).toEqual({
      request: {
        inmeta: '<?xml version="1.0"?><meta-data><meta-group type="media meta"/></meta-data>',
        routename: 'test.xml',
        filename: 'test.mxf',
      },
    });
  });

  test('with every field, those of null included, is accepted as it is', () => {
    const whole = {
      ...minimal,
      filename: null,
      online_id: 'VX-1',
      nearline_id: null,
      archive_id: '',
      deliverable_asset: 12,
      deliverable_bundle: -3,
    };
    expect(parseRequest(bytesOf(whole))).toEqual({ request: whole });
  });

  test('keeps the fields that the contract does not know', () => {
    const known = { ...minimal, extra: { deep: [1, null] }, error: 'old' };
    expect(parseRequest(bytesOf(known)).request).toEqual(known);
  });

  test('takes __proto__ for a field like any other', () => {
    const text = '{"inmeta":"","routename":"test.xml","__proto__":{"filename":"polluted"}}';
    const { request } = parseRequest(encode(text));
    expect(request?.filename).toBeUndefined();
    expect(JSON.parse(JSON.stringify(request))).toEqual(JSON.parse(text));
  });

  test('does not inherit a required field', () => {
    const text = '{"inmeta":"","__proto__":{"routename":"test.xml"}}';
    expect(parseRequest(encode(text)).faults).toHaveLength(1);
  });

  test('may begin with a byte order mark', () => {
    expect(parseRequest(encode(`\uFEFF${JSON.stringify(minimal)}`))).toEqual({ request: minimal });
  });

  test('of 10 MiB of inmeta is accepted', () => {
    const large = { ...minimal, inmeta: 'x'.repeat(10 * 1024 * 1024) };
    expect(parseRequest(bytesOf(large)).request?.inmeta).toHaveLength(large.inmeta.length);
  });

  test('of 500 levels is accepted, and can be written again', () => {
    const { request, faults } = parseRequest(encode(JSON.stringify(minimal).replace('}', `,"x":${nested(499)}}`)));
    expect(faults).toBeUndefined();
    expect(() => JSON.stringify(request)).not.toThrow();
  });
});

describe('parseRequest', () => {
  test('fails when fields are missing or of the wrong type, and reports all of them together, sorted', () => {
    const wrong = {
      inmeta: 12,
      filename: 5,
      online_id: [1],
      nearline_id: {},
      archive_id: true,
      deliverable_asset: '12',
      deliverable_bundle: 1.5,
      extra: 'kept',
    };
    expect(parseRequest(bytesOf(wrong))).toEqual({
      fields: wrong,
      faults: [
        { at: 'archive_id', problem: 'got true; expected a string or null' },
        { at: 'deliverable_asset', problem: 'got "12"; expected an integer, such as 12' },
        { at: 'deliverable_bundle', problem: 'got 1.5; expected an integer, such as 12' },
        { at: 'filename', problem: 'got 5; expected a string or null' },
        { at: 'inmeta', problem: 'got a number; expected a string with an XML document' },
        { at: 'nearline_id', problem: 'got {}; expected a string or null' },
        { at: 'online_id', problem: 'got [1]; expected a string or null' },
        { at: 'routename', problem: 'got nothing; expected the file name of a route, such as "test.xml"' },
      ],
    });
  });

  test.each(['', '.', '..', '/etc/passwd', '../test.xml', 'a/b.xml', 'a\0.xml'])(
    'fails when the route %j is no file name',
    (routename) => {
      expect(parseRequest(bytesOf({ ...minimal, routename })).faults).toEqual([
        {
          at: 'routename',
          problem: `got ${JSON.stringify(routename)}; expected the file name of a route, such as "test.xml"`,
        },
      ]);
    },
  );

  test.each(['test.xml', '...', '.x', 'a b.xml', 'été.xml'])('the file name %j is a route', (routename) => {
    expect(parseRequest(bytesOf({ ...minimal, routename })).request).toEqual({ ...minimal, routename });
  });

  test.each([9007199254740992, -9007199254740992, 1e300])('fails when the integer %d has lost digits', (number) => {
    expect(parseRequest(bytesOf({ ...minimal, deliverable_asset: number })).faults).toEqual([
      { at: 'deliverable_asset', problem: `got ${number}; expected an integer, such as 12` },
    ]);
  });

  test.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(), '0 bytes that are not JSON'],
    ['is no JSON', encode('{"inmeta": <xml>'), '16 bytes that are not JSON'],
    ['is no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), '3 bytes that are not UTF-8'],
    ['is UTF-16', new Uint8Array(Buffer.from('\uFEFF{}', 'utf16le')), '6 bytes that are not UTF-8'],
    ['is null', encode('null'), 'null'],
    ['is a number', encode('1e999'), 'a number'],
    ['is an array', encode('[{"inmeta":"<xml>"}]'), 'an array'],
    ['is JSON in a string', bytesOf(JSON.stringify(minimal)), 'a string'],
    ['is 501 levels deep', encode(nested(501)), 'an object of more than 500 levels'],
    ['is a million levels deep', encode(nested(1_000_000)), 'an object of more than 500 levels'],
  ])('fails when the body %s', (_, bytes, got) => {
    expect(parseRequest(bytes)).toEqual({
      faults: [{ at: 'body', problem: `got ${got}; expected a JSON object in UTF-8` }],
    });
  });

  test('a fault cuts the value it quotes', () => {
    const { faults } = parseRequest(bytesOf({ ...minimal, filename: ['x'.repeat(1_000_000)] }));
    expect(faults?.[0]?.problem).toMatch(/^got \["x{78}\.\.\.; expected a string or null$/);
  });
});

const fieldNames = ['inmeta', 'routename', 'filename', 'online_id', 'nearline_id', 'archive_id', 'deliverable_asset'];
const plausible = fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.string(), fc.integer(), fc.constant(null));
const requestLike = fc
  .tuple(
    fc.dictionary(fc.oneof(fc.constantFrom(...fieldNames, '__proto__', 'toString'), fc.string()), plausible),
    fc.boolean(),
  )
  .map(([fields, whole]) => (whole ? { ...fields, ...minimal } : fields));

describe('whatever comes', () => {
  test('bytes give a request or faults, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, routingKey) => {
        const { request, faults } = parseRequest(bytes);
        expect(request === undefined ? faults?.length : 1).toBeGreaterThan(0);
        for (const key of [routingKey, ...Object.values(eventKeys)]) parseEvent(key, bytes);
      }),
    );
  });

  test('damaged JSON gives a request or faults, and nothing throws', () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(requestLike, fc.array(damage, { maxLength: 3 }), (value, damages) => {
        const bytes = bytesOf(value);
        for (const [place, byte] of damages) bytes[place % bytes.length] = byte;
        const { request, faults } = parseRequest(bytes);
        expect(request === undefined ? faults?.length : 1).toBeGreaterThan(0);
      }),
    );
  });

  test('an accepted request is written again as it came', () => {
    let accepted = 0;
    fc.assert(
      fc.property(requestLike, (value) => {
        const text = JSON.stringify(value);
        const { request } = parseRequest(encode(text));
        if (request) expect(JSON.stringify(request)).toBe(JSON.stringify(JSON.parse(text)));
        if (request) accepted += 1;
      }),
      { numRuns: 500 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test('an accepted request has fields of the types it states, and a refused one a fault for each that has not', () => {
    fc.assert(
      fc.property(requestLike, (value) => {
        const sent: Record<string, unknown> = JSON.parse(JSON.stringify(value));
        const { request, faults = [] } = parseRequest(bytesOf(value));
        const about = faults.map(({ at }) => at);
        const own = (name: string) => (Object.hasOwn(sent, name) ? sent[name] : undefined);
        expect(about.includes('inmeta')).toBe(typeof own('inmeta') !== 'string');
        expect(about.includes('filename')).toBe(
          !['string', 'undefined'].includes(typeof (own('filename') ?? undefined)),
        );
        const asset = own('deliverable_asset');
        expect(about.includes('deliverable_asset')).toBe(asset !== undefined && !Number.isSafeInteger(asset));
        expect(request === undefined).toBe(faults.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  test('inmeta is quoted by no fault, wherever it stands and however the body is broken', () => {
    const secret = 'Zebra-inmeta-Zebra';
    const inmeta = fc.constantFrom<unknown>(secret, [secret], { a: secret }, { [secret]: 1 }, { inmeta: secret });
    const shapes = fc.oneof(
      inmeta.map((value) => JSON.stringify({ ...minimal, inmeta: value })),
      inmeta.map((value) => JSON.stringify({ inmeta: value, routename: 5, filename: { inmeta: value } })),
      inmeta.map((value) => JSON.stringify([{ inmeta: value }])),
      inmeta.map((value) => JSON.stringify(JSON.stringify({ inmeta: value }))),
      inmeta.map((value) => `{"inmeta":${JSON.stringify(value)}`),
      inmeta.map((value) => `{"inmeta":${JSON.stringify(value)},${secret}`),
    );
    fc.assert(
      fc.property(shapes, (text) => {
        const faults = [parseRequest(encode(text)), parseEvent('cds.job.started', encode(text))].map(
          (parsed) => parsed.faults ?? [],
        );
        expect(JSON.stringify(faults)).not.toContain('Zebra');
      }),
    );
  });
});

describe('parseEvent', () => {
  test('the routing key tells the type of the body', () => {
    const { event } = parseEvent('cds.job.failed', bytesOf({ ...job, 'retry-count': 1, 'failure-reason': 'gone' }));
    const reason = event?.routingKey === 'cds.job.failed' ? event.body['failure-reason'] : undefined;
    expect(reason).toBe('gone');
  });

  test('an event keeps the fields that the contract does not know', () => {
    const body = { ...job, 'retry-count': 0, extra: 1 };
    expect(parseEvent('cds.job.running', bytesOf(body))).toEqual({ event: { routingKey: 'cds.job.running', body } });
  });

  test.each(['cds.job.None', 'toString', '', '__proto__'])('fails when the routing key is %j', (key) => {
    expect(parseEvent(key, bytesOf(job)).faults).toEqual([
      {
        at: 'routing key',
        problem:
          `got ${JSON.stringify(key)}; expected one of cds.job.started, cds.job.invalid, cds.job.starting, ` +
          'cds.job.running, cds.job.retry, cds.job.failed, cds.job.success',
      },
    ]);
  });

  test.each(['cds.job.starting', 'cds.job.running', 'cds.job.retry', 'cds.job.success', 'cds.job.failed'])(
    'fails when the Job or the count is missing in %s',
    (key) => {
      const reason = key === 'cds.job.failed' ? ['failure-reason'] : [];
      expect(parseEvent(key, bytesOf({})).faults?.map(({ at }) => at)).toEqual([
        ...reason,
        'job-id',
        'job-name',
        'job-namespace',
        'retry-count',
      ]);
    },
  );

  test('fails when the Job or the request is missing in cds.job.started', () => {
    expect(parseEvent('cds.job.started', bytesOf({ 'job-id': '' })).faults?.map(({ at }) => at)).toEqual([
      'inmeta',
      'job-id',
      'job-name',
      'job-namespace',
      'routename',
    ]);
  });

  test.each<[unknown]>([[-1], [1.5], ['1'], [null]])('fails when the retry count is %j', (count) => {
    expect(parseEvent('cds.job.retry', bytesOf({ ...job, 'retry-count': count })).faults).toEqual([
      { at: 'retry-count', problem: `got ${JSON.stringify(count)}; expected an integer of 0 or more` },
    ]);
  });

  test('fails when the error of cds.job.invalid is no text', () => {
    expect(parseEvent('cds.job.invalid', bytesOf({ error: [], 'job-name': '', traceback: 1 })).faults).toEqual([
      { at: 'error', problem: 'got []; expected a string' },
      { at: 'job-name', problem: 'got ""; expected a string that is not empty' },
      { at: 'traceback', problem: 'got 1; expected a string' },
    ]);
  });

  test('cds.job.invalid needs no more than its error', () => {
    const body = { error: 'no such route', routename: 5 };
    expect(parseEvent('cds.job.invalid', bytesOf(body)).event?.body).toEqual(body);
  });

  test('fails when the body is no JSON object', () => {
    expect(parseEvent('cds.job.failed', encode('[]')).faults).toEqual([
      { at: 'body', problem: 'got an array; expected a JSON object in UTF-8' },
    ]);
  });
});
