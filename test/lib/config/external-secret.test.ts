import { describe, expect, test } from '@jest/globals';
import { addExternalSecret, type ExternalSecretSettings } from '../../../lib/config/external-secret.ts';
import { chart, object } from '../../support/build.ts';

function externalSecret(settings: Partial<ExternalSecretSettings> = {}) {
  const scope = chart();
  const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
  const keys = { password: { key: 'shop/db', property: 'password' } };
  addExternalSecret(scope, { name: 'web-db', namespace: 'orders', store, keys, ...settings });
  return object(scope, 'ExternalSecret');
}

describe('an ExternalSecret', () => {
  test('is what the operator of version 1 reads', () => {
    expect(externalSecret()).toMatchObject({
      apiVersion: 'external-secrets.io/v1',
      metadata: { name: 'web-db', namespace: 'orders', labels: { 'app.kubernetes.io/managed-by': 'berth' } },
    });
  });

  test('makes a Secret of its own name, which stays when the store forgets a value', () => {
    expect(externalSecret()).toHaveProperty('spec.target', {
      name: 'web-db',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
    });
  });

  test('asks its store, each hour unless another time is said', () => {
    expect(externalSecret()).toMatchObject({
      spec: { secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' }, refreshInterval: '1h' },
    });
    expect(externalSecret({ refreshInterval: '5m' })).toHaveProperty('spec.refreshInterval', '5m');
  });

  test('says of each key where its value is', () => {
    const keys = { all: { key: 'a' }, part: { key: 'b', property: 'c' }, old: { key: 'd', version: '2' } };
    expect(externalSecret({ keys })).toHaveProperty('spec.data', [
      { secretKey: 'all', remoteRef: { key: 'a' } },
      { secretKey: 'part', remoteRef: { key: 'b', property: 'c' } },
      { secretKey: 'old', remoteRef: { key: 'd', version: '2' } },
    ]);
  });
});
