import { Duration, Size } from 'cdk8s';
import fc from 'fast-check';
import type { VariableSpec } from '../../../lib/contract/variables.ts';
import { DialledHost, DialledPublicUrl, DialledText, ExternalUrl, PublicUrl } from '../../../lib/wiring/address.ts';

const labels = fc.string({ unit: fc.constantFrom(...'ab0-_'), minLength: 1, maxLength: 6 });
const hosts = fc.oneof(
  fc.constantFrom('localhost', 'api.example.com', '10.0.0.1', '1.2.3', 'a.b.svc.cluster.local.'),
  fc.array(labels, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
);
const paths = fc.oneof(fc.constantFrom('', '/', '/v1', '/a%20b', '/a b', '?q=1', '/<x>'), fc.webPath());
const suffixes = [
  '',
  '/v1',
  '/v2',
  '/token',
  '/api/oauth',
  '/a/{id}',
  '/v1/oauth/subscriptions/clients',
  '/?oauth_pkce_redirect=1',
];
const queues = ['https://sqs.us-east-1.amazonaws.com/111122223333/accounts', 'http://sqs.fxa.svc.cluster.local:9324/q'];

/** Texts that are URLs more or less; about half end as the pattern of a variable wants it. */
function urls({ pattern = '', schemes = ['http', 'https'] }: VariableSpec): fc.Arbitrary<string> {
  const matching = suffixes.filter((suffix) => new RegExp(pattern).test(`https://a.example.com${suffix}`));
  const scheme = fc.oneof(fc.constantFrom(...schemes), fc.constantFrom('ftp', 'wss', 'HTTPS'));
  const port = fc.constantFrom('', '', ':8080', ':0', ':65536');
  const made = fc
    .tuple(scheme, hosts, port, paths)
    .map(([first, host, number, path]) => `${first}://${host}${number}${path}`);
  const plain = fc
    .tuple(fc.constantFrom(...schemes), fc.domain(), port)
    .map(([first, host, number]) => `${first}://${host}${number}`);
  const wanted =
    matching.length === 0
      ? fc.constantFrom(...queues)
      : fc.tuple(plain, fc.constantFrom(...matching)).map((parts) => parts.join(''));
  return fc.oneof(wanted, wanted, fc.webUrl({ withQueryParameters: true, withFragments: true }), made);
}

const counts = fc.oneof(fc.nat(100), fc.integer({ min: -2, max: 70_000 }), fc.maxSafeInteger());
const texts = fc.string({ unit: fc.constantFrom('a', 'B', '0', ' ', ',', '.', '$', '{', '"', 'ä', '-', '/') });
const json = fc
  .dictionary(fc.oneof(fc.string({ unit: fc.constantFrom('a', 'b', '_'), minLength: 1 }), fc.string()), fc.jsonValue())
  // convict copies what it holds, and loses this key
  .filter((value) => !JSON.stringify(value).includes('__proto__'));

/** Values that a variable of a type may be given, and some that it refuses. */
export function valuesOf(spec: VariableSpec): fc.Arbitrary<unknown> {
  const { or = [] } = spec;
  return or.length === 0 ? typed(spec) : fc.oneof(typed(spec), typed(spec), fc.constantFrom(...or));
}

function typed(spec: VariableSpec): fc.Arbitrary<unknown> {
  const publicUrls = urls(spec).map((url) => new PublicUrl(url));
  switch (spec.type) {
    case 'text':
      if (spec.oneOf !== undefined) return fc.oneof(fc.constantFrom(...spec.oneOf), texts);
      return fc.oneof(texts, ...(spec.pattern === undefined ? [] : [fc.stringMatching(new RegExp(spec.pattern))]));
    case 'path':
      return texts.map((text) => `/${text}`);
    case 'host':
      return hosts.map((host) => new DialledHost(host, []));
    case 'host-port':
      return fc.tuple(hosts, fc.nat(65_535)).map(([host, port]) => new DialledText(`${host}:${port}`, []));
    case 'url':
      return urls(spec).map((url) => new ExternalUrl(url, []));
    case 'public-url':
      return publicUrls;
    case 'dialled-public-url':
      return publicUrls.map((url) => new DialledPublicUrl(url, []));
    case 'public-authority':
      return publicUrls.map((url) => url.authority);
    case 'integer':
    case 'port':
      return counts;
    case 'number':
      return fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.double(), counts);
    case 'boolean':
      return fc.boolean();
    case 'seconds':
      return counts.map((count) => Duration.seconds(Math.abs(count)));
    case 'milliseconds':
      return counts.map((count) => Duration.millis(Math.abs(count)));
    case 'duration':
      return fc.oneof(
        counts.map((count) => Duration.millis(Math.abs(count))),
        fc
          .tuple(
            counts,
            fc.constantFrom('millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year', 'm'),
            fc.constantFrom('', 's', 'S'),
          )
          .map(([count, unit, plural]) => `${count} ${unit}${plural}`),
        fc.constantFrom('1.5 hours', '5', '5seconds', '5  seconds', ' 5 seconds', '5 Seconds'),
      );
    case 'timestamp':
      return fc.date({ noInvalidDate: false });
    case 'bytes':
      return fc.nat(10_000).map((count) => Size.kibibytes(count));
    case 'list':
      return spec.of === 'public-url'
        ? fc.array(publicUrls)
        : fc.array(spec.of === 'path' ? texts.map((text) => `/${text}`) : texts);
    case 'regexp':
      return fc.oneof(fc.constantFrom(/^$/, /.+@example\.com$/, /a\/b/, /x/i, /\p{L}/u), texts.map(escaped));
    case 'json':
      if (spec.of === 'public-url')
        return spec.json === 'array' ? fc.array(publicUrls) : fc.dictionary(texts, publicUrls);
      return spec.json === 'array' ? fc.array(fc.jsonValue()) : json;
  }
}

const escaped = (text: string): RegExp => new RegExp(text.replaceAll(/[.$^*+?()[\]{}|\\/]/g, '\\$&'));
