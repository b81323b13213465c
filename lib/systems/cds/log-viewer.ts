import { ConfigFiles } from '../../config/config-files.ts';
import { SecretReference } from '../../config/secrets.ts';
import { typedVariables } from '../../config/typed-variables.ts';
import { logViewerVariables } from '../../contract/env.ts';
import { mountPaths } from '../../contract/job.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { PublicUrl, type DialledUrl } from '../../wiring/address.ts';
import { ExternalService } from '../../wiring/external.ts';
import { publicUrl } from '../../workloads/exposure.ts';
import { Probe } from '../../workloads/probe.ts';
import { Server } from '../../workloads/server.ts';
import { readOnly, type Claim } from '../../workloads/volumes.ts';
import { healthPort, podLogsPath } from './paths.ts';
import { processProbes } from './processes.ts';
import type { CdsSettings, LoginSettings } from './settings.ts';

/** Adds the log viewer: it shows the Jobs' logs in a browser to who is logged in. */
export function addLogViewer(app: SystemApp, settings: CdsSettings, logs: Claim): void {
  const chart = app.chart('log-viewer', settings.namespace);
  const { login, exposure, ...rest } = settings.logViewer;
  const provider = addLogin(app, settings, login);
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
      ADMIN_CLAIM_NAME: login.adminClaim ?? logViewerVariables.ADMIN_CLAIM_NAME.default,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: login.clientId,
      DEPLOYMENT_ROOT: exposure.path,
    }),
  });
}

interface Provider {
  readonly issuer: PublicUrl;
  readonly keys: DialledUrl;
}

function addLogin(app: SystemApp, settings: CdsSettings, login: LoginSettings): Provider {
  if ('issuer' in login) {
    const { path, ...service } = login.keys;
    return {
      issuer: new PublicUrl(login.issuer),
      keys: new ExternalService(app, 'logViewer.login.keys', 'OAuth2 provider', service).url(path),
    };
  }
  return addDex(app, settings, login);
}

/** Dex answers at its issuer's path only, so that path is also where its keys are. @see https://dexidp.io/docs/configuration/ */
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
    staticPasswords: [{ email: dex.email, hashFromEnv: 'DEX_PASSWORD_HASH', username: dex.email, userID: dex.email }],
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
  return { issuer, keys: server.url('http', `${dex.exposure.path ?? ''}/keys`) };
}
