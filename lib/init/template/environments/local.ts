import type { Environment } from '../fleet.ts';

/** For minikube, kind or k3d: needs nothing but the cluster, whose default storage class it takes. */
export default {
  name: 'local',
  purpose: 'local',
  cluster: {
    apiServer: { cidrs: ['0.0.0.0/0'], ports: [443, 6443, 8443] },
    podCidrs: ['10.42.0.0/16', '10.244.0.0/16'],
    ingress: {
      className: 'nginx',
      namespace: 'ingress-nginx',
      podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' },
    },
  },
  systems: {
    hello: {
      api: { image: 'traefik/whoami:v1.11.0', replicas: 1, exposure: { nodePort: 30080 } },
      worker: { image: 'redis:7.2.11', replicas: 1 },
      queue: { image: 'redis:7.2.11', storage: { size: '1Gi' } },
    },
  },
} satisfies Environment;
