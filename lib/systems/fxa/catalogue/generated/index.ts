// Written by `npm run catalogue` from data/: change that, not this.

import { server as the123done } from './123done.ts';
import { server as the321done } from './321done.ts';
import { server as browseridVerifier } from './browserid-verifier.ts';
import { server as fortress } from './fortress.ts';
import { server as fxaAuthDbMysql } from './fxa-auth-db-mysql.ts';
import { server as fxaAuthServer } from './fxa-auth-server.ts';
import { server as fxaContentServer } from './fxa-content-server.ts';
import { server as fxaCustomsServer } from './fxa-customs-server.ts';
import { server as fxaEventBroker } from './fxa-event-broker.ts';
import { server as fxaGraphqlApi } from './fxa-graphql-api.ts';
import { server as fxaMailService } from './fxa-mail-service.ts';
import { server as fxaPaymentsServer } from './fxa-payments-server.ts';
import { server as fxaProfileServer } from './fxa-profile-server.ts';
import { server as fxaProfileServerStatic } from './fxa-profile-server-static.ts';
import { server as fxaProfileServerWorker } from './fxa-profile-server-worker.ts';
import { server as memcached } from './memcached.ts';
import { server as mozillaSync } from './mozilla-sync.ts';
import { server as mysql } from './mysql.ts';
import { server as pushbox } from './pushbox.ts';
import { server as redis } from './redis.ts';
import { server as statsd } from './statsd.ts';

/** The programs that make up FxA, by name. */
export const servers = {
  '123done': the123done,
  '321done': the321done,
  'browserid-verifier': browseridVerifier,
  fortress: fortress,
  'fxa-auth-db-mysql': fxaAuthDbMysql,
  'fxa-auth-server': fxaAuthServer,
  'fxa-content-server': fxaContentServer,
  'fxa-customs-server': fxaCustomsServer,
  'fxa-event-broker': fxaEventBroker,
  'fxa-graphql-api': fxaGraphqlApi,
  'fxa-mail-service': fxaMailService,
  'fxa-payments-server': fxaPaymentsServer,
  'fxa-profile-server': fxaProfileServer,
  'fxa-profile-server-static': fxaProfileServerStatic,
  'fxa-profile-server-worker': fxaProfileServerWorker,
  memcached: memcached,
  'mozilla-sync': mozillaSync,
  mysql: mysql,
  pushbox: pushbox,
  redis: redis,
  statsd: statsd,
};
