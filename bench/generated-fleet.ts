import type { IJob } from 'kubernetes-models/batch/v1/Job';
import { ConfigFiles } from '../lib/config/config-files.ts';
import { addManifest } from '../lib/core/manifest.ts';
import { containerSecurityContext, podSecurityContext } from '../lib/core/pod-defaults.ts';
import { SystemApp } from '../lib/core/system-app.ts';
import { synthesize } from '../lib/synth/command.ts';
import type { ClusterUrl } from '../lib/wiring/address.ts';
import { Probe } from '../lib/workloads/probe.ts';
import { Server } from '../lib/workloads/server.ts';
import { Claim } from '../lib/workloads/volumes.ts';

const image = 'registry.example.com/generated/service:1.4.2';
const namespace = 'generated';
const migration = '#!/bin/sh\nset -eu\n\nfor step in /migrations/*.sql; do\n  psql --file "$step"\ndone\n';

/** A fleet of many units, each a deployment key of its own with six objects; each unit dials the one before it. */
export function generatedFleet(units: number): SystemApp[] {
  const app = new SystemApp(
    {
      name: 'generated',
      purpose: 'test',
      cluster: {
        apiServer: { cidrs: ['10.1.0.0/28'], ports: [6443] },
        podCidrs: ['10.244.0.0/16'],
        ingress: { className: 'nginx', namespace: 'ingress-nginx', podLabels: { app: 'ingress-nginx' } },
      },
    },
    'services',
  );
  let previous: ClusterUrl | undefined;
  for (let index = 0; index < units; index += 1) previous = addUnit(app, index, previous).url('http');
  return [app];
}

/** ConfigMap, Deployment, Service, NetworkPolicy, PersistentVolumeClaim and Job. */
function addUnit(app: SystemApp, index: number, previous: ClusterUrl | undefined): Server {
  const name = `service-${index}`;
  const chart = app.chart(name, namespace);
  const files = { 'app.conf': `name = ${name}\nport = 8080\nworkers = ${(index % 8) + 1}\n`, 'migrate.sh': migration };
  const config = new ConfigFiles(chart, 'config', { name: `${name}-config`, files });
  const data = new Claim(chart, 'data', { name: `${name}-data`, storage: { size: '1Gi' } });
  const server = new Server(chart, name, {
    image,
    resources: { cpu: '100m', memory: '128Mi' },
    ports: { http: 8080 },
    probes: {
      readiness: Probe.http('/readyz', 'it fails while its database is away'),
      liveness: Probe.http('/livez', 'it asks for nothing but the process itself'),
    },
    variables: { PORT: '8080', SERVICE_NAME: name, LOG_LEVEL: 'info', ...(previous ? { PREVIOUS_URL: previous } : {}) },
    mounts: { '/etc/service': config, '/data': data },
  });
  addManifest<IJob>(chart, 'migration', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: `${name}-migration`, namespace },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: 600,
      ttlSecondsAfterFinished: 86400,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'migration' } },
        spec: {
          automountServiceAccountToken: false,
          restartPolicy: 'Never',
          securityContext: podSecurityContext(10001),
          containers: [
            {
              name: 'migration',
              image,
              command: ['/bin/sh', '/etc/service/migrate.sh'],
              resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
              securityContext: containerSecurityContext,
              volumeMounts: [{ name: 'config', mountPath: '/etc/service', readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', ...config.source }],
        },
      },
    },
  });
  return server;
}

if (import.meta.main) {
  const [units, folder = 'dist'] = process.argv.slice(2);
  const { files, objects } = await synthesize(generatedFleet(Number(units)), folder);
  console.log(`${files} files, ${objects} objects`);
}
