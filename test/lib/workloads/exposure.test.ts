import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { Exposure } from '../../../lib/workloads/exposure.ts';
import { Probe } from '../../../lib/workloads/probe.ts';
import { Server } from '../../../lib/workloads/server.ts';
import { anImage, chart, faults, objects, someResources } from '../../support/build.ts';
import { faultsOf, objectOf, server } from '../../support/workloads.ts';

const ingress = (exposure: Exposure): IIngress => objectOf(server({ exposure }), 'Ingress');
const policy = (exposure?: Exposure): INetworkPolicy => objectOf(server({ exposure }), 'NetworkPolicy');
const host = 'shop.example.com';

describe('a public host', () => {
  test('is an Ingress that sends all its paths to the first port', () => {
    const web = server({ ports: { http: 8080, metrics: 9090 }, exposure: { host } });
    expect(objectOf<IIngress>(web, 'Ingress').spec?.rules).toEqual([
      {
        host,
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { name: 'http' } } } }],
        },
      },
    ]);
  });

  test("is served by the environment's ingress controller", () => {
    expect(ingress({ host }).spec?.ingressClassName).toBe('public');
  });

  test('may be a part of a host', () => {
    expect(ingress({ host, path: '/front' }).spec?.rules?.[0]?.http?.paths[0]?.path).toBe('/front');
  });

  test('is plain http unless there is a certificate', () => {
    expect(ingress({ host }).spec).not.toHaveProperty('tls');
  });

  test('has a certificate from a Secret', () => {
    const found = ingress({ host, tls: { secretName: 'shop-tls' } });
    expect(found.spec?.tls).toEqual([{ hosts: [host], secretName: 'shop-tls' }]);
    expect(found.metadata?.annotations ?? {}).toEqual({});
  });

  test('has a certificate from an issuer, beside the annotations it is given', () => {
    const tls = { secretName: 'shop-tls', clusterIssuer: 'letsencrypt' };
    const annotations = { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' };
    expect(ingress({ host, tls, annotations }).metadata?.annotations).toEqual({
      'cert-manager.io/cluster-issuer': 'letsencrypt',
      'nginx.ingress.kubernetes.io/proxy-body-size': '8m',
    });
  });

  test("lets the ingress controller's pods in, and nobody else", () => {
    expect(policy({ host }).spec?.ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress' } },
            podSelector: { matchLabels: { app: 'ingress-controller' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('fails when the environment names no ingress controller, which the compiler would have said', () => {
    const scope = chart({ cluster: { ingress: undefined } });
    const probes = { readiness: Probe.none('a test'), liveness: Probe.none('a test') };
    new Server(scope, 'web', {
      image: anImage,
      resources: someResources,
      ports: { http: 80 },
      probes,
      exposure: { host },
    });
    expect(faults(scope)).toEqual([
      'test/shop/web/web: exposure.host: got "shop.example.com"; expected an environment that says which ingress ' +
        'controller serves it; correct it in the environment [ERR_EXPOSURE]',
    ]);
  });

  test('fails when it has a scheme', () => {
    expect(faultsOf(server({ exposure: { host: 'https://shop.example.com' } }))).toEqual([
      'test/shop/web/web: exposure.host: got "https://shop.example.com"; expected a host name without scheme and port, ' +
        'such as "logs.example.com"; correct it in the environment [ERR_EXPOSURE]',
    ]);
  });

  test('fails when its path does not begin with a slash', () => {
    expect(faultsOf(server({ exposure: { host, path: 'front' } }))).toEqual([
      'test/shop/web/web: exposure.path: got "front"; expected a path that begins with a slash, such as "/logs"; ' +
        'correct it in the environment [ERR_EXPOSURE]',
    ]);
  });

  test('fails when nobody said which ingress controller there is', () => {
    const plain = new Chart(new App(), 'plain', { namespace: 'shop' });
    expect(faultsOf(server({ exposure: { host } }, plain))).toEqual([
      expect.stringMatching(/exposure\.host: .*which ingress controller serves it.*\[ERR_EXPOSURE\]$/),
    ]);
  });
});

describe('the way in', () => {
  test.each<[string, Exposure, string]>([
    ['a public host by its URL', { host }, 'http://shop.example.com'],
    [
      'a part of a host with TLS by its URL',
      { host, path: '/front', tls: { secretName: 'shop-tls' } },
      'https://shop.example.com/front',
    ],
    ['a node port by its number', { nodePort: 30_500 }, 'node port 30500'],
  ])('is called as people know it: %s', (_, exposure, name) => {
    expect([...server({ exposure }).unit.endpoint('http').outside]).toEqual([expect.objectContaining({ name })]);
  });
});

describe('a node port', () => {
  test('lets all in that come from outside, but no pods: they must use the Service', () => {
    expect(policy({ nodePort: 30_500 }).spec?.ingress).toEqual([
      {
        from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.244.0.0/16'] } }],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('needs no Ingress', () => {
    const kinds = objects(Chart.of(server({ exposure: { nodePort: 30_500 } }))).map(({ kind }) => kind);
    expect(kinds).not.toContain('Ingress');
  });

  test.each([0, 65_536, 30.5])('fails when it is %p', (nodePort) => {
    expect(faultsOf(server({ exposure: { nodePort } }))).toEqual([
      `test/shop/web/web: exposure.nodePort: got ${nodePort}; expected a port of the cluster's node port range, ` +
        'such as 30500; correct it in the environment [ERR_EXPOSURE]',
    ]);
  });
});

test('a Server that is not exposed lets nobody in', () => {
  expect(policy()).not.toHaveProperty('spec.ingress');
});
