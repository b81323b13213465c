import { Size } from 'cdk8s';
import type { SystemApp } from '../../core/system-app.ts';
import { publicHost } from './addresses.ts';
import type { Backings } from './backings.ts';
import { resourcesOfWorker } from './figures.ts';
import { FxaPart, type PartProps } from './part.ts';
import type { FxaServer, FxaSettings, PublicServer } from './settings.ts';

/** The largest picture that is taken as an avatar; the ingress controller has to let it through. */
export const largestPicture = Size.mebibytes(2);

/** The servers that run, and those that others do not do without. */
export type Parts = { readonly [Name in FxaServer]?: FxaPart<Name> } & {
  readonly [Name in Core]: FxaPart<Name>;
};

type Core =
  | 'fxa-auth-db-mysql'
  | 'fxa-auth-server'
  | 'fxa-content-server'
  | 'fxa-customs-server'
  | 'fxa-profile-server'
  | 'fxa-profile-server-worker'
  | 'fxa-payments-server'
  | 'fxa-graphql-api'
  | 'browserid-verifier';

/** The servers that run. */
export const running = (parts: Parts): readonly FxaPart[] =>
  Object.values(parts) as readonly unknown[] as readonly FxaPart[];

/** What is needed to wire a server. */
export interface Fleet {
  readonly app: SystemApp;
  readonly settings: FxaSettings;
  readonly backings: Backings;
  readonly parts: Parts;
}

/** Adds the servers that an environment wants, not yet wired, in the order in which they are best started. */
export function addParts(app: SystemApp, settings: FxaSettings): Parts {
  const { avatars, eventBroker, mailService, sync, demos } = settings;
  const part = <Name extends FxaServer>(name: Name, props?: PartProps): FxaPart<Name> =>
    new FxaPart(app, settings, name, props);
  const exposed = <Name extends PublicServer>(name: Name, props?: PartProps): FxaPart<Name> =>
    part(name, { ...props, exposure: publicHost(settings, name) });
  const demo = <Name extends '123done' | '321done'>(name: Name, { [name]: own }: Exclude<typeof demos, 'off'>) => {
    const hasAffinity = 'sessionAffinity' in own;
    return part(name, {
      exposure: publicHost(settings, name, hasAffinity ? cookieAffinity : undefined),
      replicas: own.replicas ?? 1,
      hasAffinity,
    });
  };
  return {
    'fxa-auth-db-mysql': part('fxa-auth-db-mysql'),
    'fxa-customs-server': part('fxa-customs-server'),
    'browserid-verifier': part('browserid-verifier'),
    ...(mailService === 'off' ? {} : { 'fxa-mail-service': part('fxa-mail-service', { image: mailService.image }) }),
    'fxa-auth-server': exposed('fxa-auth-server'),
    'fxa-profile-server-worker': part('fxa-profile-server-worker', {
      resources: resourcesOfWorker(imageProcesses(settings)),
    }),
    ...('storage' in avatars ? { 'fxa-profile-server-static': exposed('fxa-profile-server-static') } : {}),
    'fxa-profile-server': part('fxa-profile-server', { exposure: publicHost(settings, 'fxa-profile-server', uploads) }),
    'fxa-graphql-api': exposed('fxa-graphql-api'),
    'fxa-content-server': exposed('fxa-content-server'),
    'fxa-payments-server': exposed('fxa-payments-server'),
    ...(eventBroker === 'off'
      ? {}
      : {
          'fxa-event-broker': part('fxa-event-broker', {
            exposure: { ...publicHost(settings, 'fxa-event-broker'), path: pushPath },
          }),
        }),
    ...(sync === 'off' ? {} : { 'mozilla-sync': exposed('mozilla-sync', { image: sync.image }) }),
    ...(demos === 'off'
      ? {}
      : { '123done': demo('123done', demos), '321done': demo('321done', demos), fortress: exposed('fortress') }),
  };
}

/** The one path of the event broker that the outside calls. */
export const pushPath = '/v1/proxy';

/** How many child processes the worker makes pictures with. */
export const imageProcesses = ({ servers }: FxaSettings): number => {
  const processes = servers?.['fxa-profile-server-worker']?.variables?.IMG_COMPUTE_MAX_PROCESSES;
  return typeof processes === 'number' ? processes : 3;
};

/** Pictures come through the profile server and are made smaller while the browser waits. @see https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/ */
const uploads = {
  'nginx.ingress.kubernetes.io/proxy-body-size': `${largestPicture.toMebibytes()}m`,
  'nginx.ingress.kubernetes.io/proxy-read-timeout': '120',
  'nginx.ingress.kubernetes.io/proxy-send-timeout': '120',
};

const cookieAffinity = {
  'nginx.ingress.kubernetes.io/affinity': 'cookie',
  // without it some requests move to new pods, which know nothing of what is under way
  'nginx.ingress.kubernetes.io/affinity-mode': 'persistent',
};
