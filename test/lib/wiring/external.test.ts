import { describe, expect, test } from '@jest/globals';
import type { ExternalServiceSettings } from '../../../lib/wiring/external.ts';
import { DialledHost, DialledPort, ExternalUrl } from '../../../lib/wiring/address.ts';
import { chart, faults } from '../../support/build.ts';
import { mysql } from '../../support/units.ts';

const service = (settings: Partial<ExternalServiceSettings> = {}) => mysql(chart(), settings);

function refusals(settings: Partial<ExternalServiceSettings>): string[] {
  const scope = chart();
  mysql(scope, settings);
  return faults(scope);
}

const fault = (property: string, got: unknown, expected: string, remedy: string): string =>
  `test/shop/web: mysql.${property}: got ${Number.isNaN(got) ? 'NaN' : JSON.stringify(got)}; expected ${expected}; ${remedy} [ERR_EXTERNAL_ADDRESS]`;
const networkFault = (property: string, got: unknown): string =>
  fault(
    property,
    got,
    'a network in CIDR notation with zeros beyond the prefix, such as "10.20.0.0/16"',
    'write address and prefix length',
  );

describe('a service outside the cluster', () => {
  test('has a host and a port that declare who is dialled', () => {
    const outside = service();
    expect(outside.host).toBeInstanceOf(DialledHost);
    expect(outside.host).toMatchObject({ value: 'mysql.example.com', targets: [outside] });
    expect(outside.port).toBeInstanceOf(DialledPort);
    expect(outside.port).toMatchObject({ value: '3306', targets: [outside] });
    expect(outside.title).toBe('MySQL');
  });

  test('has a URL that declares who is dialled', () => {
    const outside = service({ port: 443 });
    expect(outside.url('/v1')).toBeInstanceOf(ExternalUrl);
    expect(outside.url('/v1')).toMatchObject({ value: 'https://mysql.example.com/v1', targets: [outside] });
  });

  test.each<[Partial<ExternalServiceSettings>, string]>([
    [{ port: 443 }, 'https://mysql.example.com'],
    [{ port: 80 }, 'https://mysql.example.com:80'],
    [{ port: 80, scheme: 'http' }, 'http://mysql.example.com'],
    [{ port: 443, scheme: 'http' }, 'http://mysql.example.com:443'],
    [{ port: 3306, scheme: 'mysql' }, 'mysql://mysql.example.com:3306'],
    [{ port: 443, host: '192.0.2.7' }, 'https://192.0.2.7'],
    // RFC 3986, section 3.2.2
    [{ port: 8443, host: '2001:db8::1' }, 'https://[2001:db8::1]:8443'],
  ])('with %j has the URL %s', (settings, url) => {
    expect(service(settings).url().value).toBe(url);
  });

  test('is at the same host where the path of its URL is written without a slash', () => {
    expect(service({ port: 443 }).url('v1').value).toBe('https://mysql.example.com/v1');
  });
});

describe('the settings of a service outside the cluster', () => {
  test.each(['mysql', 'mysql.example.com', '192.0.2.7', '2001:db8::1'])('may have the host %s', (host) => {
    expect(refusals({ host })).toEqual([]);
  });

  test.each([
    '',
    'https://mysql.example.com',
    'mysql.example.com:3306',
    'mysql.example.com/db',
    'my sql',
    'MySQL',
    '2001:db8::g',
  ])('fails when the host is %j', (host) => {
    const expected = 'a host name or address without scheme and port, such as "mysql.example.com"';
    expect(refusals({ host })).toEqual([fault('host', host, expected, 'write the host alone')]);
  });

  test.each([0, -1, 65536, 33.5, Number.NaN])('fails when the port is %d', (port) => {
    const expected = 'a whole number from 1 to 65535, such as 3306';
    expect(refusals({ port })).toEqual([fault('port', port, expected, 'write the port')]);
  });

  test('fails when no network is said, since a policy knows no host names', () => {
    expect(refusals({ networks: [] })).toEqual([
      fault('networks', [], 'at least one network, such as { cidr: "10.20.0.0/16" }', 'say where its addresses lie'),
    ]);
  });

  test('may have no network where it is reached through the ingress controller', () => {
    expect(refusals({ networks: [], throughIngress: true })).toEqual([]);
  });

  test('fails when a network or an exception is not as a NetworkPolicy takes it', () => {
    const networks = [
      { cidr: '10.0.0.1/8' },
      { cidr: '10.0.0.0/33' },
      { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '10.1.1.1/-1'] },
    ] as const;
    expect(refusals({ networks })).toEqual([
      networkFault('networks[0]', '10.0.0.1/8'),
      networkFault('networks[1]', '10.0.0.0/33'),
      networkFault('networks[2]', '10.1.1.1/-1'),
    ]);
  });

  // the API server: "must be a strict subset of `cidr`"
  test.each([
    { cidr: '10.20.0.0/16', except: ['10.30.0.0/24'] },
    { cidr: '10.20.0.0/16', except: ['10.0.0.0/8'] },
    { cidr: '10.20.0.0/16', except: ['10.20.0.0/16'] },
    { cidr: '0.0.0.0/0', except: ['2001:db8::/32'] },
  ] as const)('fails when an exception is no part of its network, as in %j', (network) => {
    expect(refusals({ networks: [network] })).toEqual([
      fault(
        'networks[0].except',
        network.except[0],
        `a network within "${network.cidr}" and smaller than it`,
        'correct the exception or leave it out',
      ),
    ]);
  });

  test('tells all that is wrong at once', () => {
    expect(refusals({ host: '', port: 0, networks: [] })).toHaveLength(3);
  });
});
