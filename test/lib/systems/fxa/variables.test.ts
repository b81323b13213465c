import { describe, expect, test } from '@jest/globals';
import { readServers } from '../../../../lib/systems/fxa/catalogue/data.ts';
import { serverOf } from '../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../../lib/systems/fxa/catalogue/settings.ts';
import { sharedValues } from '../../../../lib/systems/fxa/catalogue/generated/shared-values.ts';
import { loadConfig } from '../../../support/fxa/convict-schema.ts';
import { containerOf, renderFxa, variablesOf } from '../../../support/fxa/rendered.ts';
import { environmentNames, loadAll } from '../../../support/systems.ts';

const environments = await loadAll();
const fleets = Object.fromEntries(environmentNames.map((name) => [name, renderFxa(environments[name])]));
const data = new Map(readServers().map((server) => [server.name, server]));
const withoutVariables = ['redis', 'memcached', 'statsd', 'mysql', 'pushbox'];

const cases = environmentNames.flatMap((environment) =>
  [...data.keys()].filter((name) => !withoutVariables.includes(name)).map((name) => [environment, name] as const),
);

/** What stands for a secret where its program looks at its form. */
const stands = (variables: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, text]) => [name, text.startsWith('from ') ? 'a-secret' : text]),
  );

describe.each(cases)('in %s, %s', (environment, name) => {
  const fleet = fleets[environment]!;
  const server = data.get(name)!;
  const path = `${environment}/fxa/${name}`;
  const variables = variablesOf(fleet, path);

  test('gets no variable that it does not read', () => {
    expect(Object.keys(variables).filter((variable) => !(variable in server.variables))).toEqual([]);
  });

  test('gets variables that its own configuration takes', () => {
    const load = () => {
      const config = loadConfig(server, stands(variables));
      return server.unvalidated ? config : config.validate({ allowed: 'strict' });
    };
    expect(load).not.toThrow();
  });

  test('gets everything secret from a Secret', () => {
    const plain = Object.keys(variables).filter(
      (variable) => server.variables[variable]?.secret !== undefined && !variables[variable]?.startsWith('from '),
    );
    expect(plain).toEqual([]);
  });

  test('listens where its Service leads to', () => {
    const { bind, ports } = serverOf(name as ServerName);
    const { number } = ports['http']!;
    if (bind) expect(variables[bind.variable]).toBe('0.0.0.0');
    expect(containerOf(fleet, path).ports).toEqual([{ name: 'http', containerPort: number, protocol: 'TCP' }]);
    expect(fleet.object(path, 'Service')).toMatchObject({ spec: { ports: [{ port: number, targetPort: 'http' }] } });
    for (const { variable, number: port, value = String(port) } of Object.values(ports))
      if (variable !== undefined) expect(variables[variable]).toBe(value);
  });

  test('is probed at its own paths, and its liveness asks nobody else', () => {
    const { health } = serverOf(name as ServerName);
    const { readinessProbe, livenessProbe, startupProbe } = containerOf(fleet, path);
    expect(readinessProbe?.httpGet?.path).toBe(health?.readiness);
    expect(livenessProbe?.httpGet?.path).toBe(health?.liveness);
    expect(startupProbe?.httpGet?.path).toBe(health?.liveness);
    if (health?.asks) expect(livenessProbe?.httpGet?.path).not.toBe(health.readiness);
  });
});

describe.each(environmentNames)('values that several servers share in %s', (environment) => {
  const text = (value: string): string | undefined => {
    const [server = '', name = ''] = value.split('/');
    return data.has(server) && !withoutVariables.includes(server)
      ? variablesOf(fleets[environment]!, `${environment}/fxa/${server}`)[name]
      : undefined;
  };

  test.each(
    sharedValues
      .filter(({ rule }) => rule === 'equal')
      .map(({ values }): [string, readonly string[]] => [values.join(', '), values]),
  )('are the same: %s', (_title, values) => {
    // an ExternalSecret is called after its unit; key and entry in the store are what they share
    const given = values.map((value) => text(value)?.replace(/^from .*\//, 'from the store/')).filter(Boolean);
    expect(new Set(given).size).toBeLessThanOrEqual(1);
  });

  test('fit in the other ways', () => {
    const publicAuth = new URL(text('fxa-auth-server/PUBLIC_URL')!);
    expect(text('fxa-auth-server/ISSUER')).toBe(publicAuth.host);
    expect(text('fxa-graphql-api/AUTH_SERVER_URL')).toBe(new URL('/v1', publicAuth).href);
    expect(text('fxa-graphql-api/CORS_ORIGIN')?.split(',')).toContain(text('fxa-content-server/PUBLIC_URL'));
    expect(text('fxa-auth-server/OAUTH_SERVER_SECRET_KEY')).toBe(text('fxa-auth-server/AUTH_SERVER_SECRETS'));
    expect(text('fxa-content-server/SYNC_TOKENSERVER_URL')).toBe(`${text('mozilla-sync/SYNCSERVER_PUBLIC_URL')}/token`);
    const avatar = text('fxa-profile-server/IMG_URL')!.replace('{id}', 'a'.repeat(32));
    expect(avatar).toMatch(new RegExp(text('fxa-profile-server/IMG_PROVIDERS_FXA')!));
  });
});
