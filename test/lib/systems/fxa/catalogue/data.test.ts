import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { readText } from '../../../../../lib/contract/variable-readers.ts';
import {
  dataFolder,
  formatOf,
  readFleet,
  readServers,
  type ServerData,
} from '../../../../../lib/systems/fxa/catalogue/data.ts';
import { modes } from '../../../../../lib/systems/fxa/catalogue/mode.ts';
import { dialledTypes, publicTypes } from '../../../../support/fxa/address-types.ts';

const all = readServers();
const { release, sharedValues, serviceLinks } = readFleet();
const byName = new Map(all.map((server) => [server.name, server]));
const variables = all.flatMap((server) =>
  Object.entries(server.variables).map(([name, data]) => ({ at: `${server.name}/${name}`, server, name, data })),
);
const paths = new Set(variables.map(({ at }) => at));
/** The places of variables of which something is wrong. */
const places = (wrong: (variable: (typeof variables)[number]) => boolean): string[] =>
  variables.filter(wrong).map(({ at }) => at);
const hasVariable = (server: ServerData, name: string): boolean => Object.hasOwn(server.variables, name);

describe('the data', () => {
  test('holds every server and every variable of the release', () => {
    expect(all.map(({ name, variables: { length: _, ...own } }) => `${name} ${Object.keys(own).length}`)).toEqual([
      '123done 11',
      '321done 11',
      'browserid-verifier 13',
      'fortress 2',
      'fxa-auth-db-mysql 28',
      'fxa-auth-server 271',
      'fxa-content-server 86',
      'fxa-customs-server 59',
      'fxa-event-broker 36',
      'fxa-graphql-api 32',
      'fxa-mail-service 30',
      'fxa-payments-server 55',
      'fxa-profile-server 45',
      'fxa-profile-server-static 8',
      'fxa-profile-server-worker 12',
      'memcached 0',
      'mozilla-sync 14',
      'mysql 0',
      'pushbox 3',
      'redis 0',
      'statsd 0',
    ]);
  });

  test('names nothing twice', () => {
    for (const file of readdirSync(dataFolder)) {
      const { errors } = parseDocument(readFileSync(join(dataFolder, file), 'utf8'), { uniqueKeys: true });
      expect({ file, errors: errors.map(({ message }) => message) }).toEqual({ file, errors: [] });
    }
  });

  test('is in files that are called after their servers, with variables in order', () => {
    for (const { name, variables: own } of all) {
      expect(readdirSync(dataFolder)).toContain(`${name}.json`);
      expect(Object.keys(own)).toEqual(Object.keys(own).toSorted());
    }
  });

  test('says where everything is from: a file of a commit, or a package', () => {
    const source = /^([\w-]+\/[\w-]+@[0-9a-f]{40}:\S+|npm \S+.*)$/;
    expect(
      [...all, ...variables.map(({ data }) => data)]
        .map((each) => each.source)
        .filter((each) => each !== undefined && !source.test(each)),
    ).toEqual([]);
    expect(
      all
        .filter(({ source: each }) => each.startsWith('mozilla/fxa'))
        .every(({ source: each }) => each.includes(release.commit)),
    ).toBe(true);
  });

  test('has meanings in one line, which stand on their own', () => {
    expect(places(({ data: { meaning } }) => !/^[^\n]{4,220}[^.\n]$/.test(meaning))).toEqual([]);
    expect(
      places(({ data: { meaning } }) => /^the same\b|\bthat (Redis|queue|period|code|token)\b/.test(meaning)),
    ).toEqual([]);
  });

  test('has defaults that are of the type of their variable', () => {
    expect(
      places(({ data }) =>
        [data.default, ...Object.values(data.defaultIn ?? {})].some(
          // a default may be longer or shorter than what may be given
          (text) => text !== undefined && readText(text, { ...spec(data), pattern: undefined }) === undefined,
        ),
      ),
    ).toEqual([]);
  });

  test('has defaults of the shape that may be given, but for placeholders', () => {
    const wrong = places(
      ({ data }) => data.default !== undefined && !data.placeholder && readText(data.default, spec(data)) === undefined,
    );
    expect(wrong).toEqual([]);
  });

  test('says for whom each address is, as its type does', () => {
    const groups = {
      dialled: dialledTypes,
      public: publicTypes,
      identity: publicTypes,
    };
    expect(
      places(({ data: { type, of, address, pattern } }) => {
        if (address === undefined)
          return of === 'public-url' || dialledTypes.includes(type) || publicTypes.includes(type);
        // a domain is a text; a pattern of addresses is a regular expression
        const known = [...groups[address], ...(address === 'dialled' ? [] : ['regexp', ...(pattern ? ['text'] : [])])];
        return !known.includes(type) && of !== 'public-url';
      }),
    ).toEqual([]);
  });

  test('says what each pattern asks for', () => {
    expect(places(({ data: { pattern, shape } }) => (pattern === undefined) !== (shape === undefined))).toEqual([]);
  });

  test('takes every secret from a key of a Secret', () => {
    const path = /^[a-z0-9-]+\/[a-z0-9-]+$/;
    expect(
      places(({ data: { secret, file } }) =>
        [secret, file?.secret].some((each) => each !== undefined && !path.test(each)),
      ),
    ).toEqual([]);
    const groups = new Set(
      variables.map(({ data }) => data.secret?.split('/')[0]).filter((each) => each !== undefined),
    );
    // mysql is called after the databases
    expect([...groups].filter((group) => !byName.has(group))).toEqual(['keys']);
  });

  test('asks for variables that there are, in modes that their server has', () => {
    expect(
      places(({ server, data: { needed, onlyIn = [] } }) => {
        const { in: modesOf = [], when = {}, unless = {} } = typeof needed === 'object' ? needed : {};
        const names = Object.keys({ ...when, ...unless });
        const known = server.mode === undefined ? modes : Object.keys(server.mode.words);
        return (
          names.some((name) => !hasVariable(server, name)) ||
          [...modesOf, ...onlyIn].some((mode) => !known.includes(mode))
        );
      }),
    ).toEqual([]);
  });

  test('has a place in production for every placeholder, unless nothing uses it', () => {
    const optional = places(({ data }) => data.placeholder === true && data.needed === undefined && !data.unused);
    expect(optional).toEqual(['fxa-profile-server-static/IMG_UPLOADS_DEST_PUBLIC']);
  });

  test('knows the variables that servers, conditions and rules name', () => {
    const named = all.flatMap(({ name, mode, bind, ports, together = [], replicas }) => {
      const own = [mode?.variable, bind?.variable, ...Object.values(ports).map(({ variable }) => variable)];
      return [...own, ...together.flat(), ...Object.keys(replicas?.when ?? {})]
        .filter((variable) => variable !== undefined)
        .map((variable) => `${name}/${variable}`);
    });
    expect(named.filter((value) => !paths.has(value))).toEqual([]);
    expect(sharedValues.flatMap(({ values }) => values).filter((value) => !paths.has(value))).toEqual([]);
    expect(
      serviceLinks
        .flatMap(({ servers, variable }) => servers.map((server) => `${server}/${variable}`))
        .filter((value) => !paths.has(value)),
    ).toEqual([]);
  });

  test('has one key for secrets that have to be equal', () => {
    const apart = sharedValues.filter(({ rule, values }) => {
      const secrets = values.map((value) => variables.find(({ at }) => at === value)?.data.secret);
      return ['equal', 'entry'].includes(rule) && new Set(secrets).size > 1;
    });
    expect(apart).toEqual([]);
  });

  test('has the words of each mode variable in its enumeration', () => {
    for (const { name, mode, variables: own } of all) {
      if (mode === undefined) continue;
      const { oneOf = [] } = own[mode.variable] ?? {};
      expect({ name, words: new Set(Object.values(mode.words)) }).toEqual({ name, words: new Set(oneOf) });
    }
  });

  test('knows of later releases what is gone, and not what is new', () => {
    for (const server of all) {
      const { notYetIn = {}, goneBy = {}, newBy = {} } = server.drift ?? {};
      const there = Object.entries(goneBy).flatMap(([tag, names]) => (tag > release.tag ? names : []));
      const gone = Object.entries(goneBy).flatMap(([tag, names]) => (tag > release.tag ? [] : names));
      expect([...Object.values(notYetIn).flat(), ...there].filter((name) => !hasVariable(server, name))).toEqual([]);
      expect([...Object.values(newBy).flat(), ...gone].filter((name) => hasVariable(server, name))).toEqual([]);
    }
  });

  test('has a format of convict for every variable that stands in a configuration of a Node server', () => {
    const formats = [
      'String',
      'Number',
      'Boolean',
      'Array',
      'Object',
      'RegExp',
      'url',
      'port',
      'nat',
      'int',
      'duration',
      'timestamp',
      'inferred Array',
    ];
    expect(
      places(({ data }) => {
        const format = formatOf(data);
        return data.key !== undefined && typeof format === 'string' && !formats.includes(format);
      }),
    ).toEqual([]);
  });
});

const spec = ({ secret: _secret, ...data }: (typeof variables)[number]['data']) => data;
