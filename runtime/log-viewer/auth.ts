import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../shared/backoff.ts';
import type { Log } from '../shared/log.ts';
import type { TokenKeys } from './keys.ts';
import { Problem } from './problem.ts';

/** Who asks. */
export interface Reader {
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** What a token has to be. */
export interface AuthOptions {
  readonly keys: TokenKeys;
  /** The claim that must be `true` or `yes`. */
  readonly adminClaim: string;
  /** @default - any issuer */
  readonly issuer?: string;
  /** @default - any audience */
  readonly audience?: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: { readonly refused: { inc(): void } };
}

/** How many tokens that are none of ours one address may show in a minute before it is told to wait. */
const mostFailures = 20;
const failureWindowMs = 60_000;
/** Beyond it the oldest is forgotten. */
const mostAddresses = 10_000;

interface Failures {
  count: number;
  readonly sinceMs: number;
}

/** Checks tokens. */
export class Auth {
  readonly #options: AuthOptions;
  readonly #failures = new Map<string, Failures>();

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /**
   * Who asks, by the header `Authorization`.
   * @param address where the request came from
   * @throws Problem 401 without a right token, 403 without the claim, 429 instead of the 401 for an address that shows wrong ones again and again, 503 while there
   * is nothing to check tokens with
   */
  async authenticate(header: string | undefined, address: string): Promise<Reader> {
    const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(header ?? '') ?? [];
    if (token === undefined) throw unauthorized('a token is needed', 'token_missing');
    const { exp = 0, ...claims } = await this.#claimsOf(token, address);
    const admin = claims[this.#options.adminClaim];
    if (admin !== 'true' && admin !== 'yes') {
      this.#options.log.warn({ host: address, reason: 'claim' }, 'a login was refused');
      throw new Problem(403, 'the token does not say that its bearer may read logs', { code: 'claim_missing' });
    }
    return { expiresAtMs: exp * 1000 };
  }

  async #claimsOf(token: string, address: string): Promise<JWTPayload> {
    const { keys, issuer, audience, clock } = this.#options;
    const options = {
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['exp'],
      issuer,
      audience,
      currentDate: new Date(clock.wallMs()),
    };
    let failure: unknown;
    for (const key of await keys.candidates()) {
      try {
        return await verify(token, key, options);
      } catch (error) {
        failure = error;
        // Only another key could make it right.
        if (!(error instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    if (failure instanceof errors.JWTExpired) throw unauthorized('the token has expired', 'token_expired');
    if (isFaultOfToken(failure)) throw this.#refusal(address, failure);
    this.#options.log.error({ err: failure }, 'tokens cannot be checked');
    throw new Problem(503, 'tokens cannot be checked at the moment', {
      code: 'no_keys',
      headers: { 'retry-after': '5' },
      cause: failure,
    });
  }

  /** Counts and logs a wrong token. A right one is never refused for others' wrong ones: behind a proxy all have one address. */
  #refusal(address: string, cause: Error): Problem {
    const { log, metrics, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const known = this.#failures.get(address);
    const failures = known && nowMs - known.sinceMs < failureWindowMs ? known : { count: 0, sinceMs: nowMs };
    failures.count += 1;
    this.#failures.delete(address);
    this.#failures.set(address, failures);
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > mostAddresses && oldest !== undefined) this.#failures.delete(oldest);
    metrics.refused.inc();
    const { code } = cause as { readonly code?: string };
    if (failures.count <= mostFailures) {
      log.warn({ host: address, reason: code, count: failures.count }, 'a login was refused');
      return unauthorized('the token is not right', 'token_wrong');
    }
    if (failures.count === mostFailures + 1)
      log.warn({ host: address, count: failures.count }, 'logins are refused for a minute without a line for each');
    const leftSeconds = Math.ceil((failureWindowMs - (nowMs - failures.sinceMs)) / 1000);
    return new Problem(429, 'too many wrong tokens', {
      code: 'too_many_failures',
      headers: { 'retry-after': String(leftSeconds) },
    });
  }
}

type VerifyOptions = Parameters<typeof jwtVerify>[2];

async function verify(token: string, key: JWTVerifyGetKey, options: VerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let failure: unknown = error;
    for await (const each of error) {
      try {
        return (await jwtVerify(token, each, options)).payload;
      } catch (other) {
        failure = other;
        if (!(other instanceof errors.JWSSignatureVerificationFailed)) break;
      }
    }
    throw failure;
  }
}

/** Else it is that of the JWKS, or of the way to it. */
function isFaultOfToken(error: unknown): error is Error {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return false;
  return error instanceof errors.JOSEError && error.code !== errors.JOSEError.code;
}

function unauthorized(detail: string, code: string): Problem {
  const error = code === 'token_missing' ? '' : `, error="invalid_token", error_description="${detail}"`;
  return new Problem(401, detail, { code, headers: { 'www-authenticate': `Bearer realm="logs"${error}` } });
}
