import { describe, expect, test } from '@jest/globals';
import { serverDescriptions } from '../../../../../lib/systems/fxa/catalogue/descriptions.ts';
import { servers } from '../../../../../lib/systems/fxa/catalogue/generated/index.ts';
import type { Mode } from '../../../../../lib/systems/fxa/catalogue/mode.ts';
import { serverOf } from '../../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../../../lib/systems/fxa/catalogue/settings.ts';

const descriptionOf = (name: ServerName, variable: string, mode: Mode = 'production') =>
  serverDescriptions(serverOf(name), mode)[variable];

describe('the description of a variable', () => {
  test.each(Object.values(servers).map((server) => [server.name, server] as const))(
    'is there for each of %s, with its source',
    (_name, server) => {
      const descriptions = serverDescriptions(server, 'production');
      expect(Object.keys(descriptions)).toEqual(Object.keys(server.variables));
      expect(Object.values(descriptions).filter(({ source = '' }) => source === '')).toEqual([]);
    },
  );

  test.each<[Mode, string | undefined]>([
    ['development', 'config/key.json'],
    ['production', undefined],
  ])('has the default that the program has in %s', (mode, text) => {
    expect(descriptionOf('fxa-auth-server', 'FXA_OPENID_KEYFILE', mode)?.default).toBe(text);
  });

  test('has a default in words in parentheses', () => {
    expect(descriptionOf('mozilla-sync', 'SYNCSERVER_SECRET')?.default).toBe('(a random one per process)');
  });

  test.each<[ServerName, string, string | undefined]>([
    ['fxa-auth-server', 'NODE_ENV', 'its word for the mode production'],
    ['fxa-auth-server', 'IP_ADDRESS', 'the catalogue: it listens where others reach it'],
    ['fxa-auth-server', 'PORT', 'the catalogue: its port http'],
    ['fxa-auth-server', 'PUBLIC_URL', undefined],
  ])('of %s %s says that the catalogue gives it where that is so', (server, variable, origin) => {
    expect(descriptionOf(server, variable)?.origin).toBe(origin);
  });

  test('says who has to agree, by which rule', () => {
    expect(descriptionOf('fxa-event-broker', 'CAPABILITY_AUTH_TOKEN')?.agreements).toEqual([
      {
        rule: 'equal',
        values: ['fxa-auth-server/SUBSCRIPTIONS_SHARED_SECRET', 'fxa-event-broker/CAPABILITY_AUTH_TOKEN'],
      },
    ]);
    expect(descriptionOf('fxa-auth-server', 'ISSUER')?.agreements).toMatchObject([
      {
        rule: 'of fxa-auth-server ISSUER and fxa-auth-server PUBLIC_URL, the first is host, and port if any, of the second',
      },
    ]);
  });

  test('says when it is needed, and what else is to be known', () => {
    expect(descriptionOf('fxa-auth-server', 'PPID_SALT')?.notes).toEqual([
      'Needed in production and stage where PPID_ENABLED is true.',
      'Secret, from key ppid-salt of Secret fxa-auth-server.',
      'The default is a placeholder that everybody knows.',
    ]);
    expect(descriptionOf('fxa-auth-server', 'SUBHUB_KEY')?.notes).toContain('The program does nothing with it.');
    expect(descriptionOf('fxa-auth-server', 'HTTPDB_URL')?.notes).toContain('Gone by v1.209.0.');
  });
});
