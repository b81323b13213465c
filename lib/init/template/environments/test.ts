import type { Environment } from '../fleet.ts';

export default {
  name: 'test',
  purpose: 'test',
  cluster: {
    apiServer: { cidrs: ['10.0.1.0/28'], ports: [443] },
    podCidrs: ['10.244.0.0/16'],
    ingress: {
      className: 'nginx',
      namespace: 'ingress-nginx',
      podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    },
  },
  systems: {
    hello: {
      api: { image: 'traefik/whoami:v1.11.0', replicas: 1, exposure: { host: 'hello.test.example.com' } },
      worker: { image: 'redis:7.2.11', replicas: 1 },
      queue: { image: 'redis:7.2.11', storage: { size: '1Gi' } },
    },
  },
} satisfies Environment;
