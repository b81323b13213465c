import { describe, expect, test } from '@jest/globals';
import {
  healthPaths,
  logViewerVariables,
  publishedJournalKey,
  rabbitmqVariables,
  reaperVariables,
  responderVariables,
} from '../../../lib/contract/env.ts';
import { readVariables, type VariableTable } from '../../../lib/contract/variables.ts';

const rabbitmq = { RABBITMQ_HOST: 'rabbitmq', RABBITMQ_USER: 'cds', RABBITMQ_PASSWD: 'p' };
const rabbitmqDefaults = {
  RABBITMQ_PORT: 5672,
  RABBITMQ_VHOST: '/',
  RABBITMQ_CONNECTION_ATTEMPTS: 3,
  RABBITMQ_RETRY_DELAY: 3,
  RABBITMQ_TLS: false,
};
const processDefaults = { HTTP_PORT: 8080, LOG_LEVEL: 'info', SHUTDOWN_TIMEOUT: 25 };
const tables: Readonly<Record<string, VariableTable>> = {
  responder: responderVariables,
  reaper: reaperVariables,
  'log viewer': logViewerVariables,
};
const namesWith = (table: VariableTable, property: 'required' | 'secret') =>
  Object.keys(table).filter((name) => table[name]?.[property]);

describe('with no more than it requires', () => {
  test('the responder takes the published defaults', () => {
    const least = { ...rabbitmq, INMETA_PATH: '/mnt/inmeta' };
    expect(namesWith(responderVariables, 'required').sort()).toEqual(Object.keys(least).sort());
    expect(readVariables(responderVariables, least)).toEqual({
      values: { ...least, ...rabbitmqDefaults, ...processDefaults, PREFETCH: 64, KEEP_JOBS: false },
    });
  });

  test('the reaper takes the published defaults', () => {
    const least = { ...rabbitmq, REDIS_HOST: 'redis' };
    expect(namesWith(reaperVariables, 'required').sort()).toEqual(Object.keys(least).sort());
    expect(readVariables(reaperVariables, least)).toEqual({
      values: {
        ...least,
        ...rabbitmqDefaults,
        ...processDefaults,
        REDIS_PORT: 6379,
        REDIS_TLS: false,
        REDIS_DB_NUM: 0,
        MY_EXCHANGE: 'cdsresponder',
        LEASE_NAME: 'cds-reaper',
        LEASE_DURATION: 15,
      },
    });
  });

  test('the log viewer takes the published defaults', () => {
    const least = { JWT_PUBLIC_CERT_PATH: 'https://login.example.com/jwks' };
    expect(namesWith(logViewerVariables, 'required')).toEqual(Object.keys(least));
    expect(readVariables(logViewerVariables, least)).toEqual({
      values: {
        ...least,
        ...processDefaults,
        LOG_BASE_PATH: '/var/log/cds_backend',
        ADMIN_CLAIM_NAME: 'multimedia_admin',
        KEY_TIME_OUT: 86400,
        TOKEN_STORAGE_KEY: 'pluto:access-token',
        ...rabbitmqDefaults,
      },
    });
  });
});

test('each process reads these variables and no others', () => {
  const all = Object.keys(processDefaults);
  const both = [...all, ...Object.keys(rabbitmqVariables), 'NAMESPACE', 'KUBE_CONFIG'];
  const folders = ['INMETA_PATH', 'INMETA_XSD', 'TEMPLATES_PATH', 'ROUTES_PATH', 'POD_LOGS_BASEPATH'];
  expect(Object.keys(responderVariables).sort()).toEqual([...both, ...folders, 'PREFETCH', 'KEEP_JOBS'].sort());
  const redis = ['HOST', 'PORT', 'DB_NUM', 'PASS', 'TLS', 'TLS_CA', 'TLS_CERT', 'TLS_KEY'].map(
    (name) => `REDIS_${name}`,
  );
  expect(Object.keys(reaperVariables).sort()).toEqual(
    [...both, ...redis, 'MY_EXCHANGE', 'LEASE_NAME', 'LEASE_DURATION'].sort(),
  );
  expect(Object.keys(logViewerVariables).sort()).toEqual(
    [
      ...all,
      'LOG_BASE_PATH',
      'POD_LOGS_BASEPATH',
      'JWT_PUBLIC_CERT_PATH',
      'ADMIN_CLAIM_NAME',
      'KEY_TIME_OUT',
      'DEPLOYMENT_ROOT',
      'OIDC_ISSUER',
      'OIDC_CLIENT_ID',
      'OIDC_ORIGINS',
      'JWT_ISSUER',
      'JWT_AUDIENCE',
      'TOKEN_STORAGE_KEY',
      'CORS_ORIGINS',
      ...Object.keys(rabbitmqVariables),
    ].sort(),
  );
});

test('the passwords of RabbitMQ and Redis are secret, and nothing else', () => {
  expect(namesWith(responderVariables, 'secret')).toEqual(['RABBITMQ_PASSWD']);
  expect(namesWith(reaperVariables, 'secret')).toEqual(['RABBITMQ_PASSWD', 'REDIS_PASS']);
  expect(namesWith(logViewerVariables, 'secret')).toEqual(['RABBITMQ_PASSWD']);
});

test.each(Object.entries(tables))(
  'every variable of the %s has a meaning of one line, and a name that shells take',
  (_, table) => {
    for (const [name, { meaning, required, ...spec }] of Object.entries(table)) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(meaning).toMatch(/^[^\n]{10,120}$/);
      expect(required && spec.default).toBeUndefined();
    }
  },
);

test.each<[string, boolean]>([
  ['yes', true],
  ['true', true],
  ['YES', true],
  ['no', false],
  ['False', false],
])('KEEP_JOBS reads %s as %s', (word, keep) => {
  const env = { ...rabbitmq, INMETA_PATH: '/mnt/inmeta', KEEP_JOBS: word };
  expect(readVariables(responderVariables, env).values?.KEEP_JOBS).toBe(keep);
});

test.each(['', '1', 'on'])('fails when KEEP_JOBS is %j', (word) => {
  const env = { ...rabbitmq, INMETA_PATH: '/mnt/inmeta', KEEP_JOBS: word };
  expect(readVariables(responderVariables, env).faults).toEqual([
    { at: 'KEEP_JOBS', problem: `got "${word}"; expected "yes" or "true" or "no" or "false"` },
  ]);
});

test('KEEP_JOBS is written as yes or no', () => {
  expect(responderVariables.KEEP_JOBS.words).toEqual({ true: 'yes', false: 'no' });
});

test('fails when RabbitMQ may not be tried at all', () => {
  const env = { ...rabbitmq, REDIS_HOST: 'redis', RABBITMQ_CONNECTION_ATTEMPTS: '0' };
  expect(readVariables(reaperVariables, env).faults?.map(({ at }) => at)).toEqual(['RABBITMQ_CONNECTION_ATTEMPTS']);
});

test('an address for browsers is told from one that a process dials', () => {
  expect(logViewerVariables.OIDC_ISSUER.type).toBe('public-url');
  expect([rabbitmqVariables.RABBITMQ_HOST.type, reaperVariables.REDIS_HOST.type]).toEqual(['host', 'host']);
});

test('the health paths are distinct, and none is a path of the log viewer', () => {
  expect(healthPaths).toEqual({ live: '/livez', ready: '/readyz', metrics: '/metrics' });
});

test('the journal that the published reaper left is found by its key', () => {
  expect(publishedJournalKey).toBe('cdsreaper:most-recent-event');
});
