import { RetryError } from './errors.ts';
import type { Answer } from './kubernetes-call.ts';
import { isProtobuf, parseStatus, type Status } from './kubernetes-protobuf.ts';

/** An answer of the API server that is not 2xx. What to do about it depends on what was asked: see {@link isRetriable}. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  /** HTTP status. */
  readonly status: number;
  /** The API server's word for it, such as `AlreadyExists` or `Conflict`, which are both 409. @default - the answer had none, a proxy's for instance */
  readonly reason?: string;
  /** How long the API server asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number;

  /** @param message holds method, path, status and the API server's own message */
  constructor(
    message: string,
    options: { readonly status: number; readonly reason?: string; readonly retryAfterMs?: number },
  ) {
    super(message);
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}

const retriableStatuses = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Whether the same request may work later: no whole answer came, the API server is overloaded or in trouble, or a quota is full. A quota is also behind the 409
 * that says its object has been modified: two requests were counted at a time.
 * @see kubernetes/kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota
 */
export function isRetriable(error: unknown): boolean {
  if (!(error instanceof KubernetesError)) return error instanceof RetryError;
  if (error.status === 403) return error.message.includes('exceeded quota');
  if (error.status === 409) return error.reason === 'Conflict' && error.message.includes('resourcequotas');
  return retriableStatuses.has(error.status);
}

/** The most of an answer's message that an error repeats, in UTF-16 code units: that of an invalid object may hold the whole object. */
const messageLimit = 2_000;

/** A Status whose fields may be anything. */
type Said = { readonly message?: unknown; readonly reason?: unknown; readonly details?: Status['details'] | null };

/** The error of an answer. @param what method and path @param body of whatever kind */
export function answerError(what: string, { status, headers }: Answer<unknown>, body: Buffer): KubernetesError {
  const answer = readStatus(body);
  const reason = typeof answer?.reason === 'string' && answer.reason !== '' ? answer.reason : undefined;
  const said = typeof answer?.message === 'string' ? answer.message : body.toString().trim();
  const message = said.length <= messageLimit ? said : `${said.slice(0, messageLimit).toWellFormed()}...`;
  const seconds = Number(headers['retry-after'] ?? answer?.details?.retryAfterSeconds);
  return new KubernetesError(`kubernetes: ${what}: got ${status} ${reason ?? ''}`.trimEnd() + `: ${message}`, {
    status,
    reason,
    ...(seconds >= 0 ? { retryAfterMs: seconds * 1_000 } : {}),
  });
}

function readStatus(body: Buffer): Said | undefined {
  try {
    const value: unknown = isProtobuf(body) ? parseStatus(body) : JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // A proxy's page, or the API server's own plain text: it is repeated as it is.
    return undefined;
  }
}
