import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  deliveryIdentity,
  exitCodes,
  inmetaFileName,
  isJobName,
  jobCommand,
  jobHint,
  jobName,
  jobNameLimit,
  jobNameOfHost,
  jobNamePrefix,
  jobTemplate,
  mountPaths,
  podnamesPath,
} from '../../../lib/contract/job.ts';

const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const request = { inmeta: '<meta-data/>', routename: 'test.xml' };
const body = new TextEncoder().encode('{}');
const text = fc.string({ unit: 'binary', maxLength: 200 });
const plainText = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_. /é'), maxLength: 100 });
const hint = fc.option(fc.oneof(text, plainText), { nil: undefined });

describe('a Job is named', () => {
  test.each<[string | undefined, string]>([
    ['test.mxf', 'cds-testmxf-5f4f114188c67d7a'],
    ['  Final  CUT (2).mxf', 'cds-final-cut-2mxf-5f4f114188c67d7a'],
    ['--a--', 'cds-a-5f4f114188c67d7a'],
    ['été', 'cds-t-5f4f114188c67d7a'],
    ['日本', 'cds-5f4f114188c67d7a'],
    ['', 'cds-5f4f114188c67d7a'],
    [undefined, 'cds-5f4f114188c67d7a'],
    ['a'.repeat(80), `cds-${'a'.repeat(36)}-5f4f114188c67d7a`],
    [`${'a'.repeat(35)}----b`, `cds-${'a'.repeat(35)}-5f4f114188c67d7a`],
  ])('after the hint %j as %s', (hint, name) => {
    expect(jobName(hint, 'messageId:1')).toBe(name);
  });

  test('by a legal DNS label of at most 57 characters, hash and all', () => {
    fc.assert(
      fc.property(hint, text, (hint, identity) => {
        const name = jobName(hint, identity);
        expect(name).toMatch(dnsLabel);
        expect(name).toMatch(/^cds-(.*-)?[0-9a-f]{16}$/);
        expect(name.length).toBeLessThanOrEqual(57);
      }),
      { numRuns: 500 },
    );
  });

  test('the same each time, by hint and identity', () => {
    fc.assert(fc.property(hint, text, (hint, identity) => jobName(hint, identity) === jobName(hint, identity)));
  });

  test('differently for another identity, however long the hint', () => {
    fc.assert(
      fc.property(hint, fc.uniqueArray(text, { minLength: 2, maxLength: 5 }), (hint, identities) => {
        expect(new Set(identities.map((identity) => jobName(hint, identity))).size).toBe(identities.length);
      }),
    );
  });

  test('in no more time than the hint is long', () => {
    const begin = performance.now();
    expect(jobName(`${'-'.repeat(200_000)}a${'-'.repeat(200_000)}b`, 'x')).toMatch(/^cds-a-[0-9a-f]{16}$/);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  test('so that its pods are named in full, and the Job is found by its host name', () => {
    const name = jobName('a'.repeat(80), 'x');
    expect(name).toHaveLength(jobNameLimit);
    // What Kubernetes makes of it: 58 characters of the base, and five of its own.
    const pod = `${`${name}-`.slice(0, 58)}x7k2p`;
    expect(jobNameOfHost(pod)).toBe(name);
  });

  test('as the reaper looks for it', () => {
    expect(jobNamePrefix).toBe('cds-');
    expect(isJobName(jobName('test.mxf', 'x'))).toBe(true);
  });
});

test.each(['cds-a', 'cds-testmxf-ab12', 'cds-a.b', `cds-${'a'.repeat(59)}`])('%s can be the name of a Job', (name) => {
  expect(isJobName(name)).toBe(true);
});

test.each([
  '',
  'cds-',
  'cds--',
  'cds-a-',
  'CDS-a',
  'other-a',
  'cds-../a',
  'cds-a/b',
  'cds-a\0',
  'cds-a\n',
  'cds-%2f',
  `cds-${'a'.repeat(60)}`,
])('%j is no name of a Job', (name) => {
  expect(isJobName(name)).toBe(false);
});

describe('the hint of a request', () => {
  const all = { filename: 'f', online_id: 'o', nearline_id: 'n', archive_id: 'a' };

  test('is the first of filename, online_id, nearline_id and archive_id', () => {
    expect(jobHint({ ...request, ...all })).toBe('f');
    expect(jobHint({ ...request, ...all, filename: null })).toBe('o');
    expect(jobHint({ ...request, ...all, filename: null, online_id: undefined })).toBe('n');
    expect(jobHint({ ...request, archive_id: 'a' })).toBe('a');
  });

  test('passes over what would leave nothing in a name', () => {
    expect(jobHint({ ...request, ...all, filename: '', online_id: '日本 --' })).toBe('n');
  });

  test('is absent where nothing names the request', () => {
    expect(jobHint({ ...request, filename: null, online_id: '' })).toBeUndefined();
  });
});

describe('the identity of a delivery', () => {
  const delivery = { messageId: 'id-1', routingKey: 'deliverables.syndication.a.upload', body };

  test('is its messageId, whatever the rest', () => {
    const other = { ...delivery, routingKey: 'deliverables.syndication.b.upload', body: new Uint8Array() };
    expect(deliveryIdentity(delivery)).toBe('messageId:id-1');
    expect(deliveryIdentity(other)).toBe(deliveryIdentity(delivery));
  });

  test.each([undefined, ''])('is its routing key and body where the messageId is %j', (messageId) => {
    const identity = deliveryIdentity({ ...delivery, messageId });
    const sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    expect(identity).toBe(`content:deliverables.syndication.a.upload:${sha256}`);
    expect(deliveryIdentity({ ...delivery, messageId, routingKey: 'b' })).not.toBe(identity);
    expect(deliveryIdentity({ ...delivery, messageId, body: new Uint8Array([0x7b]) })).not.toBe(identity);
  });

  test('differs between a messageId and the same text as content', () => {
    const content = deliveryIdentity({ ...delivery, messageId: undefined });
    expect(deliveryIdentity({ ...delivery, messageId: content })).not.toBe(content);
  });
});

describe('a Job and its surroundings', () => {
  test('the command names inmeta file and route', () => {
    expect(jobCommand('/mnt/inmeta/cds-a-1.inmeta', 'test.xml')).toEqual([
      '/usr/local/bin/cds_run.pl',
      '--input-inmeta',
      '/mnt/inmeta/cds-a-1.inmeta',
      '--route',
      'test.xml',
    ]);
  });

  test('the inmeta file is named after the Job', () => {
    expect(inmetaFileName('cds-a-1')).toBe('cds-a-1.inmeta');
  });

  test('the file with the path of the log is named after the Job too', () => {
    expect(podnamesPath('cds-a-1')).toBe('/var/log/cds_backend/podnames/cds-a-1.txt');
    expect(podnamesPath('cds-a-1', '/logs')).toBe('/logs/podnames/cds-a-1.txt');
  });

  test('the paths are those that the image of the Job has built in', () => {
    expect(mountPaths).toEqual({
      routes: '/etc/cds_backend/routes',
      templates: '/etc/cds_backend/templates',
      config: '/etc/cds_backend/conf.d',
      spool: '/var/spool/cds_backend',
      scratch: '/scratch',
      logs: '/var/log/cds_backend',
    });
  });

  test('the template is looked for where the published responder looks last', () => {
    expect(`${jobTemplate.folder}/${jobTemplate.fileName}`).toBe('/etc/cdsresponder/templates/cdsjob.yaml');
  });

  test('the exit codes are those of cds_run.pl', () => {
    expect(Object.values(exitCodes).map(({ code }) => code)).toEqual([0, 1, 3]);
  });
});
