import { describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { readServers } from '../../../../lib/systems/fxa/catalogue/data.ts';
import type { DemoSettings, ServerTuning } from '../../../../lib/systems/fxa/settings.ts';
import { containerOf, fxaFaults, podOf, renderFxa, variablesOf } from '../../../support/fxa/rendered.ts';
import { loadAll, type Fleet } from '../../../support/systems.ts';

const { local, production } = await loadAll();
const fleet = renderFxa(production);
const servers = readServers().filter(({ stop, variables }) => stop && Object.keys(variables).length > 0);
const publicInternet = [{ cidr: '0.0.0.0/0' }] as const;
const small = { cpu: '100m', memory: '512Mi' } as const;

const policyOf = (path: string, of: Fleet = fleet) => of.object<INetworkPolicy>(path, 'NetworkPolicy').spec;
const egressPorts = (path: string, of: Fleet = fleet) =>
  policyOf(path, of)?.egress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port));

describe('StatsD', () => {
  const emitting = ['fxa-auth-server', 'fxa-content-server', 'fxa-event-broker', 'fxa-payments-server'];
  const host = 'statsd.fxa.svc.cluster.local';

  test.each([
    ['fxa-auth-server', { STATSD_ENABLE: 'true', DD_AGENT_HOST: host, DD_DOGSTATSD_PORT: '8125' }],
    ['fxa-payments-server', { STATSD_ENABLE: 'true', DD_AGENT_HOST: host, DD_DOGSTATSD_PORT: '8125' }],
    ['fxa-content-server', { METRIC_ENABLED: 'true', METRIC_HOST: host, METRIC_PORT: '8125' }],
    ['fxa-event-broker', { METRIC_HOST: host, METRIC_PORT: '8125', METRIC_USE_TELEGRAF: 'false' }],
  ])('is told of to %s by its own variables', (name, variables) => {
    expect(variablesOf(fleet, `production/fxa/${name}`)).toMatchObject(variables);
  });

  test('is dialled by the servers that emit metrics alone, by UDP', () => {
    const rules = policyOf('production/fxa/statsd')?.ingress ?? [];
    expect(rules.map(({ ports }) => ports)).toEqual(emitting.map(() => [{ port: 8125, protocol: 'UDP' }]));
    const callers = rules.flatMap(({ from = [] }) =>
      from.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name']),
    );
    expect(callers.map(String).toSorted()).toEqual(emitting);
    expect(fleet.object('production/fxa/statsd', 'Service')).toMatchObject({
      spec: {
        ports: [
          { port: 8125, protocol: 'UDP' },
          { port: 8126, protocol: 'TCP' },
        ],
      },
    });
  });

  test('that is off turns metrics off in all of them', () => {
    const off = renderFxa(production, { statsd: 'off' });
    const of = (name: string) => variablesOf(off, `production/fxa/${name}`);
    expect(of('fxa-auth-server')).toMatchObject({ STATSD_ENABLE: 'false' });
    expect(of('fxa-payments-server')).toMatchObject({ STATSD_ENABLE: 'false' });
    expect(of('fxa-content-server')).toMatchObject({ METRIC_ENABLED: 'false' });
    // the broker emits by default, to localhost
    expect(of('fxa-event-broker')).toMatchObject({ METRIC_HOST: '' });
    expect(off.texts.has('production/fxa/statsd')).toBe(false);
  });

  test('hands metrics to Graphite, which it alone dials', () => {
    const { data } = fleet.object<{ data: Record<string, string> }>('production/fxa/statsd', 'ConfigMap');
    expect(JSON.parse(data['config.js'] ?? '')).toMatchObject({
      graphiteHost: 'graphite.example.com',
      graphitePort: 2003,
      backends: ['./backends/graphite'],
    });
    expect(egressPorts('production/fxa/statsd')).toContain(2003);
  });

  test('is an exporter where Prometheus reads metrics, and dials nobody', () => {
    const exporter = renderFxa(local);
    expect(containerOf(exporter, 'local/fxa/statsd').args).toEqual([
      '--statsd.listen-udp=:8125',
      '--statsd.listen-tcp=',
      '--web.listen-address=:8126',
    ]);
    const policy = policyOf('local/fxa/statsd', exporter);
    expect(policy).not.toHaveProperty('egress');
    expect(policy?.ingress?.[0]).toMatchObject({
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } } }],
      ports: [{ port: 8126, protocol: 'TCP' }],
    });
  });
});

describe('the end of a pod', () => {
  test.each(servers.map(({ name, stop }) => [name, stop?.onSigterm ?? 'ignores'] as const))(
    'of %s, which %s at SIGTERM, comes after requests have found another',
    (name, onSigterm) => {
      const { terminationGracePeriodSeconds = 0, containers } = podOf(fleet, `production/fxa/${name}`);
      const delay = containers[0]?.lifecycle?.preStop?.sleep?.seconds ?? 0;
      expect(delay).toBeGreaterThanOrEqual(5);
      // one that serves on until SIGKILL is not waited for longer than a request takes
      expect(terminationGracePeriodSeconds - delay).toBe(onSigterm === 'ends' ? 30 : 10);
    },
  );
});

describe('several pods', () => {
  const { systems } = production;

  test.each([
    ['fxa-auth-server', 3, 10, 60],
    ['fxa-content-server', 2, 6, 70],
    ['fxa-profile-server', 2, 6, 70],
    ['fxa-graphql-api', 2, 6, 70],
  ] as const)('of %s follow the CPU, of which each asks for some', (name, minReplicas, maxReplicas, percent) => {
    const path = `production/fxa/${name}`;
    expect(fleet.object(path, 'HorizontalPodAutoscaler')).toMatchObject({
      spec: {
        minReplicas,
        maxReplicas,
        scaleTargetRef: { kind: 'Deployment', name },
        metrics: [{ resource: { name: 'cpu', target: { averageUtilization: percent } } }],
      },
    });
    expect(fleet.object<IDeployment>(path, 'Deployment').spec).not.toHaveProperty('replicas');
    expect(containerOf(fleet, path).resources?.requests).toHaveProperty('cpu');
  });

  test('of extra processes open connections to MySQL too', () => {
    const servers = {
      ...systems.fxa.servers,
      'fxa-auth-server': {
        ...systems.fxa.servers?.['fxa-auth-server'],
        extraProcesses: {
          'verification-reminders': { schedule: '*/10 * * * *', resources: small },
          'email-notifications': { resources: small },
        },
      },
    };
    const mysql = { ...systems.fxa.mysql, maxConnections: 540 };
    expect(fxaFaults(production, { mysql })).toEqual([]);
    expect(fxaFaults(production, { mysql, servers })).toEqual([
      expect.stringMatching(/expected at least 600, .*fxa-auth-server 14 x 20/),
    ]);
  });

  test('of a demonstration do not compile without a cookie', () => {
    const demos: DemoSettings = {
      '123done': { replicas: 2, sessionAffinity: 'cookie' },
      // @ts-expect-error two pods of which a browser may find the other
      '321done': { replicas: 2 },
    };
    // @ts-expect-error nor by the settings of single servers
    const tuning: ServerTuning<'123done'> = { replicas: 2 };
    const others: ServerTuning<'fxa-customs-server'> = { replicas: 2 };
    expect([demos, tuning, others]).toHaveLength(3);
  });
});

describe('extra processes', () => {
  const asked = (name: 'fxa-auth-server' | 'fxa-mail-service', extraProcesses: object, more: object = {}) => {
    const { servers, mysql } = production.systems.fxa;
    return renderFxa(production, {
      mysql: { ...mysql, maxConnections: 2000 },
      servers: { ...servers, [name]: { ...servers?.[name], extraProcesses, ...more } },
    });
  };

  test.each([
    ['fxa-auth-server', 'email-notifications', 'Deployment'],
    ['fxa-auth-server', 'profile-server-messaging', 'Deployment'],
    ['fxa-auth-server', 'verification-reminders', 'CronJob'],
    ['fxa-auth-server', 'paypal-processor', 'CronJob'],
  ] as const)('of %s: %s is a %s of its own, with the image and folder of the server', (name, process, kind) => {
    expect(fleet.texts.has(`production/fxa/${process}`)).toBe(false);
    const own = { resources: small, ...(kind === 'CronJob' && { schedule: '*/10 * * * *' }) };
    const found = asked(name, { [process]: own });
    const text = JSON.stringify(found.object(`production/fxa/${process}`, kind));
    const { image, workingDir } = containerOf(fleet, `production/fxa/${name}`);
    const { command } = readServers().find((each) => each.name === name)?.extraProcesses?.[process] ?? {};
    expect(text).toContain(`"image":${JSON.stringify(image)}`);
    expect(text).toContain(`"workingDir":${JSON.stringify(workingDir)}`);
    expect(text).toContain(`"command":${JSON.stringify(command)}`);
  });

  test('of the mail service run its image, which none of the others has', () => {
    const found = asked('fxa-mail-service', { 'email-queues': { resources: small } });
    expect(containerOf(found, 'production/fxa/email-queues')).toMatchObject({
      image: 'registry.example.com/berth/fxa-email-service:1.206.0',
      command: ['/app/bin/fxa_email_queues'],
    });
  });

  test('dial what their server dials, also where no variable says so', () => {
    const stripe = { host: 'api.stripe.com', port: 8443, networks: publicInternet };
    const found = asked(
      'fxa-auth-server',
      { 'paypal-processor': { schedule: '0 * * * *', resources: small } },
      { reaches: { Stripe: stripe } },
    );
    expect(egressPorts('production/fxa/fxa-auth-server', found)).toContain(8443);
    expect(egressPorts('production/fxa/paypal-processor', found)).toContain(8443);
  });
});

describe('the event broker', () => {
  test('has a key for Pub/Sub, without which it publishes nothing', () => {
    expect(variablesOf(fleet, 'production/fxa/fxa-event-broker')).toMatchObject({
      GOOGLE_APPLICATION_CREDENTIALS: '/etc/fxa/keys/google-credentials.json',
    });
    expect(JSON.stringify(podOf(fleet, 'production/fxa/fxa-event-broker').volumes)).toContain(
      'google-credentials.json',
    );
  });

  test('may dial Pub/Sub', () => {
    const pubsub = { host: 'pubsub.googleapis.com', port: 8443, networks: publicInternet };
    const found = renderFxa(production, {
      eventBroker: { ...(production.systems.fxa.eventBroker as object), pubsub },
    });
    expect(egressPorts('production/fxa/fxa-event-broker', found)).toContain(8443);
  });

  test('needs no key for an emulator of Pub/Sub', () => {
    const emulator = { host: 'pubsub.test.example.com', port: 8085, networks: publicInternet };
    const found = renderFxa(local, {
      eventBroker: { ...(local.systems.fxa.eventBroker as object), pubsub: { emulator } },
    });
    const variables = variablesOf(found, 'local/fxa/fxa-event-broker');
    expect(variables).toMatchObject({ PUBSUB_EMULATOR_HOST: 'pubsub.test.example.com:8085' });
    expect(variables).not.toHaveProperty('GOOGLE_APPLICATION_CREDENTIALS');
    expect(egressPorts('local/fxa/fxa-event-broker', found)).toContain(8085);
  });
});
