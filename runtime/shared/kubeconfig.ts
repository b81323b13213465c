import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SecureContextOptions } from 'node:tls';
import { parse } from 'yaml';
import { quote } from '../../lib/contract/faults.ts';
import { errorCodes, ExitError, exitStatuses } from './errors.ts';
import { FileContent } from './file-content.ts';

/** What TLS is opened with; `servername` is the name that the server's certificate has to be for. */
export type TlsOptions = Pick<SecureContextOptions, 'ca' | 'cert' | 'key'> & {
  readonly rejectUnauthorized?: boolean;
  readonly servername?: string;
};

/** Which API server, and as whom. Files are read again while the process runs: tokens and certificates are replaced on disk. */
export interface Credentials {
  /** `http:` or `https:`; its path stands before that of every request. */
  readonly server: URL;
  /** The namespace that the service account or the kubeconfig's context names. */
  readonly namespace?: string;
  /** For one new connection. @throws what reading a file throws */
  tls(): TlsOptions;
  /** The header `authorization` for one request. @throws what reading a file throws */
  authorization(): string | undefined;
  /** Reads the token again, after it was refused. @returns whether it is another one now @throws what reading a file throws */
  renew(): boolean;
}

/** One object of a kubeconfig. @see https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/ */
interface Entry {
  readonly [field: string]: unknown;
}

/** Fields that would make this process act as somebody else, or reach somewhere else, if they were passed over. */
const unsupported = [
  'exec',
  'auth-provider',
  'username',
  'password',
  'as',
  'as-uid',
  'as-groups',
  'as-user-extra',
  'proxy-url',
];

/**
 * The credentials of a kubeconfig's current context: token, token file or client certificate. Paths in it start from its folder.
 * @throws ERR_KUBERNETES_CONFIG when it cannot be read, has no such context, names a file that cannot be read, or asks for what is not supported
 */
export function readKubeconfig(path: string, monotonicMs: () => number): Credentials {
  const config = parseConfig(path);
  const context = named(path, config, 'context', textOf(path, config, 'current-context'));
  const cluster = named(path, config, 'cluster', textOf(path, context, 'cluster'));
  const userName = textOf(path, context, 'user');
  const user = userName === undefined ? {} : named(path, config, 'user', userName);
  refuseUnsupported(path, { ...cluster, ...user });

  const contentOf = (file: string) => new FileContent(resolve(dirname(path), file), monotonicMs);
  const pem = (entry: Entry, field: string): (() => string | undefined) => {
    const data = textOf(path, entry, `${field}-data`);
    const file = textOf(path, entry, field);
    if (data !== undefined) return constant(Buffer.from(data, 'base64').toString());
    return file === undefined ? constant(undefined) : reader(contentOf(file));
  };
  const [ca, cert, key] = [
    pem(cluster, 'certificate-authority'),
    pem(user, 'client-certificate'),
    pem(user, 'client-key'),
  ];
  const servername = textOf(path, cluster, 'tls-server-name');
  const rejectUnauthorized = cluster['insecure-skip-tls-verify'] !== true;
  // As kubectl has it, a file wins over a token beside it.
  const tokenFile = textOf(path, user, 'tokenFile');
  const file = tokenFile === undefined ? undefined : contentOf(tokenFile);
  const token = file === undefined ? constant(textOf(path, user, 'token')) : reader(file);

  const credentials: Credentials = {
    server: serverOf(path, cluster),
    namespace: textOf(path, context, 'namespace'),
    tls: () => ({ ca: ca(), cert: cert(), key: key(), rejectUnauthorized, ...(servername && { servername }) }),
    authorization: () => {
      const current = token();
      return current === undefined ? undefined : `Bearer ${current.trim()}`;
    },
    renew: () => file?.readAgain() ?? false,
  };
  readAll(path, credentials);
  return credentials;
}

const constant = (text: string | undefined) => () => text;
const reader = (content: FileContent) => () => content.read();

function parseConfig(path: string): Entry {
  const remedy = 'expected a kubeconfig, or inside a cluster a service account; set KUBE_CONFIG to the path of one';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw fault(path, `got ${(error as Error).message}; ${remedy}`, error);
  }
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    // The parser's message quotes the line, which may hold a token.
    throw fault(path, `got ${text.length} characters that are not YAML; ${remedy}`);
  }
  if (isEntry(config)) return config;
  throw fault(path, `got no object; ${remedy}`);
}

/** The entry of a name in the list of its kind. */
function named(path: string, config: Entry, kind: 'context' | 'cluster' | 'user', name: string | undefined): Entry {
  const list = config[`${kind}s`];
  const entries = Array.isArray(list) ? (list as readonly unknown[]).filter(isEntry) : [];
  const found = entries.find((entry) => entry['name'] === name)?.[kind];
  if (name !== undefined && isEntry(found)) return found;
  const known = entries.map((entry) => quote(entry['name'])).join(', ') || 'none';
  throw fault(path, `${kind}: got ${quote(name)}; expected one of those it has, ${known}; correct the name or add it`);
}

function refuseUnsupported(path: string, entry: Entry): void {
  const found = unsupported.filter((field) => entry[field] !== undefined && entry[field] !== null);
  if (found.length === 0) return;
  throw fault(
    path,
    `got ${found.join(', ')}; expected token, tokenFile or client-certificate, and no proxy; ` +
      'use a kubeconfig with the token of a service account, as `kubectl create token` gives it',
  );
}

function serverOf(path: string, cluster: Entry): URL {
  const address = textOf(path, cluster, 'server');
  if (address !== undefined && /^https?:\/\/[^/]/.test(address) && URL.canParse(address)) return new URL(address);
  throw fault(path, `server: got ${quote(address)}; expected a URL, such as https://127.0.0.1:6443; correct it`);
}

/** Reads every file once, so that a wrong path shows at start. */
function readAll(path: string, credentials: Credentials): void {
  try {
    credentials.tls();
    credentials.authorization();
  } catch (error) {
    throw fault(path, `got ${(error as Error).message}; expected a file; correct the path in it`, error);
  }
}

function textOf(path: string, entry: Entry, field: string): string | undefined {
  const value = entry[field];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw fault(path, `${field}: got a ${typeof value}; expected text; put it between quotes`);
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(path: string, problem: string, cause?: unknown): ExitError {
  const options = { code: errorCodes.kubernetesConfig, exitCode: exitStatuses.configuration };
  return new ExitError(`kubernetes: ${path}: ${problem}`, cause === undefined ? options : { ...options, cause });
}
