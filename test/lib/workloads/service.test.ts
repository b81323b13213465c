import { describe, expect, test } from '@jest/globals';
import type { IService } from 'kubernetes-models/v1/Service';
import { deployment, objectOf, server } from '../../support/workloads.ts';

const service = (web: ReturnType<typeof server>): IService => objectOf(web, 'Service');

describe('a Service', () => {
  test('is for the cluster only, under the name of its unit', () => {
    expect(service(server())).toMatchObject({
      metadata: { name: 'web', namespace: 'shop' },
      spec: { type: 'ClusterIP' },
    });
  });

  test('selects the pods of its Deployment', () => {
    const web = server();
    expect(service(web).spec?.selector).toEqual(deployment(web).spec.selector.matchLabels);
  });

  test('has all ports, by name, at the number the pods have', () => {
    const ports = { http: 8080, dns: { number: 5353, protocol: 'UDP' } } as const;
    expect(service(server({ ports })).spec?.ports).toEqual([
      { name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' },
      { name: 'dns', port: 5353, targetPort: 'dns', protocol: 'UDP' },
    ]);
  });

  test('has its first port, and no other, at every node where that is asked for', () => {
    const web = server({ ports: { http: 8080, metrics: 9090 }, exposure: { nodePort: 30_500 } });
    expect(service(web).spec).toMatchObject({
      type: 'NodePort',
      ports: [{ name: 'http', nodePort: 30_500 }, { name: 'metrics' }],
    });
    expect(service(web).spec?.ports?.[1]).not.toHaveProperty('nodePort');
  });
});
