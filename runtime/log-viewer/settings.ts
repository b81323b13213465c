import type { logViewerVariables } from '../../lib/contract/env.ts';
import type { EnvironmentValues } from '../../lib/contract/variables.ts';
import { misconfigured } from '../shared/errors.ts';
import { errorCodes } from './errors.ts';

/** The variables of the log viewer. */
export type Settings = EnvironmentValues<typeof logViewerVariables>;

/** What the variables say together. */
export interface Deployment {
  /** The path that the page is served under, without a slash at its end: `/cds`, or nothing. */
  readonly root: string;
  readonly oidc: { readonly issuer: string; readonly clientId: string } | null;
  /** Origins that the page talks to in order to log in. */
  readonly loginOrigins: readonly string[];
  /** Where RabbitMQ is, if events are to be followed. */
  readonly rabbitmqHost: string | undefined;
}

/** @param isSet whether a variable, or its file, is set @throws ERR_LOG_VIEWER_SETTINGS with all contradictions */
export function deploymentOf(settings: Settings, isSet: (name: string) => boolean): Deployment {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_ORIGINS, DEPLOYMENT_ROOT, RABBITMQ_HOST } = settings;
  const faults: string[] = [];
  const root = (DEPLOYMENT_ROOT ?? '').replace(/[/]+$/, '');
  if (!/^([/][\w.~-]+)*$/.test(root))
    faults.push(`DEPLOYMENT_ROOT: got ${JSON.stringify(DEPLOYMENT_ROOT)}; expected a path, such as /cds`);
  if ((issuer === undefined) !== (clientId === undefined))
    faults.push('OIDC_ISSUER and OIDC_CLIENT_ID: got one of the two; expected both or none');
  if (issuer === undefined && OIDC_ORIGINS !== undefined)
    faults.push('OIDC_ORIGINS: got it without OIDC_ISSUER; expected both or none');
  for (const name of ['RABBITMQ_USER', 'RABBITMQ_PASSWD']) {
    if (RABBITMQ_HOST !== undefined && !isSet(name))
      faults.push(`${name}: got nothing beside RABBITMQ_HOST; expected it`);
  }
  if (faults.length > 0) throw misconfigured(errorCodes.settings, ['log viewer:', ...faults].join('\n'));
  const oidc = issuer === undefined || clientId === undefined ? null : { issuer, clientId };
  const addresses = oidc === null ? [] : [oidc.issuer, ...(OIDC_ORIGINS ?? [])];
  const loginOrigins = [...new Set(addresses.map((address) => new URL(address).origin))];
  return { root, oidc, loginOrigins, rabbitmqHost: RABBITMQ_HOST };
}
