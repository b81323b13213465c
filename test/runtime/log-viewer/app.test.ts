import { beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { LogStore } from '../../../runtime/log-viewer/log-store.ts';
import { tokenOf } from '../../support/log-viewer/keys.ts';
import { createViewer, type Viewer } from '../../support/log-viewer/viewer.ts';

let viewer: Viewer;

beforeAll(async () => {
  viewer = await createViewer();
  viewer.write('test/small.log', 'one\ntwo\nthree');
  viewer.write('test/empty.log', '');
  viewer.write('test/größe 1%.log', 'ü\n');
  viewer.write('other/a.log', 'a\n');
  viewer.write('.hidden/a.log', 'a\n');
  viewer.write('-/jobs', 'not to be seen\n');
  writeFileSync(join(viewer.folder, '..', 'secret.log'), 'secret\n');
  symlinkSync('../../secret.log', viewer.path('test/link.log'));
  symlinkSync('..', viewer.path('up'));
  symlinkSync('other', viewer.path('alias'));
  execFileSync('mkfifo', [viewer.path('test/pipe.log')]);
  mkdirSync(viewer.path('test/folder.log'));
});

const problem = (status: number, code?: string) =>
  expect.objectContaining({ type: 'about:blank', status, title: expect.any(String), ...(code && { code }) });

describe('the published calls', () => {
  test('list the routes: folders, and neither links, hidden ones nor the pointers of Jobs', async () => {
    const answer = await viewer.get('/api/routes');
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.json()).toEqual(['other', 'test']);
  });

  test('list the logs of a route, a line of JSON for each file', async () => {
    const answer = await viewer.get('/api/test');
    expect(answer.headers['content-type']).toMatch(/^application\/x-ndjson/);
    expect(answer.body.endsWith('\n')).toBe(true);
    const lines = answer.body.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { name: 'empty.log', size: 0, lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
      { name: 'größe 1%.log', size: 3, lastModified: expect.any(String) },
      { name: 'small.log', size: 13, lastModified: expect.any(String) },
    ]);
  });

  test.each([
    ['', 'one\ntwo\nthree\n'],
    ['?fromLine=0', 'one\ntwo\nthree\n'],
    ['?fromLine=1', 'two\nthree\n'],
    ['?fromLine=3', ''],
    ['?fromLine=99', ''],
  ])('answer a log with%s from that line on, each line with its newline', async (query, body) => {
    const answer = await viewer.get(`/api/test/small.log${query}`);
    expect([answer.statusCode, answer.body]).toEqual([200, body]);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.headers['x-logfile-modified']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test.each([
    ['/var/log/cds_backend/test/small.log', 200],
    ['LOGS/test/small.log', 200],
    ['/etc/passwd', 404],
    ['/var/log/cds_backend/../secret.log', 404],
    ['/var/log/cds_backend/test/../../secret.log', 404],
    ['/var/log/cds_backend/test/link.log', 404],
    ['/var/log/cds_backend/up/secret.log', 404],
    ['/var/log/cds_backend/test/missing.log', 404],
    ['/var/log/cds_backendtest/small.log', 404],
    ['', 404],
  ])('take what a Job says of its log, %s, as data: %i', async (text, status) => {
    viewer.write('podnames/cds-film-0123.txt', `${text.replace('LOGS', viewer.folder)}\n`);
    const answer = await viewer.get('/api/logByJobName/cds-film-0123');
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual(status === 200 ? { log_url: '/log/test/small.log' } : problem(404));
  });

  test.each(['cds-none-0123', '..%2ftest%2fsmall', 'x', 'cds-a%00bcdef'])('find no log of the Job %s', async (name) => {
    expect((await viewer.get(`/api/logByJobName/${name}`)).statusCode).toBe(404);
  });
});

describe('windows of lines', () => {
  test.each([
    ['fromLine=1&lines=1', 'two\n', 1],
    ['fromLine=0&lines=2', 'one\ntwo\n', 0],
    ['lines=-2', 'two\nthree\n', 1],
    ['fromLine=0&lines=-1', 'three\n', 2],
    ['lines=-99', 'one\ntwo\nthree\n', 0],
    ['lines=0', '', 0],
    ['fromByte=5&lines=1', 'two\n', 1],
    ['fromLine=0&lines=3&lineBytes=2', 'on\ntw\nth\n', 0],
  ])('%s: these lines, the number of the first, and how many there are', async (query, body, first) => {
    const answer = await viewer.get(`/api/test/small.log?${query}`);
    expect(answer.body).toBe(body);
    expect(answer.headers).toMatchObject({ 'x-log-first-line': String(first), 'x-log-lines': '3' });
  });

  test('a range of bytes is that of the file as it is', async () => {
    const answer = await viewer.get('/api/test/small.log', { range: 'bytes=4-6' });
    expect([answer.statusCode, answer.body, answer.headers['content-range']]).toEqual([206, 'two', 'bytes 4-6/13']);
    expect((await viewer.get('/api/test/small.log', { range: 'bytes=-5' })).body).toBe('three');
    expect((await viewer.get('/api/test/small.log', { range: 'bytes=8-' })).body).toBe('three');
    const behind = await viewer.get('/api/test/small.log', { range: 'bytes=13-' });
    expect([behind.json(), behind.headers['content-range']]).toEqual([problem(416), 'bytes */13']);
    expect((await viewer.get('/api/test/empty.log', { range: 'bytes=0-' })).statusCode).toBe(416);
  });

  test('a range is only given of the file that its client has a part of', async () => {
    const { headers } = await viewer.get('/api/test/small.log', { range: 'bytes=0-1' });
    const again = { range: 'bytes=0-1', 'if-range': String(headers['etag']) };
    expect((await viewer.get('/api/test/small.log', again)).statusCode).toBe(206);
    expect((await viewer.get('/api/test/small.log', { ...again, 'if-range': '"other"' })).statusCode).toBe(200);
  });

  test('what has not changed is not sent again, and what has is', async () => {
    viewer.write('test/changing.log', 'one\n');
    const { etag } = (await viewer.get('/api/test/changing.log')).headers;
    const ask = () => viewer.get('/api/test/changing.log', { 'if-none-match': String(etag) });
    expect((await ask()).statusCode).toBe(304);
    appendFileSync(viewer.path('test/changing.log'), 'two\n');
    expect((await ask()).body).toBe('one\ntwo\n');
  });

  test('is compressed for who takes that', async () => {
    viewer.write('test/long.log', 'the same line\n'.repeat(5_000));
    const answer = await viewer.get('/api/test/long.log', { 'accept-encoding': 'gzip' });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(answer.rawPayload.length).toBeLessThan(5_000);
    expect(gunzipSync(answer.rawPayload).toString()).toBe('the same line\n'.repeat(5_000));
  });

  test('tells all parameters that are wrong', async () => {
    const answer = await viewer.get('/api/test/small.log?fromLine=-1&lines=x&follow=yes&search=&limit=0&lines=2');
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      422,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.json()).toEqual(problem(422, 'bad_parameter'));
    for (const name of ['fromLine', 'lines', 'follow', 'search', 'limit'])
      expect(answer.json().detail).toContain(`${name}: got`);
  });
});

describe('names', () => {
  test('are decoded once', async () => {
    expect((await viewer.get(`/api/test/${encodeURIComponent('größe 1%.log')}`)).body).toBe('ü\n');
    expect((await viewer.get(`/api/test/${encodeURIComponent(encodeURIComponent('größe 1%.log'))}`)).statusCode).toBe(
      404,
    );
  });

  test.each([
    'test/missing.log',
    'test/link.log',
    'test/pipe.log',
    'test/folder.log',
    'up/secret.log',
    'alias/a.log',
    'test/..%2f..%2fsecret.log',
    'test/%2e%2e%2f%2e%2e%2fsecret.log',
    '..%2f/secret.log',
    '%2e%2e/secret.log',
    '%2e/secret.log',
    '-/jobs',
    'podnames/.keep',
    'test/small.log%00',
    'test/small.log%00.log',
    'test%2fsmall.log',
    'test/%2fetc%2fpasswd',
    `test/${'a'.repeat(300)}`,
    'missing',
    '-/nothing',
    'up',
    'test/small.log/more',
  ])('%s is nothing', async (name) => {
    const answer = await viewer.get(`/api/${name}`);
    expect([answer.statusCode, answer.body.includes('secret')]).toEqual([404, false]);
    expect(answer.json()).toEqual(problem(404));
  });

  test('that are no legal address, or longer than any, are refused', async () => {
    for (const name of ['%E0%A4%A', 'a'.repeat(3_000)])
      expect((await viewer.get(`/api/test/${name}`)).json()).toEqual(problem(400));
  });
});

describe('what the process has no right to', () => {
  test.each([
    '/api/guarded/a.log',
    '/api/guarded/a.log?follow=true',
    '/api/guarded/a.log?search=a',
    '/api/closed',
    '/api/closed/a.log',
  ])('is told to who may read, and logged: %s', async (url) => {
    const set = await createViewer();
    set.write('guarded/a.log', 'a\n');
    set.write('closed/a.log', 'a\n');
    set.write('open/a.log', 'a\n');
    chmodSync(dirname(set.folder), 0o755);
    chmodSync(set.path('guarded/a.log'), 0o000);
    chmodSync(set.path('closed'), 0o000);
    expect(await withoutRights(async () => (await set.get('/api/open/a.log')).body)).toBe('a\n');
    const answer = await withoutRights(() => set.get(url));
    chmodSync(set.path('closed'), 0o700);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      403,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.json()).toEqual(problem(403, 'not_readable'));
    expect(set.logged.filter((line) => line.includes('a log may not be read by this process'))).toHaveLength(1);
    const stranger = await withoutRights(() => set.app.inject(url));
    expect(stranger.statusCode).toBe(401);
  });
});

/** As somebody who has to keep to the rights of files, which root has not. */
async function withoutRights<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe('pod logs', () => {
  const podUrl = '/api/-/jobs/cds-film-0123/pods/cds-film-0123-abcde';

  beforeAll(() => {
    const path = join(viewer.podLogs, 'cds-film-0123', 'cds-film-0123-abcde.log');
    mkdirSync(dirname(path));
    writeFileSync(path, 'from the pod\n');
    writeFileSync(join(dirname(path), '.cds-film.log.1.part'), 'not whole');
    symlinkSync('/etc/passwd', join(dirname(path), 'link.log'));
  });

  test('are listed with the log of the Job', async () => {
    viewer.write('podnames/cds-film-0123.txt', '/var/log/cds_backend/test/small.log\n');
    expect((await viewer.get('/api/-/jobs/cds-film-0123')).json()).toEqual({
      name: 'cds-film-0123',
      log_url: '/log/test/small.log',
      pods: [{ name: 'cds-film-0123-abcde', size: 13, lastModified: expect.any(String), url: podUrl }],
    });
    const unknown = { name: 'cds-unknown', log_url: null, pods: [] };
    expect((await viewer.get('/api/-/jobs/cds-unknown')).json()).toEqual(unknown);
  });

  test('are read as logs are', async () => {
    expect((await viewer.get(`${podUrl}?lines=-1`)).body).toBe('from the pod\n');
    const names = ['link', '..%2fx', '.cds-film'].map((name) => podUrl.replace(/[^/]+$/, name));
    for (const url of [...names, '/api/-/jobs/..%2f/pods/x']) expect((await viewer.get(url)).statusCode).toBe(404);
  });

  test('are no route where their folder lies beside those of the routes', async () => {
    const store = new LogStore({ base: viewer.folder, podLogs: `${viewer.path('other')}/` });
    const { get } = await createViewer({ store });
    expect((await get('/api/routes')).json()).toEqual(['test']);
    for (const url of ['/api/other', '/api/other/a.log']) expect((await get(url)).statusCode).toBe(404);
  });

  test('events are not there without a broker', async () => {
    expect((await viewer.get('/api/-/jobs/cds-film-0123/events')).json()).toEqual(problem(404, 'no_events'));
  });
});

describe('whoever may not read', () => {
  const names = ['routes', 'test', 'missing', 'test/small.log', 'test/missing.log', 'test/..%2fx', '-/jobs/x', 'a/b/c'];

  test('is told the same of every name, and of no file', async () => {
    const forbidden = { authorization: `Bearer ${await tokenOf({ multimedia_admin: 'no' })}` };
    for (const headers of [{}, { authorization: 'Bearer x.y.z' }, forbidden]) {
      const answers = await Promise.all(names.map((name) => viewer.app.inject({ url: `/api/${name}`, headers })));
      const seen = answers.map(({ statusCode, body, headers: { date: _, ...rest } }) =>
        JSON.stringify([statusCode, body, rest]),
      );
      expect(new Set(seen).size).toBe(1);
      expect(answers[0]?.statusCode).toBe(headers === forbidden ? 403 : 401);
    }
  });

  test('leaves no token and no address in the log', async () => {
    const token = await tokenOf({ multimedia_admin: 'no' });
    await viewer.app.inject({
      url: `/api/test/small.log?token=${token}`,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(viewer.logged.join('')).toContain('a login was refused');
    expect(viewer.logged.join('')).not.toContain(token.slice(0, 20));
  });
});

describe('every answer', () => {
  test.each(['/api/routes', '/', '/livez', '/api/x/y', '/nothing'])(
    'of %s has headers that keep the page to itself',
    async (url) => {
      const { headers } = await viewer.get(url);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self'/);
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  test('lets pages of the origins that are set call, and no others', async () => {
    const set = await createViewer({ corsOrigins: ['https://pluto.example.com'] });
    const ask = async (origin: string, method: 'GET' | 'OPTIONS' = 'OPTIONS') =>
      (await set.app.inject({ method, url: '/api/routes', headers: { origin } })).headers;
    expect(await ask('https://pluto.example.com')).toMatchObject({
      'access-control-allow-origin': 'https://pluto.example.com',
      'access-control-allow-headers': expect.stringContaining('authorization'),
    });
    expect((await ask('https://pluto.example.com', 'GET'))['access-control-expose-headers']).toContain('x-log-lines');
    expect((await ask('https://evil.example.com'))['access-control-allow-origin']).toBeUndefined();
  });

  test('of the API is kept by nobody but who asked', async () => {
    expect((await viewer.get('/api/test/small.log')).headers['cache-control']).toBe('private, no-cache');
  });

  test.each(['/livez', '/readyz', '/metrics', '/cds/metrics', '/metrics?x'])(
    'at %s is not for who comes through an Ingress',
    async (url) => {
      const set = await createViewer({ root: '/cds' });
      const headers = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-forwarded-host'];
      const statuses = await Promise.all(
        headers.map(async (name) => (await set.app.inject({ url, headers: { [name]: '192.0.2.1' } })).statusCode),
      );
      expect(statuses).toEqual([404, 404, 404, 404]);
      expect((await set.app.inject(url)).statusCode).toBe(200);
    },
  );

  test('counts in the metrics, and health needs no token', async () => {
    expect((await viewer.app.inject('/readyz')).body).toBe('ok\n');
    expect((await viewer.app.inject('/metrics')).body).toMatch(/^cds_log_viewer_answers_total\{status="200"\} \d+$/m);
  });
});

describe('the page', () => {
  const index = { body: Buffer.from('<p>'), type: 'text/html; charset=utf-8', etag: 'W/"1"', isHashed: false };
  const script = { ...index, body: Buffer.from('1'), type: 'text/javascript; charset=utf-8', isHashed: true };
  const small = new Map([
    ['br', Buffer.from('br')],
    ['gzip', Buffer.from('gz')],
  ]);
  const compressed = { ...script, encoded: small };
  const page = {
    index,
    files: new Map([
      ['assets/page-0123abcd.js', script],
      ['page-4567abcd.js', compressed],
    ]),
  };

  test('answers every address that is none of the API, below its root and where a proxy took that away', async () => {
    const { app } = await createViewer({ page, root: '/cds' });
    for (const url of ['/cds', '/cds/', '/cds/log/test/small.log', '/job/cds-x', '/cds?x=1', '/cdsx']) {
      const answer = await app.inject(url);
      expect([url, answer.statusCode, answer.body, answer.headers['cache-control']]).toEqual([
        url,
        200,
        '<p>',
        'no-cache',
      ]);
    }
    const file = await app.inject('/cds/assets/page-0123abcd.js');
    expect([file.body, file.headers['cache-control']]).toEqual(['1', 'public, max-age=31536000, immutable']);
    expect((await app.inject('/cds/api/routes')).statusCode).toBe(401);
    expect((await app.inject({ method: 'POST', url: '/cds/' })).statusCode).toBe(405);
    expect((await app.inject({ url: '/', headers: { 'if-none-match': 'W/"1"' } })).statusCode).toBe(304);
  });

  test.each([
    ['br', 'gzip, deflate, br, zstd', 'br'],
    ['gz', 'gzip', 'gzip'],
    ['gz', 'br;q=0, GZIP;q=0.5', 'gzip'],
    ['1', 'gzip;q=0.0, identity', undefined],
    ['1', '', undefined],
  ])('comes as %j where %j is accepted', async (body, accepted, coding) => {
    const { app } = await createViewer({ page });
    const answer = await app.inject({ url: '/page-4567abcd.js', headers: { 'accept-encoding': accepted } });
    expect([answer.body, answer.headers['content-encoding']]).toEqual([body, coding]);
    expect(answer.headers).toMatchObject({ vary: 'accept-encoding', 'content-type': script.type });
  });

  test('may talk to the login, wherever its parts are', async () => {
    const { app } = await createViewer({
      page,
      loginOrigins: ['https://login.example.com', 'https://token.example.com'],
    });
    const { headers } = await app.inject('/');
    const sources = `connect-src 'self' https://login.example.com https://token.example.com;`;
    expect(headers['content-security-policy']).toContain(sources);
  });
});
