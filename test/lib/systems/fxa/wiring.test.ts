import { describe, expect, test } from '@jest/globals';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { containerOf, podOf, renderFxa, variablesOf } from '../../../support/fxa/rendered.ts';
import { environmentNames, loadAll } from '../../../support/systems.ts';

const environments = await loadAll();
const fleets = Object.fromEntries(environmentNames.map((name) => [name, renderFxa(environments[name])]));
const { local, production } = environments;
const fxa = (name: string, environment = 'production') =>
  variablesOf(fleets[environment]!, `${environment}/fxa/${name}`);
const files = (environment: string): string[] =>
  [...fleets[environment]!.texts.keys()].map((path) => path.replace(`${environment}/fxa/`, ''));

/** The servers that have an Ingress in an environment. */
const exposed = (environment: string): string[] =>
  files(environment).filter((file) =>
    fleets[environment]!.objects(`${environment}/fxa/${file}`).some(({ kind }) => kind === 'Ingress'),
  );

const ingress = (name: string, environment = 'production') =>
  fleets[environment]!.object<IIngress>(`${environment}/fxa/${name}`, 'Ingress');

describe('the servers', () => {
  test.each(environmentNames)('in %s are all there', (environment) => {
    expect(files(environment)).toEqual(
      expect.arrayContaining([
        'fxa-auth-server',
        'fxa-auth-db-mysql',
        'fxa-content-server',
        'fxa-customs-server',
        'fxa-profile-server',
        'fxa-profile-server-worker',
        'fxa-profile-server-static',
        'fxa-payments-server',
        'fxa-graphql-api',
        'fxa-event-broker',
        'fxa-mail-service',
        'browserid-verifier',
        '123done',
        '321done',
        'fortress',
        'mozilla-sync',
        'redis',
        'memcached',
        'statsd',
        'schema-fxa',
        'schema-fxa-oauth',
        'schema-fxa-profile',
      ]),
    );
  });

  test('that dial public hosts find them at the ingress controller, where its address is known', () => {
    const ingress = { ...local.cluster.ingress, address: '10.96.0.80' };
    const fleet = renderFxa({ ...local, cluster: { ...local.cluster, ingress } });
    const aliases = (name: string) => podOf(fleet, `local/fxa/${name}`).hostAliases;
    const hostnames = Object.values(local.systems.fxa.public.hosts).sort();
    for (const name of ['fxa-graphql-api', '123done', '321done', 'browserid-verifier'])
      expect({ name, aliases: aliases(name) }).toEqual({ name, aliases: [{ ip: '10.96.0.80', hostnames }] });
    expect(aliases('fxa-auth-server')).toBeUndefined();
    expect(podOf(fleets['local']!, 'local/fxa/fxa-graphql-api').hostAliases).toBeUndefined();
  });

  test('have a MySQL of their own in local, and one outside elsewhere', () => {
    expect(environmentNames.filter((environment) => files(environment).includes('mysql'))).toEqual(['local']);
  });

  test('that an environment does not want are not there, and nobody is given their addresses', () => {
    const fleet = renderFxa(production, {
      eventBroker: 'off',
      mailService: 'off',
      sync: 'off',
      demos: 'off',
      statsd: 'off',
    });
    const there = [...fleet.texts.keys()].join('\n');
    expect(there).not.toMatch(/event-broker|mail-service|mozilla-sync|done|fortress|statsd/);
    const auth = variablesOf(fleet, 'production/fxa/fxa-auth-server');
    expect(auth).not.toHaveProperty('EMAIL_SERVICE_HOST');
    expect(auth).toMatchObject({ STATSD_ENABLE: 'false' });
    expect(variablesOf(fleet, 'production/fxa/fxa-content-server')).toMatchObject({ METRIC_ENABLED: 'false' });
  });

  test('run their programs directly, so that signals and exit codes arrive', () => {
    expect(containerOf(fleets['production']!, 'production/fxa/fxa-auth-db-mysql')).toMatchObject({
      command: ['node', 'bin/server.js'],
      workingDir: '/fxa/packages/fxa-auth-db-mysql',
    });
  });

  test('are told apart by the variable server where the launcher of the image starts them', () => {
    const fleet = renderFxa(local, { startedBy: 'launcher' });
    expect(containerOf(fleet, 'local/fxa/fxa-customs-server')).not.toHaveProperty('command');
    expect(variablesOf(fleet, 'local/fxa/fxa-customs-server')).toMatchObject({ server: 'fxa-customs-server' });
    expect(variablesOf(fleet, 'local/fxa/mozilla-sync')).not.toHaveProperty('server');
  });

  test('have no service links, which would overwrite their ports', () => {
    for (const file of files('local').filter((name) => !/^(00|schema|avatars)/.test(name)))
      expect(podOf(fleets['local']!, `local/fxa/${file}`).enableServiceLinks).toBe(false);
  });

  test('are each told the mode in a word of their own', () => {
    expect(fxa('fxa-auth-server', 'test')['NODE_ENV']).toBe('stage');
    expect(fxa('fxa-content-server', 'test')['NODE_ENV']).toBe('production');
    expect(fxa('fxa-payments-server', 'test')['NODE_ENV']).toBe('production');
    expect(fxa('fxa-auth-server')['NODE_ENV']).toBe('prod');
    expect(fxa('fxa-mail-service', 'local')['FXA_EMAIL_ENV']).toBe('dev');
  });

  test('serve built pages in every environment', () => {
    for (const environment of environmentNames)
      expect(fxa('fxa-content-server', environment)).toMatchObject({
        NODE_ENV: 'production',
        STATIC_DIRECTORY: 'dist',
        PAGE_TEMPLATE_SUBDIRECTORY: 'dist',
      });
  });
});

describe('the outside', () => {
  test.each(environmentNames)('reaches exactly the public servers in %s', (environment) => {
    expect(exposed(environment).sort()).toEqual([
      '123done',
      '321done',
      'fortress',
      'fxa-auth-server',
      'fxa-content-server',
      'fxa-event-broker',
      'fxa-graphql-api',
      'fxa-payments-server',
      'fxa-profile-server',
      'fxa-profile-server-static',
      'mozilla-sync',
    ]);
  });

  test('reaches each at a host of its own, with a certificate of its own', () => {
    expect(ingress('fxa-auth-server').spec).toMatchObject({
      tls: [{ hosts: ['api-accounts.example.com'], secretName: 'fxa-auth-server-tls' }],
      rules: [{ host: 'api-accounts.example.com' }],
    });
  });

  test('reaches of the event broker nothing but the path that Pub/Sub pushes to', () => {
    expect(ingress('fxa-event-broker').spec?.rules?.[0]?.http?.paths.map(({ path }) => path)).toEqual(['/v1/proxy']);
  });

  test('may upload pictures as large as the profile server takes', () => {
    expect(ingress('fxa-profile-server').metadata?.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/proxy-body-size': '2m',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '120',
    });
  });

  test.each(['fxa-auth-server', 'fxa-content-server', 'fxa-profile-server', 'fxa-payments-server'])(
    'is known to %s by its own address, whatever the number of proxies',
    (name) => {
      expect(fxa(name)['CLIENT_ADDRESS_DEPTH']).toBe('3');
      expect(fxa(name, 'local')['CLIENT_ADDRESS_DEPTH']).toBe('2');
    },
  );

  test('is led back to the same pod of a demonstration that has several', () => {
    const fleet = renderFxa(production, {
      demos: { '123done': { replicas: 2, sessionAffinity: 'cookie' }, '321done': {} },
    });
    expect(fleet.object<IIngress>('production/fxa/123done', 'Ingress').metadata?.annotations).toMatchObject({
      'nginx.ingress.kubernetes.io/affinity': 'cookie',
    });
    expect(fleet.object('production/fxa/123done', 'Deployment')).toMatchObject({ spec: { replicas: 2 } });
  });
});

/** Whether a value is an address inside the cluster. */
const isInside = (text: string): boolean => text.includes('.svc.cluster.local');

describe('addresses', () => {
  test('of payments are all public, and those of content but for Redis and StatsD', () => {
    expect(
      Object.entries(fxa('fxa-payments-server'))
        .filter(([, text]) => isInside(text))
        .map(([name]) => name),
    ).toEqual(['DD_AGENT_HOST']);
    expect(
      Object.entries(fxa('fxa-content-server'))
        .filter(([, text]) => isInside(text))
        .map(([name]) => name),
    ).toEqual(['FEATURE_FLAGS_REDIS_HOST', 'METRIC_HOST']);
  });

  test('of auth in graphql are public, since requests are signed over them, and lead through the ingress controller', () => {
    expect(fxa('fxa-graphql-api')['AUTH_SERVER_URL']).toBe('https://api-accounts.example.com/v1');
    const policy = fleets['local']!.object<INetworkPolicy>('local/fxa/fxa-graphql-api', 'NetworkPolicy');
    expect(policy.spec?.egress).toContainEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
          podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
        },
      ],
      ports: [{ port: 80, protocol: 'TCP' }],
    });
  });

  test('end as each server wants them', () => {
    expect(fxa('fxa-auth-server')).toMatchObject({
      PROFILE_SERVER_URL: 'http://fxa-profile-server.fxa.svc.cluster.local:1111',
      VERIFICATION_URL: 'http://browserid-verifier.fxa.svc.cluster.local:5050/v2',
    });
    expect(fxa('fxa-profile-server')).toMatchObject({
      AUTH_SERVER_URL: 'http://fxa-auth-server.fxa.svc.cluster.local:9000/v1',
      OAUTH_SERVER_URL: 'http://fxa-auth-server.fxa.svc.cluster.local:9000/v1',
    });
    expect(fxa('fxa-mail-service')['FXA_EMAIL_AUTHDB_BASEURI']).toMatch(/:8000\/$/);
  });

  test.each(['123done', '321done'])('of %s are public, and it may dial them', (name) => {
    const variables = fxa(name);
    expect(Object.values(variables).filter(isInside)).toEqual([]);
    const policy = fleets['production']!.object<INetworkPolicy>(`production/fxa/${name}`, 'NetworkPolicy');
    expect(policy.spec?.egress?.flatMap(({ ports = [] }) => ports.map(({ port }) => port))).toContain(443);
  });

  test('of databases and caches are known to those alone that use them', () => {
    const policy = fleets['local']!.object<INetworkPolicy>('local/fxa/memcached', 'NetworkPolicy');
    const callers = policy.spec?.ingress?.flatMap(({ from = [] }) =>
      from.map(({ podSelector }) => podSelector?.matchLabels?.['app.kubernetes.io/name']),
    );
    expect(callers?.sort()).toEqual(['fxa-auth-server', 'fxa-customs-server']);
  });
});

describe('hard-won rules', () => {
  test('an auth server of several pods does not rewrite clients, and a Job does', () => {
    const oauth = { clients: [{ id: 'dcdb5ae7add825d2', name: 'Demo, with a comma' }] };
    const fleet = renderFxa(production, { oauth });
    expect(variablesOf(fleet, 'production/fxa/fxa-auth-server')).toMatchObject({
      DB_AUTO_UPDATE_CLIENTS: 'false',
      CONFIG_FILES: '/etc/fxa/config/oauth.json',
    });
    const files = fleet.object<{ data: Record<string, string> }>('production/fxa/fxa-auth-server', 'ConfigMap').data;
    expect(JSON.parse(files['oauth.json'] ?? '')).toEqual({ oauthServer: oauth });
    expect(fleet.texts.has('production/fxa/oauth-clients')).toBe(true);
    const one = renderFxa(local, { oauth });
    expect(variablesOf(one, 'local/fxa/fxa-auth-server')['DB_AUTO_UPDATE_CLIENTS']).toBe('true');
    expect(one.texts.has('local/fxa/oauth-clients')).toBe(false);
  });

  test('no server makes its schema', () => {
    expect(fxa('fxa-auth-server')['CREATE_MYSQL_SCHEMA']).toBe('false');
    expect(fxa('fxa-profile-server')['CREATE_MYSQL_SCHEMA']).toBe('false');
  });

  test('keys are files from a Secret, one path each', () => {
    expect(podOf(fleets['local']!, 'local/fxa/fxa-auth-server').volumes).toContainEqual({
      name: 'etc-fxa-keys',
      secret: {
        secretName: 'fxa-auth-server-1',
        items: ['browserid-public-key', 'browserid-secret-key', 'vapid-keys', 'openid-key'].map((key) => ({
          key,
          path: `${key}.json`,
        })),
      },
    });
    expect(fxa('fxa-auth-server')).toMatchObject({ VAPID_KEYS_FILE: '/etc/fxa/keys/vapid-keys.json' });
  });

  test('the event broker does not wait for capabilities that are not there', () => {
    expect(fxa('fxa-event-broker')).toMatchObject({ CAPABILITY_FAIL_ON_START: 'false', METRIC_USE_TELEGRAF: 'false' });
    const fleet = renderFxa(local, {
      eventBroker: { ...(local.systems.fxa.eventBroker as object), capabilities: true },
    });
    expect(variablesOf(fleet, 'local/fxa/fxa-event-broker')).toMatchObject({
      CAPABILITY_URL: 'http://fxa-auth-server.fxa.svc.cluster.local:9000/v1/oauth/subscriptions/clients',
      CAPABILITY_AUTH_TOKEN: 'from keys-1/subscriptions-secret',
    });
  });

  test('the event broker finds its emulator of Firestore at port 9090', () => {
    expect(fxa('fxa-event-broker', 'local')['FIRESTORE_EMULATOR_HOST']).toBe('firestore.fxa.svc.cluster.local:9090');
    expect(fleets['local']!.object('local/fxa/firestore', 'Service')).toMatchObject({
      spec: { ports: [{ port: 9090 }] },
    });
  });

  test('the URL of a queue in the cluster says a region', () => {
    expect(fxa('fxa-event-broker', 'local')['SERVICE_NOTIFICATION_QUEUE_URL']).toMatch(/\/\/sqs\.fxa\./);
  });

  test('events go nowhere rather than to a topic that is not there', () => {
    expect(fxa('fxa-auth-server', 'local')['SNS_TOPIC_ARN']).toBe('disabled');
    const fleet = renderFxa(local, { sqs: undefined, eventBroker: 'off' } as never);
    expect(variablesOf(fleet, 'local/fxa/fxa-profile-server')).toMatchObject({ EVENTS_ENABLED: 'false' });
  });

  test('sync answers probes, which come to another address than the public one', () => {
    expect(fxa('mozilla-sync')['SYNCSERVER_FORCE_WSGI_ENVIRON']).toBe('true');
  });

  test('321done is the untrusted client at a port of its own', () => {
    expect(fxa('321done')).toMatchObject({ CONFIG_123DONE: './config-local-untrusted.json', PORT: '10139' });
  });

  test('profile, which only hands pictures on, has a folder of its own where they are on a volume', () => {
    const mounted = (name: string) =>
      podOf(fleets['local']!, `local/fxa/${name}`).volumes?.find(({ name: volume }) => volume === 'srv-avatars');
    expect(mounted('fxa-profile-server')).toHaveProperty('emptyDir');
    expect(mounted('fxa-profile-server-worker')).toHaveProperty('persistentVolumeClaim.claimName', 'avatars');
    expect(mounted('fxa-profile-server-static')).toHaveProperty('persistentVolumeClaim.claimName', 'avatars');
  });

  test('pictures on S3 need no static server, and the image worker may have several pods', () => {
    const fleet = renderFxa(production, {
      avatars: {
        bucket: 'example-avatars',
        url: 'https://avatars.example.org',
        service: { host: 's3.us-east-1.amazonaws.com', port: 443, networks: [{ cidr: '0.0.0.0/0' }] },
      },
      servers: { ...production.systems.fxa.servers, 'fxa-profile-server-worker': { replicas: 3 } },
    });
    expect(fleet.texts.has('production/fxa/fxa-profile-server-static')).toBe(false);
    expect(variablesOf(fleet, 'production/fxa/fxa-content-server')['FXA_PROFILE_IMAGES_URL']).toBe(
      'https://avatars.example.org',
    );
    expect(variablesOf(fleet, 'production/fxa/fxa-profile-server')['IMG_URL']).toBe(
      'https://avatars.example.org/a/{id}',
    );
  });

  test('a password goes to the mail relay by TLS alone, and not through the mail service', () => {
    expect(fxa('fxa-auth-server')).toMatchObject({ SMTP_SECURE: 'true', SMTP_USER: expect.stringMatching(/^from /) });
    expect(fxa('fxa-mail-service')).toMatchObject({ FXA_EMAIL_PROVIDER_DEFAULT: 'ses' });
  });

  test('StatsD takes UDP, and is probed at its TCP port', () => {
    const { ports, readinessProbe } = containerOf(fleets['production']!, 'production/fxa/statsd');
    expect(ports).toContainEqual({ name: 'statsd', containerPort: 8125, protocol: 'UDP' });
    expect(readinessProbe?.tcpSocket?.port).toBe('mgmt');
    expect(fxa('fxa-auth-server')).toMatchObject({ STATSD_ENABLE: 'true', DD_DOGSTATSD_PORT: '8125' });
  });

  test('extra processes run with what their server has, once they are asked for', () => {
    expect(files('production').join()).not.toContain('verification-reminders');
    const resources = { cpu: '100m', memory: '1Gi' } as const;
    const fleet = renderFxa(local, {
      mysql: { ...local.systems.fxa.mysql, maxConnections: 300 },
      servers: {
        ...local.systems.fxa.servers,
        'fxa-auth-server': {
          extraProcesses: {
            'verification-reminders': { schedule: '*/10 * * * *', resources },
            'email-notifications': { resources },
          },
        },
      },
    });
    expect(fleet.object('local/fxa/verification-reminders', 'CronJob')).toMatchObject({
      spec: { schedule: '*/10 * * * *' },
    });
    expect(variablesOf(fleet, 'local/fxa/email-notifications')).toMatchObject({
      REDIS_HOST: 'redis.fxa.svc.cluster.local',
    });
  });
});
