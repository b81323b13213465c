import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { errorCodes, ExitError, exitStatuses } from './errors.ts';
import { FileContent } from './file-content.ts';
import { readKubeconfig } from './kubeconfig.ts';
import type { Credentials } from './kubeconfig.ts';

/** Where a pod finds its service account. @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where credentials are looked for: in the environment and then in a kubeconfig, or in a kubeconfig alone, which is then to be named. */
export type CredentialsOptions = (
  | {
      /** The process's environment, of which `KUBERNETES_SERVICE_HOST`, `KUBERNETES_SERVICE_PORT` and `HOME` are read. */
      readonly env: Readonly<Record<string, string | undefined>>;
      /** Path of the kubeconfig to use outside a cluster. @default - `.kube/config` in the home folder */
      readonly kubeConfig?: string;
    }
  | {
      /** Path of a kubeconfig; no cluster around the process is looked for. */
      readonly kubeConfig: string;
      readonly env?: undefined;
    }
) & {
  /** Folder of the service account inside a cluster. @default /var/run/secrets/kubernetes.io/serviceaccount */
  readonly serviceAccount?: string;
  /** @default performance.now */
  readonly monotonicMs?: () => number;
};

/**
 * Finds the credentials of this process: inside a cluster those of its service account, else those of a kubeconfig's current context.
 *
 * client-node's KubeConfig does this and more, and costs a process 20 MiB and 110 ms of its start, which is why it is not used: exec and auth providers,
 * passwords, impersonation and proxies are refused by name.
 * @throws ERR_KUBERNETES_CONFIG when there are none, or the kubeconfig asks for what is not supported
 */
export function findCredentials(options: CredentialsOptions): Credentials {
  const { serviceAccount = serviceAccountFolder, monotonicMs = () => performance.now() } = options;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port, HOME: home } = options.env ?? {};
  if (host && port && readIfThere(join(serviceAccount, 'token')) !== undefined) {
    return readServiceAccount(host, port, serviceAccount, monotonicMs);
  }
  return readKubeconfig(options.kubeConfig ?? join(home ?? homedir(), '.kube', 'config'), monotonicMs);
}

function readServiceAccount(host: string, port: string, folder: string, monotonicMs: () => number): Credentials {
  const token = new FileContent(join(folder, 'token'), monotonicMs);
  const ca = new FileContent(join(folder, 'ca.crt'), monotonicMs);
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: readIfThere(join(folder, 'namespace'))?.trim() || undefined,
    tls: () => ({ ca: ca.read() }),
    authorization: () => `Bearer ${token.read().trim()}`,
    renew: () => token.readAgain(),
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ExitError(
      `kubernetes: ${(error as Error).message}; expected a file of the service account; make it readable`,
      {
        code: errorCodes.kubernetesConfig,
        exitCode: exitStatuses.configuration,
        cause: error,
      },
    );
  }
}
