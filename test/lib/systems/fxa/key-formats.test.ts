import { describe, expect, test } from '@jest/globals';
import type { KeyFormats } from '../../../../lib/config/key-format.ts';
import { newValue } from '../../../../lib/config/key-material.ts';
import { servers } from '../../../../lib/systems/fxa/catalogue/generated/index.ts';
import type { CatalogueVariable } from '../../../../lib/systems/fxa/catalogue/variable.ts';
import { keyFormats } from '../../../../lib/systems/fxa/key-formats.ts';
import type { FxaSettings } from '../../../../lib/systems/fxa/settings.ts';
import { loadAll } from '../../../support/systems.ts';

const { local, production } = await loadAll();

/** A new value of a key that stands on its own. */
function valueOf(settings: FxaSettings, group: 'mysql' | 'fortress', key: string, domain?: string): string {
  const format = (keyFormats(settings, domain)[group] as KeyFormats)[key];
  if (format === undefined || 'of' in format) throw new Error(`${key} is made of another key`);
  return newValue(format);
}

const paths = new Set(
  Object.values(servers)
    .flatMap(({ variables }) => Object.values<CatalogueVariable>(variables))
    .flatMap(({ secretKey, file }) => [secretKey, file?.secret]),
);

describe('the formats of keys', () => {
  test('are those of keys that some server reads', () => {
    const formats = Object.entries(keyFormats(local.systems.fxa)).flatMap(([group, keys]) =>
      Object.entries(keys).map(([key, format]) => ({ path: `${group}/${key}`, format })),
    );
    expect(formats.map(({ path }) => path).filter((path) => !paths.has(path))).toEqual([]);
    const known = formats.map(({ path }) => path);
    const originals = formats.flatMap(({ format }) => ('of' in format ? [format.of] : []));
    expect(known).toEqual(expect.arrayContaining(originals));
  });

  test('lead sync to the MySQL of the environment', () => {
    const hex = '[0-9a-f]{64}';
    const inCluster = (domain: string): RegExp =>
      new RegExp(`^pymysql://sync:${hex}@mysql[.]fxa[.]svc[.]${domain}:3306/sync$`);
    expect(valueOf(local.systems.fxa, 'mysql', 'sync-url')).toMatch(inCluster('cluster[.]local'));
    expect(valueOf(local.systems.fxa, 'mysql', 'sync-url', 'k8s.example.com')).toMatch(
      inCluster('k8s[.]example[.]com'),
    );
    expect(valueOf(production.systems.fxa, 'mysql', 'sync-url')).toMatch(
      new RegExp(`^pymysql://sync:${hex}@mysql[.]example[.]com:3306/sync$`),
    );
  });

  test('lead browsers back to the public address of fortress', () => {
    expect(JSON.parse(valueOf(production.systems.fxa, 'fortress', 'config'))).toMatchObject({
      client_id: Buffer.from('fortress').toString('hex'),
      redirect_uri: 'https://fortress.example.com/download',
    });
  });
});
