import { describe, expect, test } from '@jest/globals';
import { BerthError } from '../../../lib/core/errors.ts';
import {
  address,
  ClusterUrl,
  DialledHost,
  DialledPort,
  DialledPublicUrl,
  DialledText,
  ExternalUrl,
  PublicUrl,
  type DialledAddress,
} from '../../../lib/wiring/address.ts';
import { chart } from '../../support/build.ts';
import { mysql, unit } from '../../support/units.ts';

const here = 'test/lib/wiring/address.test.ts';
const scope = chart();
const web = unit('web', scope);
const http = web.endpoint('http');
const outside = mysql(scope);

describe('an address that a program dials', () => {
  const all: readonly DialledAddress[] = [
    new ClusterUrl('http://web:8080', [http]),
    new ExternalUrl('https://mysql.example.com', [outside]),
    new DialledHost('web', [http]),
    new DialledPort('8080', [http]),
    new DialledText('web:8080', [http]),
    new DialledPublicUrl(new PublicUrl('https://web.example.com'), [http]),
  ];
  /** What an act throws; places are those of this file. */
  const thrown = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (error instanceof BerthError) return `${error.code} ${error.message.replace(/(, at [^;]*):\d+:\d+;/, '$1;')}`;
    }
    return 'nothing';
  };
  const refusal = (one: DialledAddress): string =>
    `ERR_ADDRESS_AS_TEXT ${one.constructor.name} ${one.value}: used as plain text, at ${here}; expected the address itself as ` +
    'the value of a variable; use withPath(), or address`...` to put addresses into a text [ERR_ADDRESS_AS_TEXT]';

  test.each(all.map((one) => [one.constructor.name, one] as const))('fails when a %s is put into a text', (_, one) => {
    for (const use of [() => one.toString(), () => one + '/v1', () => String(one), () => [one].join()]) {
      expect(thrown(use)).toBe(refusal(one));
    }
  });

  test.each(all.map((one) => [one.constructor.name, one] as const))('fails when a %s is put into JSON', (_, one) => {
    expect(thrown(() => JSON.stringify({ url: one }))).toBe(refusal(one));
  });
});

describe('the URL of a unit', () => {
  test('leads to the same unit at another path', () => {
    const url = web.url('http').withPath('/v1/items');
    expect(url).toBeInstanceOf(ClusterUrl);
    expect(url.value).toBe('http://web.shop.svc.cluster.local:8080/v1/items');
    expect(url.targets).toEqual([http]);
  });

  test('takes the place of a path it had', () => {
    expect(web.url('http', '/v1').withPath('/v2').value).toBe('http://web.shop.svc.cluster.local:8080/v2');
  });

  test('keeps a scheme that is none of the web', () => {
    const db = unit('db', scope, { ports: { redis: 6379 } });
    expect(db.url('redis').withPath('/1').value).toBe('redis://db.shop.svc.cluster.local:6379/1');
  });

  test.each(['v1', '/v1', '//v1'])('stays with the unit where the path is written %s', (path) => {
    expect(new URL(web.url('http').withPath(path).value).host).toBe('web.shop.svc.cluster.local:8080');
  });
});

describe('a text with addresses', () => {
  test('holds their values and declares their targets, each once', () => {
    const text = address`mysql://${outside.host}:${outside.port}/${'shop'}?pool=${5}&via=${web.url('http')}`;
    expect(text).toBeInstanceOf(DialledText);
    expect(text.value).toBe('mysql://mysql.example.com:3306/shop?pool=5&via=http://web.shop.svc.cluster.local:8080');
    expect(text.targets).toEqual([outside, http]);
  });

  test('may be part of another', () => {
    const text = address`[${address`${outside.host}`}]`;
    expect(text).toMatchObject({ value: '[mysql.example.com]', targets: [outside] });
  });

  test('may hold none', () => {
    expect(address`a\tb${'$'}`).toMatchObject({ value: 'a\tb$', targets: [] });
  });
});

describe('a public URL', () => {
  test.each([
    ['https://logs.example.com', 'https://logs.example.com'],
    ['https://logs.example.com/', 'https://logs.example.com'],
    ['https://logs.example.com/viewer//', 'https://logs.example.com/viewer'],
  ])('%s has no slash at its end', (url, value) => {
    expect(new PublicUrl(url).value).toBe(value);
    expect(String(new PublicUrl(url))).toBe(value);
  });

  test.each([
    ['/v1', 'https://example.com/api/v1'],
    ['v1', 'https://example.com/api/v1'],
    ['//v1/', 'https://example.com/api/v1'],
    ['/', 'https://example.com/api'],
  ])('leads below itself at the path %s', (path, value) => {
    expect(new PublicUrl('https://example.com/api').withPath(path).value).toBe(value);
  });

  test.each([
    ['https://Accounts.example.com/v1', 'accounts.example.com'],
    ['http://localhost:3030', 'localhost:3030'],
    ['https://a.example.com:443', 'a.example.com:443'],
    ['https://me@a.example.com?b', 'a.example.com'],
    ['https://[fd00::1]:8443#c', '[fd00::1]:8443'],
    ['not a URL', ''],
  ])('%s has an authority', (url, value) => {
    expect(new PublicUrl(url).authority.value).toBe(value);
  });
});

test('a public URL that is dialled is the text that browsers get, and a connection', () => {
  const url = new PublicUrl('https://accounts.example.com/').withPath('/v1');
  expect(new DialledPublicUrl(url, [http, outside])).toMatchObject({
    value: 'https://accounts.example.com/v1',
    targets: [http, outside],
  });
});
