import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../shared/backoff.ts';
import type { Log } from '../shared/log.ts';
import { misconfigured } from '../shared/errors.ts';
import { errorCodes } from './errors.ts';

/** What tokens are checked with. */
export interface TokenKeys {
  /** Each may have signed the token; another one is tried where a signature is not of this one. */
  readonly candidates: () => Promise<readonly JWTVerifyGetKey[]>;
  /** Why there is no key; undefined while there is one. */
  readonly notReadyReason: () => string | undefined;
  /** Ends what goes on in the background. */
  readonly close: () => void;
}

/** Where keys are, and for how long one look is enough. */
export interface KeyOptions {
  /** Path of a PEM file with certificates or public keys, or http(s) URL of a JWKS. */
  readonly source: string;
  /** Milliseconds. */
  readonly timeOutMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

const variable = 'JWT_PUBLIC_CERT_PATH';
const jwksTimeoutMs = 5_000;
/** How soon after one look at a JWKS a token of an unknown key brings about another. */
const cooldownMs = 10_000;
const retryMs = 2_000;
const leastRsaBits = 2_048;

/** Reads a PEM file, or begins to ask for a JWKS. @throws ERR_LOG_VIEWER_CERTIFICATE for a file that cannot be read or has something else in it */
export async function openKeys(options: KeyOptions): Promise<TokenKeys> {
  return /^[a-z]+:[/][/]/i.test(options.source) ? remoteKeys(options) : fileKeys(options);
}

async function fileKeys({ source, timeOutMs, clock, log }: KeyOptions): Promise<TokenKeys> {
  let keys = await readKeys(source);
  let readAtMs = clock.monotonicMs();
  const candidates = async () => {
    if (clock.monotonicMs() - readAtMs >= timeOutMs) {
      readAtMs = clock.monotonicMs();
      try {
        keys = await readKeys(source);
      } catch (err) {
        log.error({ err, path: source }, 'the certificate cannot be read again, the one before stays');
      }
    }
    return keys;
  };
  return { candidates, notReadyReason: () => undefined, close: () => undefined };
}

async function readKeys(path: string): Promise<readonly JWTVerifyGetKey[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const got = (error as Error).message;
    throw misconfigured(
      errorCodes.certificate,
      `log viewer: ${variable}: got ${got}; expected a PEM file; mount it there, or set the variable to another path`,
      error,
    );
  }
  const blocks = text.match(/-----BEGIN (CERTIFICATE|PUBLIC KEY)-----[^-]+-----END \1-----/g) ?? [];
  try {
    if (blocks.length === 0) throw new Error('no certificate and no public key');
    return blocks.map((block) => only(readKey(block)));
  } catch (error) {
    throw misconfigured(
      errorCodes.certificate,
      `log viewer: ${variable}: got ${(error as Error).message} in ${path}; expected certificates or public keys in PEM, ` +
        `RSA of ${leastRsaBits} bits or more or EC of P-256; put them there`,
      error,
    );
  }
}

/** Gives the key for tokens of its algorithm. */
function only(key: KeyObject): JWTVerifyGetKey {
  const alg = key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  return (header) => {
    if (header.alg !== alg) throw new errors.JWSSignatureVerificationFailed();
    return key;
  };
}

function readKey(pem: string): KeyObject {
  const key = createPublicKey(pem);
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  const isRight =
    key.asymmetricKeyType === 'rsa'
      ? modulusLength >= leastRsaBits
      : key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1';
  if (isRight) return key;
  throw new Error(
    `a key of ${key.asymmetricKeyType}${namedCurve ? ` ${namedCurve}` : ''} ${modulusLength || ''}`.trim(),
  );
}

function remoteKeys({ source, timeOutMs, clock, log }: KeyOptions): TokenKeys {
  const url = URL.parse(source);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw misconfigured(
      errorCodes.certificate,
      `log viewer: ${variable}: got ${JSON.stringify(source)}; expected the path of a PEM file or an http(s) URL; correct it`,
    );
  }
  const set = createRemoteJWKSet(url, {
    cacheMaxAge: timeOutMs,
    cooldownDuration: cooldownMs,
    timeoutDuration: jwksTimeoutMs,
  });
  const closing = new AbortController();
  let reason: string | undefined = 'no keys yet';
  const firstLook = async () => {
    for (let attempt = 1; !closing.signal.aborted; attempt += 1) {
      try {
        await set.reload();
        reason = undefined;
        return;
      } catch (err) {
        reason = `no keys from ${url.origin}: ${(err as Error).message}`;
        log.warn({ err, host: url.host, attempt }, 'no keys to check tokens with yet');
      }
      await clock.wait(retryMs, closing.signal).catch(() => undefined);
    }
  };
  void firstLook();
  return {
    candidates: async () => [set],
    notReadyReason: () => (set.jwks() === undefined ? reason : undefined),
    close: () => closing.abort(),
  };
}
