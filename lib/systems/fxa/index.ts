import type { SystemApp } from '../../core/system-app.ts';
import { addNamespaces } from '../namespace-chart.ts';
import { wireAuth, wireAuthDb } from './auth.ts';
import { wireProfile } from './avatars.ts';
import { addBackings } from './backings.ts';
import { checkConnections } from './connections.ts';
import { wireDemos } from './demos.ts';
import { wireEventBroker } from './event-broker.ts';
import { addExtraProcesses } from './extra-processes.ts';
import { wireContent, wirePayments } from './pages.ts';
import { addParts, type Fleet } from './parts.ts';
import { addSchemaCharts, addSchemas } from './schemas.ts';
import { wireCustoms, wireGraphql, wireMail, wireSync, wireVerifier } from './services.ts';
import { checkSettings } from './settings-faults.ts';
import { checkSharedValues } from './shared-values.ts';
import type { FxaSettings } from './settings.ts';

/**
 * Firefox Accounts: the servers that an environment wants, what they keep their state in, and the Jobs that make their schemas. First all are there,
 * so that each can be given the addresses of the others.
 *
 * @see https://github.com/mozilla/fxa
 */
export function fxa(app: SystemApp, settings: FxaSettings): void {
  addNamespaces(app, [{ name: settings.namespace }]);
  checkSettings(app, settings);
  const backings = addBackings(app, settings);
  const schemas = addSchemaCharts(app, settings);
  const fleet: Fleet = { app, settings, backings, parts: addParts(app, settings) };
  for (const wire of wirings) wire(fleet);
  addSchemas(fleet, schemas);
  addExtraProcesses(fleet);
  checkSharedValues(fleet);
  checkConnections(fleet, schemas);
}

const wirings = [
  wireAuthDb,
  wireCustoms,
  wireVerifier,
  wireMail,
  wireAuth,
  wireProfile,
  wireGraphql,
  wireContent,
  wirePayments,
  wireEventBroker,
  wireSync,
  wireDemos,
];
