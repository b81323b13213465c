import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readText } from '../../../../../lib/contract/variable-readers.ts';
import { printVariable } from '../../../../../lib/config/variable-printers.ts';
import { formatOf, readServers, type VariableData } from '../../../../../lib/systems/fxa/catalogue/data.ts';
import { servers } from '../../../../../lib/systems/fxa/catalogue/generated/index.ts';
import { textOf } from '../../../../../lib/systems/fxa/catalogue/needs.ts';
import type { ServerName } from '../../../../../lib/systems/fxa/catalogue/settings.ts';
import { valueFaults } from '../../../../../lib/systems/fxa/catalogue/values.ts';
import type { CatalogueTable } from '../../../../../lib/systems/fxa/catalogue/variable.ts';
import { PublicUrl } from '../../../../../lib/wiring/address.ts';
import { keyOf, loadConfig } from '../../../../support/fxa/convict-schema.ts';
import { valuesOf } from '../../../../support/fxa/variable-values.ts';

/** The servers whose programs load their variables with convict. */
const nodeServers = readServers().filter(({ variables }) =>
  Object.values(variables).some(({ key }) => key !== undefined),
);

/** The text that a server gets for a value; undefined where synth refuses it. */
function accepted(table: CatalogueTable, name: string, value: unknown): string | undefined {
  const spec = table[name];
  const variable = spec && printVariable(spec, value);
  if (variable === undefined || valueFaults(table, 'development', { [name]: variable }).length > 0) return undefined;
  return textOf(variable);
}

/** What a server has to make of a text. */
function meant(data: VariableData, text: string): unknown {
  const { secret: _secret, ...spec } = data;
  if (['String', 'url'].includes(String(formatOf(data))) || data.oneOf) return text;
  const value = readText(text, { ...spec, pattern: undefined });
  return data.or?.includes(text) && data.type === 'list' ? text.split(',') : value;
}

/** Releases of moment do not agree on how many days a month has: the servers' own says 30, later ones 30.44. */
const isLong = (text: string): boolean => / (month|year)s?$/.test(text);

describe.each(nodeServers.map((server) => [server.name, server] as const))('the schema of %s', (name, server) => {
  const table: CatalogueTable = servers[name as ServerName].variables;
  const given = Object.entries(server.variables).filter(
    ([, { key, secret }]) => key !== undefined && secret === undefined,
  );
  // the content server skips the check, because convict takes the dots in its default scopes for paths
  const load = (env: Readonly<Record<string, string>>) => {
    const config = loadConfig(server, env);
    return server.unvalidated ? config : config.validate({ allowed: 'strict' });
  };

  test('takes its defaults', () => {
    expect(() => load({})).not.toThrow();
  });

  test('takes everything that synth takes, and makes of it what is meant', () => {
    const taken = new Set<string>();
    const values = fc.record(Object.fromEntries(given.map(([variable]) => [variable, valuesOf(table[variable]!)])));
    fc.assert(
      fc.property(values, (record) => {
        const texts = Object.entries(record).flatMap(([variable, value]) => {
          const text = accepted(table, variable, value);
          return text === undefined ? [] : [[variable, text] as const];
        });
        const config = load(Object.fromEntries(texts));
        for (const [variable, text] of texts) {
          taken.add(variable);
          const data = server.variables[variable]!;
          if (isLong(text)) continue;
          expect({ variable, text, value: config.get(keyOf(data)!) }).toEqual({
            variable,
            text,
            value: meant(data, text),
          });
        }
      }),
      { numRuns: 30 },
    );
    expect(given.map(([variable]) => variable).filter((variable) => !taken.has(variable))).toEqual([]);
  }, 60_000);
});

describe('what convict takes for something else', () => {
  const auth = nodeServers.find(({ name }) => name === 'fxa-auth-server')!;

  test.each<[string, unknown, string, unknown]>([
    ['FXA_OPENID_TTL', '5 m', '5 m', 5],
    ['FXA_OPENID_TTL', '15 bananas', '15 bananas', 0],
    ['FXA_OPENID_TTL', '5seconds', '5seconds', 5],
    ['FXA_OPENID_TTL', '1.5 hours', '1.5 hours', 3_600_000],
    ['SMS_ENABLED', 'no', 'no', true],
    ['SMS_ENABLED', '', '', true],
    ['PUSHBOX_ENABLED', 0, '0', true],
    ['SCRYPT_MAX_PENDING', '12abc', '12abc', 12],
    ['SCRYPT_MAX_PENDING', 'abc', 'abc', Number.NaN],
    ['DD_DOGSTATSD_PORT', 70_000, '70000', 70_000],
    ['SMS_COUNTRY_CODES', [], '', ['']],
    ['SMS_COUNTRY_CODES', ['DE,AT'], 'DE,AT', ['DE', 'AT']],
    ['SMS_API_REGION', '', '', ''],
  ])('is refused: %s of %j', (name, value, text, misread) => {
    const config = loadConfig(auth, { [name]: text }).validate({ allowed: 'strict' });
    expect(config.get(keyOf(auth.variables[name]!)!)).toEqual(misread);
    expect(accepted(servers['fxa-auth-server'].variables, name, value)).toBeUndefined();
  });

  test('is no list for payments, whose image hosts are JSON, since convict goes by the type of the default', () => {
    const payments = nodeServers.find(({ name }) => name === 'fxa-payments-server')!;
    const hosts = [new PublicUrl('https://a.example.com'), new PublicUrl('https://b.example.com')];
    const text = accepted(servers['fxa-payments-server'].variables, 'CSP_EXTRA_IMG_SRC', hosts);
    expect(text).toBe('["https://a.example.com","https://b.example.com"]');
    const config = loadConfig(payments, { CSP_EXTRA_IMG_SRC: text! }).validate({ allowed: 'strict' });
    expect(config.get('csp.extraImgSrc')).toEqual(hosts.map(({ value }) => value));
    expect(() => loadConfig(payments, { CSP_EXTRA_IMG_SRC: 'https://a.example.com' })).toThrow(/JSON/);
  });
});
