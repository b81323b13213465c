import { describe, expect, test } from '@jest/globals';
import { Chart, Duration } from 'cdk8s';
import { Probe } from '../../../lib/workloads/probe.ts';
import { objects } from '../../support/build.ts';
import { container, deployment, faultsOf, objectOf, podSpec, server } from '../../support/workloads.ts';

const kinds = (web: ReturnType<typeof server>): string[] => objects(Chart.of(web)).map(({ kind }) => kind);

describe('Server', () => {
  test('is a Deployment behind a Service, closed to all who are not known to call', () => {
    expect(kinds(server())).toEqual(['NetworkPolicy', 'Deployment', 'Service']);
    expect(objectOf(server(), 'NetworkPolicy')).not.toHaveProperty('spec.ingress');
  });

  test('is called by its id unless it has a name', () => {
    expect(deployment(server()).metadata).toMatchObject({ name: 'web', namespace: 'shop' });
    expect(deployment(server({ name: 'shop-front' })).metadata.name).toBe('shop-front');
  });

  test('fails when its name is not a DNS label', () => {
    expect(faultsOf(server({ name: 'Shop_Front' }))).toEqual([
      'test/shop/web/web/unit: name: got "Shop_Front"; expected at most 63 lower-case letters, digits and dashes, ' +
        'such as "worker-update"; rename it [ERR_NAME]',
    ]);
  });

  test('goes on serving for 5 seconds after it was told to stop, which its time to finish does not shorten', () => {
    const web = server({ shutdown: Duration.seconds(20) });
    expect(container(web).lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
    expect(podSpec(web).terminationGracePeriodSeconds).toBe(25);
  });

  test('has 30 seconds to finish unless said otherwise', () => {
    expect(podSpec(server()).terminationGracePeriodSeconds).toBe(35);
  });

  test('listens on its ports, by name', () => {
    const ports = { http: 8080, dns: { number: 5353, protocol: 'UDP' } } as const;
    expect(container(server({ ports })).ports).toEqual([
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'dns', containerPort: 5353, protocol: 'UDP' },
    ]);
  });

  test('fails when it has no port', () => {
    const probes = { readiness: Probe.exec(['ready'], 'ready'), liveness: Probe.exec(['alive'], 'alive') };
    expect(faultsOf(server({ ports: {}, probes }))).toEqual([
      'test/shop/web/web: ports: got {}; expected at least one port, such as { http: 8080 }; ' +
        'declare the port it listens on [ERR_PORT]',
    ]);
  });

  test.each([
    ['a number above 65535', { http: 65_536 }],
    ['a name of 16 characters', { 'web-http-traffic': 8080 }],
  ])('fails when a port has %s', (_what, ports) => {
    expect(faultsOf(server({ ports }))).toContainEqual(expect.stringMatching(/^test\/shop\/web\/web\/unit: ports\./));
  });
});

describe('the addresses of a Server', () => {
  test('are those of its Service', () => {
    const web = server({ ports: { http: 8080 } });
    expect(web.url('http', '/v1').value).toBe('http://web.shop.svc.cluster.local:8080/v1');
    expect(web.host('http').value).toBe('web.shop.svc.cluster.local');
    expect(web.port('http').value).toBe('8080');
  });

  test('fails when a port is asked for that it does not have', () => {
    const web = server();
    web.url('https');
    expect(faultsOf(web)).toEqual([
      'test/shop/web/web/unit: ports: got "https"; expected one of the declared ports: "http"; ' +
        'declare the port or correct its name [ERR_PORT]',
    ]);
  });
});

describe('the public URL of a Server', () => {
  test.each([
    [{ host: 'shop.example.com' }, 'http://shop.example.com'],
    [{ host: 'shop.example.com', path: '/front', tls: { secretName: 'tls' } }, 'https://shop.example.com/front'],
  ])('at %j is %s', (exposure, url) => {
    expect(server({ exposure }).publicUrl.value).toBe(url);
  });

  test.each([
    ['is not exposed', undefined],
    ['is exposed at a node port', { nodePort: 30_500 }],
  ])('fails when it %s', (_how, exposure) => {
    const web = server({ exposure });
    expect(web.publicUrl.value).toBe('http://not-exposed.invalid');
    expect(faultsOf(web)).toEqual([
      'test/shop/web/web: exposure: got nothing; expected a public host, since its public URL is used; ' +
        'give it one in the environment [ERR_EXPOSURE]',
    ]);
  });
});
