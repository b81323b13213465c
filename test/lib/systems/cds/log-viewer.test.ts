import { beforeAll, describe, expect, test } from '@jest/globals';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { logViewerVariables } from '../../../../lib/contract/env.ts';
import { mountPaths } from '../../../../lib/contract/job.ts';
import { readVariables } from '../../../../lib/contract/variables.ts';
import {
  environmentNames,
  environmentOf,
  loadAll,
  renderFleet,
  withSettings,
  type Fleet,
} from '../../../support/systems.ts';

let environments: Awaited<ReturnType<typeof loadAll>>;
let fleet: Fleet;

beforeAll(async () => {
  environments = await loadAll();
  fleet = renderFleet(...Object.values(environments));
});

const podOf = (path: string, of: Fleet = fleet): IPodSpec =>
  of.object<IDeployment>(path, 'Deployment').spec?.template.spec as IPodSpec;
const envOf = (path: string, of: Fleet = fleet): Record<string, string> =>
  environmentOf(podOf(path, of).containers[0] ?? { name: '' });

describe.each(environmentNames)('the log viewer in %s', (environment) => {
  const path = `${environment}/cds/log-viewer`;

  test('gets what it needs, and no variable that it does not know', () => {
    const env = envOf(path);
    expect(Object.keys(env).filter((name) => !Object.hasOwn(logViewerVariables, name))).toEqual([]);
    expect(readVariables(logViewerVariables, env).faults).toBeUndefined();
  });

  test('follows the events of Jobs at the broker that the responder has, and logs in there as it does', () => {
    const env = envOf(path);
    const broker = Object.entries(envOf(`${environment}/cds/responder`)).filter(([name]) =>
      name.startsWith('RABBITMQ_'),
    );
    const hidden = (value: string) => value.replace('responder', 'log-viewer');
    expect(broker).toHaveLength(5);
    expect(env).toMatchObject(Object.fromEntries(broker.map(([name, value]) => [name, hidden(value)])));
    expect(env['RABBITMQ_PASSWD']).toMatch(/^from .*\/password$/);
    const { egress } = fleet.object<{ spec: { egress: { ports: object[] }[] } }>(path, 'NetworkPolicy').spec;
    expect(egress.map(({ ports }) => ports)).toContainEqual([{ port: 5672, protocol: 'TCP' }]);
  });

  test('reads the logs that Jobs and responder write, and cannot change them', () => {
    const { containers, volumes } = podOf(path);
    const mount = containers[0]?.volumeMounts?.find(({ mountPath }) => mountPath === mountPaths.logs);
    expect(mount?.readOnly).toBe(true);
    expect(volumes).toContainEqual({ name: mount?.name, persistentVolumeClaim: { claimName: 'logs' } });
    expect(envOf(path)).toMatchObject({
      LOG_BASE_PATH: mountPaths.logs,
      POD_LOGS_BASEPATH: envOf(`${environment}/cds/responder`)['POD_LOGS_BASEPATH'],
    });
  });

  test('is served under its path, and knows it', () => {
    expect(fleet.object(path, 'Ingress')).toHaveProperty('spec.rules.0.http.paths.0.path', '/logs');
    expect(envOf(path)['DEPLOYMENT_ROOT']).toBe('/logs');
  });

  test('has no token', () => {
    expect(podOf(path).automountServiceAccountToken).toBe(false);
  });

  test('is reached by the ingress controller alone', () => {
    const { ingress } = fleet.object<{ spec: { ingress: object[] } }>(path, 'NetworkPolicy').spec;
    expect(ingress).toEqual([
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ]);
  });
});

describe('the login at the log viewer', () => {
  test('outside the cluster is where the environment says it is', () => {
    expect(envOf('production/cds/log-viewer')).toMatchObject({
      OIDC_ISSUER: 'https://login.example.com',
      OIDC_CLIENT_ID: 'log-viewer',
      JWT_PUBLIC_CERT_PATH: 'https://login.example.com/keys',
      ADMIN_CLAIM_NAME: 'multimedia_admin',
    });
  });

  test('takes tokens of that issuer, to the letter, for whomever: an access token need not be for the client', () => {
    const issuer = 'https://login.example.com/';
    const found = renderFleet(
      withSettings(environments.test, 'cds', (settings) => ({
        ...settings,
        logViewer: { ...settings.logViewer, login: { ...settings.logViewer.login, issuer } },
      })),
    );
    expect(envOf('test/cds/log-viewer', found)['JWT_ISSUER']).toBe(issuer);
    expect(envOf('test/cds/log-viewer', found)).not.toHaveProperty('JWT_AUDIENCE');
  });

  test('may be spread over other origins, and its tokens be for one alone', () => {
    const more = { audience: 'logs', origins: ['https://token.example.com', 'https://oauth2.example.com'] };
    const found = renderFleet(
      withSettings(environments.test, 'cds', (settings) => ({
        ...settings,
        logViewer: { ...settings.logViewer, login: { ...settings.logViewer.login, ...more } },
      })),
    );
    expect(envOf('test/cds/log-viewer', found)).toMatchObject({
      JWT_AUDIENCE: 'logs',
      OIDC_ORIGINS: 'https://token.example.com,https://oauth2.example.com',
    });
  });

  test('may ask for another claim', () => {
    const found = renderFleet(
      withSettings(environments.test, 'cds', (settings) => ({
        ...settings,
        logViewer: { ...settings.logViewer, login: { ...settings.logViewer.login, adminClaim: 'log_reader' } },
      })),
    );
    expect(envOf('test/cds/log-viewer', found)['ADMIN_CLAIM_NAME']).toBe('log_reader');
  });

  describe('by Dex', () => {
    interface DexConfig {
      readonly issuer: string;
      readonly staticClients: readonly object[];
      readonly staticPasswords: readonly object[];
    }
    const config = (): DexConfig => {
      const { data } = fleet.object<IConfigMap>('local/cds/dex', 'ConfigMap');
      return JSON.parse(data?.['config.json'] ?? '') as DexConfig;
    };

    test('has the issuer that browsers and tokens name, and its keys inside the cluster', () => {
      expect(config().issuer).toBe('http://cds.localhost/dex');
      expect(envOf('local/cds/log-viewer')).toMatchObject({
        OIDC_ISSUER: 'http://cds.localhost/dex',
        JWT_PUBLIC_CERT_PATH: 'http://dex.cds.svc.cluster.local:5556/dex/keys',
      });
    });

    test('takes tokens of Dex for the page alone, whose access tokens are for the client too', () => {
      expect(envOf('local/cds/log-viewer')).toMatchObject({
        JWT_ISSUER: config().issuer,
        JWT_AUDIENCE: 'log-viewer',
      });
    });

    test('has a user who may read logs, by a claim that Dex can make', () => {
      expect(envOf('local/cds/log-viewer')['ADMIN_CLAIM_NAME']).toBe('name');
      expect(config().staticPasswords).toEqual([expect.objectContaining({ username: 'yes' })]);
    });

    test('sends people back to the page, with and without a slash at its end', () => {
      expect(config().staticClients).toEqual([
        {
          id: 'log-viewer',
          name: 'Log viewer',
          public: true,
          redirectURIs: expect.arrayContaining(['http://cds.localhost/logs', 'http://cds.localhost/logs/']),
        },
      ]);
    });

    test("has its user's password hash from a Secret, not from its configuration", () => {
      expect(config().staticPasswords).toEqual([expect.not.objectContaining({ hash: expect.anything() })]);
      expect(config().staticPasswords).toEqual([expect.objectContaining({ hashFromEnv: 'DEX_PASSWORD_HASH' })]);
      expect(envOf('local/cds/dex')['DEX_PASSWORD_HASH']).toBe('from dex-1/password-hash');
    });

    test('is reached by browsers and by the log viewer', () => {
      const { ingress } = fleet.object<{ spec: { ingress: object[] } }>('local/cds/dex', 'NetworkPolicy').spec;
      expect(ingress).toHaveLength(2);
      expect(ingress).toContainEqual({
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'log-viewer' } } }],
        ports: [{ port: 5556, protocol: 'TCP' }],
      });
    });
  });
});
