import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { Redis, type RedisProps } from '../../../lib/workloads/redis.ts';
import { chart, objects, someResources } from '../../support/build.ts';
import { container, deployment, faultsOf, objectOf, podSpec } from '../../support/workloads.ts';

function redis(props: Partial<RedisProps> = {}): Redis {
  const defaults = { image: 'redis:7.2.11', resources: someResources, storage: { size: '1Gi' } } as const;
  return new Redis(chart({ key: 'db' }), 'db', { ...defaults, ...props });
}

const claim = (db: Redis): IPersistentVolumeClaim => objectOf(db, 'PersistentVolumeClaim');

describe('Redis', () => {
  test('is a Deployment, a Service and a claim', () => {
    expect(objects(Chart.of(redis())).map(({ kind }) => kind)).toEqual([
      'NetworkPolicy',
      'Deployment',
      'PersistentVolumeClaim',
      'Service',
    ]);
  });

  test('is one replica, and two never write to its claim', () => {
    expect(deployment(redis()).spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    expect(claim(redis()).spec?.accessModes).toEqual(['ReadWriteOnce']);
  });

  test('keeps every write in its claim', () => {
    const db = redis();
    expect(container(db)).toMatchObject({
      command: ['redis-server'],
      args: expect.arrayContaining(['--dir', '/data']),
    });
    expect(container(db).args?.join(' ')).toContain('--appendonly yes');
    expect(container(db).volumeMounts).toContainEqual({ name: 'data', mountPath: '/data' });
    expect(podSpec(db).volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'db-data' } });
  });

  test('is reached at port 6379 under its name', () => {
    const db = redis();
    expect(db.url('redis', '/1').value).toBe('redis://db.shop.svc.cluster.local:6379/1');
    expect(objectOf(db, 'Service')).toMatchObject({
      metadata: { name: 'db' },
      spec: { ports: [{ name: 'redis', port: 6379 }], selector: deployment(db).spec.selector.matchLabels },
    });
  });

  test('is asked whether it accepts connections', () => {
    const { readinessProbe, livenessProbe } = container(redis());
    expect([readinessProbe?.tcpSocket, livenessProbe?.tcpSocket]).toEqual([{ port: 'redis' }, { port: 'redis' }]);
  });

  test('and its claim may have another name', () => {
    const db = redis({ name: 'journal' });
    expect(deployment(db).metadata.name).toBe('journal');
    expect(claim(db).metadata?.name).toBe('journal-data');
  });

  test('runs as the user of the official image, or as another', () => {
    expect(podSpec(redis()).securityContext?.runAsUser).toBe(999);
    expect(podSpec(redis({ user: 1001 })).securityContext?.runAsUser).toBe(1001);
  });

  test('keeps its data where it is told, for one node even on NFS', () => {
    const storage = { size: '2Gi', nfs: { server: 'nfs.example.com', path: '/exports/db' } } as const;
    expect(claim(redis({ storage })).spec).toMatchObject({
      volumeName: 'shop-db-data',
      accessModes: ['ReadWriteOnce'],
    });
    expect(claim(redis({ storage: { size: '2Gi', storageClass: 'ssd' } })).spec?.storageClassName).toBe('ssd');
  });

  test('fails when its storage has no unit', () => {
    expect(faultsOf(redis({ storage: { size: '2' as '2Gi' } }))).toEqual([
      expect.stringMatching(/^test\/shop\/db\/db\/data: storage\.size: got "2"; .*\[ERR_RESOURCES\]$/),
    ]);
  });
});

describe('the password of a Redis', () => {
  test('is asked for by none that has none', () => {
    expect(container(redis()).args?.slice(-2)).toEqual(['--protected-mode', 'no']);
    expect(container(redis())).not.toHaveProperty('env');
  });

  test('comes from a Secret, and stands in no object', () => {
    const db = redis({ password: new SecretKey('db-secret', 'password') });
    expect(container(db).env).toEqual([
      { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'db-secret', key: 'password' } } },
    ]);
    expect(container(db).args?.slice(-2)).toEqual(['--requirepass', '$(REDIS_PASSWORD)']);
  });
});
