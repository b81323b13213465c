import { describe, expect, test } from '@jest/globals';
import { Size } from 'cdk8s';
import type { IPersistentVolume } from 'kubernetes-models/v1/PersistentVolume';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import {
  Claim,
  hostPath,
  memoryScratch,
  readOnly,
  scratch,
  type ClaimProps,
  type Storage,
} from '../../../lib/workloads/volumes.ts';
import { chart, faults, object, objects } from '../../support/build.ts';
import { container, podSpec, server } from '../../support/workloads.ts';

const nfs: Storage = { size: '5Gi', nfs: { server: 'nfs.example.com', path: '/exports/data' } };

function charted(props: Partial<ClaimProps> = {}) {
  const scope = chart();
  new Claim(scope, 'data', { name: 'data', storage: { size: '1Gi' }, ...props });
  return scope;
}

const claim = (props?: Partial<ClaimProps>): IPersistentVolumeClaim => object(charted(props), 'PersistentVolumeClaim');
const volume = (props?: Partial<ClaimProps>): IPersistentVolume => object(charted(props), 'PersistentVolume');

describe("a pod's own space", () => {
  test('is on the disk of its node, up to a size', () => {
    expect(scratch(Size.gibibytes(2))).toEqual({ source: { emptyDir: { sizeLimit: '2048Mi' } }, writable: true });
  });

  test('is in memory, up to a size', () => {
    const source = { emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } };
    expect(memoryScratch(Size.mebibytes(64))).toEqual({ source, writable: true });
  });

  test('may be less than a mebibyte', () => {
    expect(scratch(Size.kibibytes(512)).source.emptyDir).toEqual({ sizeLimit: '512Ki' });
  });
});

describe('a folder of the node', () => {
  test('must be there, and cannot be written to', () => {
    const found = { source: { hostPath: { path: '/srv/media', type: 'Directory' } }, writable: false };
    expect(hostPath('/srv/media')).toEqual(found);
  });
});

describe('Claim', () => {
  test("is of the cluster's default class, for the pods of one node, unless said otherwise", () => {
    expect(claim()).toMatchObject({
      metadata: { name: 'data', namespace: 'shop' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    });
    expect(claim().spec).not.toHaveProperty('storageClassName');
    expect(claim().spec).not.toHaveProperty('volumeName');
  });

  test('may be of another class', () => {
    expect(claim({ storage: { size: '1Gi', storageClass: 'ssd' } }).spec?.storageClassName).toBe('ssd');
  });

  test('may be for the pods of several nodes', () => {
    expect(claim({ accessMode: 'ReadWriteMany' }).spec?.accessModes).toEqual(['ReadWriteMany']);
  });

  test('needs no PersistentVolume where a class provides it', () => {
    expect(objects(charted()).map(({ kind }) => kind)).toEqual(['PersistentVolumeClaim']);
  });

  test('can be mounted, to be written to or not', () => {
    const scope = chart();
    const data = new Claim(scope, 'data', { name: 'data', storage: { size: '1Gi' } });
    const web = server({ mounts: { '/data': data, '/same': readOnly(data) } }, scope);
    expect(podSpec(web).volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'data' } });
    expect(container(web).volumeMounts).toEqual(
      expect.arrayContaining([
        { name: 'data', mountPath: '/data' },
        { name: 'same', mountPath: '/same', readOnly: true },
      ]),
    );
  });

  test('fails when its size has no unit', () => {
    expect(faults(charted({ storage: { size: '5' as '5Gi' } }))).toEqual([
      'test/shop/web/data: storage.size: got "5"; expected a positive amount in Ki, Mi, Gi or Ti, such as "256Mi"; ' +
        'state it with its unit [ERR_RESOURCES]',
    ]);
  });

  test('fails when its name is not a DNS label', () => {
    expect(faults(charted({ name: 'Data' }))).toEqual([expect.stringMatching(/name: got "Data"; .*\[ERR_NAME\]$/)]);
  });
});

describe('a Claim on NFS', () => {
  test('is bound to a PersistentVolume of its own, which nobody else can take', () => {
    const className = volume({ storage: nfs }).spec?.storageClassName;
    expect(volume({ storage: nfs }).metadata?.name).toBe('shop-data');
    expect(className).toBe('shop-data');
    expect(claim({ storage: nfs }).spec).toMatchObject({ volumeName: 'shop-data', storageClassName: className });
  });

  test('is for the pods of several nodes unless said otherwise', () => {
    expect(volume({ storage: nfs }).spec?.accessModes).toEqual(['ReadWriteMany']);
    expect(claim({ storage: nfs }).spec?.accessModes).toEqual(['ReadWriteMany']);
    expect(claim({ storage: nfs, accessMode: 'ReadWriteOnce' }).spec?.accessModes).toEqual(['ReadWriteOnce']);
  });

  test('keeps its data when the claim goes', () => {
    expect(volume({ storage: nfs }).spec).toMatchObject({
      nfs: { server: 'nfs.example.com', path: '/exports/data' },
      capacity: { storage: '5Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
    });
  });

  test('has a volume that is in no namespace', () => {
    expect(volume({ storage: nfs }).metadata).not.toHaveProperty('namespace');
  });
});
