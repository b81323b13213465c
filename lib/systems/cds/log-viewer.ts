import { ConfigFiles } from '../../config/config-files.ts';
import { SecretReference } from '../../config/secrets.ts';
import { typedVariables } from '../../config/typed-variables.ts';
import { logViewerVariables } from '../../contract/env.ts';
import { mountPaths } from '../../contract/job.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { PublicUrl, type DialledUrl } from '../../wiring/address.ts';
import { ExternalService } from '../../wiring/external.ts';
import { publicUrl } from '../../workloads/exposure.ts';
import type { BackingAddress } from '../../workloads/backing-service.ts';
import { Probe } from '../../workloads/probe.ts';
import { Server } from '../../workloads/server.ts';
import { readOnly, type Claim } from '../../workloads/volumes.ts';
import { healthPort, podLogsPath } from './paths.ts';
import { processProbes } from './processes.ts';
import type { CdsSettings, LoginSettings } from './settings.ts';

/** What the log viewer is connected to. */
export interface LogViewerParts {
  readonly rabbitmq: BackingAddress;
  readonly logs: Claim;
}

/** Adds the log viewer: it shows the Jobs' logs, and from RabbitMQ what becomes of the Jobs, in a browser to who is logged in. */
export function addLogViewer(app: SystemApp, settings: CdsSettings, { rabbitmq, logs }: LogViewerParts): void {
  const chart = app.chart('log-viewer', settings.namespace);
  const { login, exposure, ...rest } = settings.logViewer;
  const provider = addLogin(app, settings, login);
  const secret = new SecretReference(chart, 'rabbitmq', {
    name: 'rabbitmq',
    unit: 'log-viewer',
    keys: ['username', 'password'],
    source: settings.secrets.rabbitmq,
  });
  new Server(chart, 'log-viewer', {
    ...rest,
    exposure,
    ports: { http: healthPort },
    probes: processProbes('the folder of logs can be read and there is a key to check tokens with'),
    mounts: { [mountPaths.logs]: readOnly(logs) },
    variables: typedVariables(chart, logViewerVariables, {
      HTTP_PORT: healthPort,
      LOG_BASE_PATH: mountPaths.logs,
      POD_LOGS_BASEPATH: podLogsPath,
      JWT_PUBLIC_CERT_PATH: provider.keys,
      ADMIN_CLAIM_NAME: provider.adminClaim,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: login.clientId,
      OIDC_ORIGINS: provider.origins,
      JWT_ISSUER: provider.tokenIssuer,
      JWT_AUDIENCE: provider.audience,
      DEPLOYMENT_ROOT: exposure.path,
      RABBITMQ_HOST: rabbitmq.host,
      RABBITMQ_PORT: rabbitmq.port,
      RABBITMQ_VHOST: settings.rabbitmq.vhost ?? '/',
      RABBITMQ_USER: secret.key('username'),
      RABBITMQ_PASSWD: secret.key('password'),
    }),
  });
}

interface Provider {
  /** As browsers reach it. */
  readonly issuer: PublicUrl;
  /** As tokens name it, to the letter. */
  readonly tokenIssuer: string;
  /** Whom every token of the page is for. @default - not known: an ID token is for the client, an access token for whom the provider says */
  readonly audience?: string;
  /** Beside that of the issuer. */
  readonly origins?: readonly PublicUrl[];
  readonly adminClaim: string;
  readonly keys: DialledUrl;
}

function addLogin(app: SystemApp, settings: CdsSettings, login: LoginSettings): Provider {
  if ('issuer' in login) {
    const { keys, audience, origins, adminClaim = logViewerVariables.ADMIN_CLAIM_NAME.default } = login;
    const { path, ...service } = keys;
    return {
      issuer: new PublicUrl(login.issuer),
      tokenIssuer: login.issuer,
      audience,
      origins: origins?.map((origin) => new PublicUrl(origin)),
      adminClaim,
      keys: new ExternalService(app, 'logViewer.login.keys', 'OAuth2 provider', service).url(path),
    };
  }
  return addDex(app, settings, login);
}

/**
 * Dex answers at its issuer's path only, so that path is also where its keys are. Its access tokens are ID tokens, and it knows no claims but its own: that its
 * one user may read logs is told by the user's name.
 * @see https://dexidp.io/docs/configuration/, dexidp/dex@004c57d2 server/oauth2.go, `newIDToken`
 */
function addDex(
  app: SystemApp,
  settings: CdsSettings,
  { dex, clientId }: Extract<LoginSettings, { dex: object }>,
): Provider {
  const chart = app.chart('dex', settings.namespace);
  const issuer = publicUrl(dex.exposure);
  const page = publicUrl(settings.logViewer.exposure);
  const secret = new SecretReference(chart, 'secret', {
    name: 'dex',
    unit: 'dex',
    keys: ['password-hash'],
    source: dex.secret,
  });
  const config = {
    issuer: issuer.value,
    storage: { type: 'memory' },
    web: { http: '0.0.0.0:5556', allowedOrigins: [new URL(page.value).origin] },
    oauth2: { skipApprovalScreen: true },
    enablePasswordDB: true,
    staticPasswords: [{ email: dex.email, hashFromEnv: 'DEX_PASSWORD_HASH', username: 'yes', userID: dex.email }],
    staticClients: [{ id: clientId, name: 'Log viewer', public: true, redirectURIs: [page.value, `${page.value}/`] }],
  };
  const server = new Server(chart, 'dex', {
    image: dex.image,
    resources: dex.resources,
    user: 1001,
    command: ['dex', 'serve', '/etc/dex/config.json'],
    ports: { http: 5556 },
    exposure: dex.exposure,
    mounts: {
      '/etc/dex': new ConfigFiles(chart, 'config', {
        name: 'dex-config',
        files: { 'config.json': `${JSON.stringify(config, null, 2)}\n` },
      }),
    },
    variables: { DEX_PASSWORD_HASH: secret.key('password-hash') },
    probes: {
      readiness: Probe.http(`${dex.exposure.path ?? ''}/healthz`, 'it answers once its storage can be used'),
      liveness: Probe.tcp('it accepts connections as long as it runs'),
    },
  });
  const keys = server.url('http', `${dex.exposure.path ?? ''}/keys`);
  return { issuer, tokenIssuer: issuer.value, audience: clientId, adminClaim: 'name', keys };
}
