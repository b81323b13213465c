import { describe, expect, test } from '@jest/globals';
import { modes, modeSetting, type Mode } from '../../../../../lib/systems/fxa/catalogue/mode.ts';
import { serverOf } from '../../../../../lib/systems/fxa/catalogue/server-variables.ts';
import { servers } from '../../../../../lib/systems/fxa/catalogue/generated/index.ts';
import type { ServerName } from '../../../../../lib/systems/fxa/catalogue/settings.ts';

/** The words in the order of the modes: production, stage, development, test. */
const words: Partial<Record<ServerName, readonly [variable: string, ...(string | undefined)[]]>> = {
  'fxa-auth-server': ['NODE_ENV', 'prod', 'stage', 'dev', 'test'],
  'fxa-auth-db-mysql': ['NODE_ENV', 'prod', 'stage', 'dev', 'test'],
  'fxa-customs-server': ['NODE_ENV', 'prod', 'stage', 'dev', 'test'],
  'fxa-profile-server': ['NODE_ENV', 'production', 'stage', 'development', 'test'],
  'fxa-profile-server-worker': ['NODE_ENV', 'production', 'stage', 'development', 'test'],
  'fxa-profile-server-static': ['NODE_ENV', 'production', 'stage', 'development', 'test'],
  'fxa-graphql-api': ['NODE_ENV', 'production', 'stage', 'development', 'test'],
  'fxa-event-broker': ['NODE_ENV', 'production', 'stage', 'development', 'test'],
  // it knows two words, and says of production that all hosted environments are that
  'fxa-content-server': ['NODE_ENV', 'production', 'production', 'development', 'production'],
  'fxa-payments-server': ['NODE_ENV', 'production', undefined, 'development', 'test'],
  'fxa-mail-service': ['FXA_EMAIL_ENV', 'production', undefined, 'dev', 'test'],
};

const cases = Object.entries(words).flatMap(([name, [variable, ...each]]) =>
  modes.map((mode, index): [string, Mode, string, string | undefined] => [name, mode, variable, each[index]]),
);
const known = cases.filter(([, , , word]) => word !== undefined);
const unknown = cases.filter(([, , , word]) => word === undefined);

describe('a mode', () => {
  test.each(known)('of %s: %s is %s=%s', (name, mode, variable, word) => {
    expect(modeSetting(serverOf(name as ServerName).mode, mode)).toEqual({ variable, word });
  });

  test.each(unknown)('of %s: %s is none, and the others are named', (name, mode, variable) => {
    const has = modes.filter((each) => each !== mode);
    expect(modeSetting(serverOf(name as ServerName).mode, mode)).toEqual({ variable, has });
  });

  test('is nothing that other servers are told', () => {
    const others = Object.keys(servers).filter((name) => !(name in words)) as ServerName[];
    expect(others).toEqual([
      '123done',
      '321done',
      'browserid-verifier',
      'fortress',
      'memcached',
      'mozilla-sync',
      'mysql',
      'pushbox',
      'redis',
      'statsd',
    ]);
    for (const name of others) for (const mode of modes) expect(modeSetting(serverOf(name).mode, mode)).toEqual({});
  });
});
