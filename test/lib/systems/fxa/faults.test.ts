import { describe, expect, test } from '@jest/globals';
import type { FxaSettings } from '../../../../lib/systems/fxa/settings.ts';
import { ClusterUrl, PublicUrl } from '../../../../lib/wiring/address.ts';
import { allFaults, fxaAlone, fxaFaults } from '../../../support/fxa/rendered.ts';
import { loadAll } from '../../../support/systems.ts';

const environments = await loadAll();
const { local, test: staging, production } = environments;
const own = (settings: unknown) => settings as Partial<FxaSettings>;

/** Settings that are wrong in one way each. */
const wrong = {
  'missing-key': {
    secrets: { all: { from: 'written', version: '1' }, groups: { keys: { from: 'existing', name: 'keys', keys: {} } } },
  },
  'wrong-word': {
    servers: {
      'fxa-content-server': { mode: 'production' },
      'fxa-payments-server': { variables: { LOGGING_FORMAT: 'json' } },
    },
  },
  'crossed-address': {
    servers: {
      'fxa-content-server': {
        mode: 'production',
        variables: { FXA_URL: new ClusterUrl('http://fxa-auth-server.fxa:9000', []) },
      },
      'fxa-auth-server': { variables: { HTTPDB_URL: new PublicUrl('https://db.example.com') } },
    },
  },
  'unequal-value': {
    servers: {
      'fxa-content-server': { mode: 'production' },
      'fxa-payments-server': { variables: { CONTENT_SERVER_URL: new PublicUrl('https://other.example.com') } },
    },
  },
  'two-123done': { demos: { '123done': { replicas: 2 }, '321done': {} } },
} as const;

describe('five wrong environments', () => {
  const all = Object.entries(wrong).map(([name, change]) => ({ ...fxaAlone(local, own(change)), name }));
  const faults = allFaults(all);
  const of = (name: string): readonly string[] => faults.filter((line) => line.startsWith(`${name}/`));

  test('are told of in one report', () => {
    expect(new Set(faults.map((line) => line.slice(0, line.indexOf('/'))))).toEqual(new Set(Object.keys(wrong)));
  });

  test('fails when a key is missing', () => {
    expect(of('missing-key').join('\n')).toContain(
      'secrets.keys.keys: got []; expected also "flow-id-key"; say where their values are [ERR_SECRET_SOURCE]',
    );
  });

  test('fails when a word is wrong', () => {
    expect(of('wrong-word')).toEqual([
      'wrong-word/fxa/fxa-payments-server: variables.LOGGING_FORMAT: got "json"; expected one of "heka", "pretty": log format; correct the value [ERR_VARIABLE_VALUE]',
    ]);
  });

  test('fails when browsers would get the address of a Service, and a server a public one', () => {
    expect(of('crossed-address').join('\n')).toMatch(
      /fxa-auth-server: variables\.HTTPDB_URL: .*the URL of something that is dialled/,
    );
    expect(of('crossed-address').join('\n')).toMatch(/fxa-content-server: variables\.FXA_URL: .*a URL for browsers/);
  });

  test('fails when two servers are told different values, and names both', () => {
    expect(of('unequal-value')).toEqual([
      'unequal-value/fxa: fxa-payments-server/CONTENT_SERVER_URL and fxa-content-server/PUBLIC_URL: got ["https://other.example.com","http://accounts.fxa.localhost"]; ' +
        'expected equal values; correct one of them, or leave both to the addresses of the environment [ERR_VARIABLE_VALUE]',
    ]);
  });

  test('fails when a demonstration that keeps sign-ins in memory has two pods', () => {
    expect(of('two-123done')).toEqual([
      'two-123done/fxa/123done: replicas: got 2; expected 1, since sign-ins that are under way are in the memory of the pod they began at; run one [ERR_REPLICAS]',
    ]);
  });
});

describe('a server whose needs are not given', () => {
  test('fails when the event broker has neither queue nor Firestore, and lists what is missing', () => {
    const faults = fxaFaults(production, own({ eventBroker: {}, sqs: undefined }));
    const names = faults.map((line) => /fxa-event-broker: variables\.(\w+)/.exec(line)?.[1]).filter(Boolean);
    expect(names).toEqual(
      expect.arrayContaining(['SERVICE_NOTIFICATION_QUEUE_URL', 'FIRESTORE_PROJECT_ID', 'FIRESTORE_KEY_FILE']),
    );
    expect(faults).toEqual(
      expect.arrayContaining([
        "production/fxa: sqs: got nothing; expected the queue that the event broker reads, with its region; give it, or say eventBroker: 'off' [ERR_ENVIRONMENT_VALUE]",
        "production/fxa: eventBroker.firestore: got nothing; expected a project of Google with Firestore, or an emulator; give it, or say eventBroker: 'off' [ERR_ENVIRONMENT_VALUE]",
      ]),
    );
  });

  test('fails when the mail service has no sender, and no relay that takes plain text', () => {
    const faults = fxaFaults(production, own({ mailService: { image: 'mail:1.0.0' } }));
    const names = faults.map((line) => /fxa-mail-service: variables\.(\w+)/.exec(line)?.[1]).filter(Boolean);
    expect(names).toEqual(expect.arrayContaining(['FXA_EMAIL_SENDER_ADDRESS', 'FXA_EMAIL_SMTP_HOST']));
    expect(faults).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^production\/fxa: mailService.sender: got nothing; .* say mailService: 'off' /),
        expect.stringMatching(/^production\/fxa: mailService.ses: got nothing; .* say mailService: 'off' /),
      ]),
    );
  });

  test('fails when a server lacks the mode of the fleet and has none of its own', () => {
    const faults = fxaFaults(staging, own({ servers: {} }));
    expect(faults.filter((line) => line.includes(': mode: '))).toEqual([
      expect.stringMatching(/^test\/fxa\/fxa-mail-service: mode: got "stage"/),
      expect.stringMatching(/^test\/fxa\/fxa-payments-server: mode: got "stage"/),
    ]);
  });
});

describe('several pods', () => {
  test('fails when the image worker has several and pictures are on a volume', () => {
    const faults = fxaFaults(
      production,
      own({
        servers: {
          'fxa-profile-server-worker': { replicas: 2 },
          'fxa-payments-server': { variables: { STRIPE_API_KEY: 'pk_live_a' } },
        },
      }),
    );
    expect(faults).toEqual([
      expect.stringMatching(/fxa-profile-server-worker: replicas: got 2; expected 1 without IMG aws; /),
    ]);
  });

  test('fails when content builds its pages in each of several', () => {
    const faults = fxaFaults(local, own({ servers: { 'fxa-content-server': { replicas: 2 } } }));
    expect(faults).toEqual([
      expect.stringMatching(/fxa-content-server: replicas: got 2; expected 1 without a mode other than development; /),
    ]);
  });

  test('fails when each of several auth servers would rewrite the clients', () => {
    const faults = fxaFaults(
      production,
      own({
        servers: {
          ...production.systems.fxa.servers,
          'fxa-auth-server': { replicas: 2, variables: { DB_AUTO_UPDATE_CLIENTS: true } },
        },
      }),
    );
    expect(faults).toEqual([expect.stringMatching(/fxa-auth-server: replicas: .*DB_AUTO_UPDATE_CLIENTS false/)]);
  });

  test('fails when their pools are larger than what MySQL takes', () => {
    const { mysql } = production.systems.fxa;
    const faults = fxaFaults(production, own({ mysql: { ...mysql, maxConnections: 200 } }));
    expect(faults).toEqual([
      'production/fxa: mysql.maxConnections: got 200; expected at least 540, for all pods while they are rolled and Jobs run: fxa-auth-db-mysql 4 x 20, ' +
        'fxa-auth-server 11 x 20, fxa-profile-server 7 x 10, fxa-graphql-api 7 x 20, mozilla-sync 3 x 3, ' +
        'Job schema-fxa 1, Job schema-fxa-oauth 10, Job schema-fxa-profile 10; ' +
        'raise it in MySQL and here, make pools smaller, or run fewer replicas [ERR_REPLICAS]',
    ]);
  });

  test('counts the connections of Firefox Sync, whose pools no variable sets', () => {
    const { mysql, sync } = production.systems.fxa;
    const faultsOf = (maxConnections: number, own: FxaSettings['sync']) =>
      fxaFaults(production, { mysql: { ...mysql, maxConnections }, sync: own });
    expect(faultsOf(531, 'off')).toEqual([]);
    expect(faultsOf(531, sync)).toEqual([expect.stringMatching(/at least 540, .*mozilla-sync 3 x 3/)]);
    expect(faultsOf(540, sync)).toEqual([]);
    const ofSeveralWorkers = { image: 'registry.example.com/syncserver:2', connections: 12 } as const;
    expect(faultsOf(540, ofSeveralWorkers)).toEqual([expect.stringMatching(/at least 567, .*mozilla-sync 3 x 12/)]);
  });

  test('counts the connections of the Jobs that make schemas and write clients', () => {
    const { mysql, servers } = production.systems.fxa;
    const faultsOf = (maxConnections: number, more: Partial<FxaSettings> = {}) =>
      fxaFaults(production, { mysql: { ...mysql, maxConnections }, ...more });
    const ofServers = 519;
    expect(faultsOf(ofServers)).toEqual([
      expect.stringMatching(/at least 540, .*Job schema-fxa 1, Job schema-fxa-oauth 10, Job schema-fxa-profile 10;/),
    ]);
    expect(faultsOf(540)).toEqual([]);
    const clients = { oauth: { clients: [] } };
    expect(faultsOf(540, clients)).toEqual([expect.stringMatching(/at least 550, .*Job oauth-clients 10/)]);
    const smallPool = { ...servers?.['fxa-auth-server'], variables: { MYSQL_CONNECTION_LIMIT: 2 } };
    // eleven pods with eight fewer each, and two Jobs
    const others = { ...clients, servers: { ...servers, 'fxa-auth-server': smallPool } };
    expect(faultsOf(445, others)).toEqual([expect.stringMatching(/at least 446, .*Job oauth-clients 2/)]);
    expect(faultsOf(446, others)).toEqual([]);
  });
});

describe('settings', () => {
  const { systems } = production;

  test.each<[string, unknown, string]>([
    [
      'mysql',
      { ...systems.fxa.mysql, maxConnections: 600.5 },
      'mysql.maxConnections: got 600.5; expected a whole number',
    ],
    [
      'sync',
      { ...(systems.fxa.sync as object), connections: 0 },
      'sync.connections: got 0; expected a whole number from 1',
    ],
    ['sqs', { ...systems.fxa.sqs, account: '12345' }, 'sqs.account: got "12345"; expected twelve digits, such as'],
    [
      'sns',
      { ...systems.fxa.sns, topicArn: 'arn:accounts' },
      'sns.topicArn: got "arn:accounts"; expected the name of a topic',
    ],
    [
      'servers',
      { ...systems.fxa.servers, 'fxa-auth-sever': { replicas: 2 } },
      'servers: got "fxa-auth-sever"; expected one of 123done, 321done, ',
    ],
    ['servers', { ...systems.fxa.servers, redis: {} }, 'servers: got "redis"; expected one of '],
  ])('of %s that are wrong are told in their own words', (name, value, fault) => {
    const faults = fxaFaults(production, own({ [name]: value }));
    expect(faults).toEqual([expect.stringContaining(`production/fxa: ${fault}`)]);
  });

  test('that name a mode nobody has are told once, with all modes', () => {
    const faults = fxaFaults(production, own({ mode: 'prod' })).filter((fault) => fault.includes(': mode: '));
    expect(faults).toEqual([
      expect.stringMatching(/ and \d+ more: mode: got "prod"; expected one of production, stage, development, test; /),
    ]);
  });
});
