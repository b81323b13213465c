import type { Environment } from '../fleet.ts';

export default {
  name: 'production',
  purpose: 'production',
  cluster: {
    // as `kubectl get endpointslices -l kubernetes.io/service-name=kubernetes` has them
    apiServer: { cidrs: ['10.0.0.0/28'], ports: [443] },
    podCidrs: ['10.244.0.0/16'],
    ingress: {
      className: 'nginx',
      namespace: 'ingress-nginx',
      podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    },
  },
  systems: {
    hello: {
      api: {
        image: 'traefik/whoami:v1.11.0',
        replicas: { min: 2, max: 6, averageCpuPercent: 70 },
        exposure: { host: 'hello.example.com', tls: { secretName: 'hello-tls' } },
      },
      worker: { image: 'redis:7.2.11', replicas: 2 },
      queue: { image: 'redis:7.2.11', storage: { size: '5Gi' } },
    },
  },
} satisfies Environment;
