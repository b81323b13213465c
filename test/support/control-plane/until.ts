import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const POLL_INTERVAL_MS = 50;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Waits until a check says true, asking again every 50 ms. An error of the check ends the wait at once.
 * @param what what is waited for, to complete `waited 30 s for`
 * @throws when the check has not said true in time
 */
export async function until(what: string, timeoutMs: number, check: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
  }
}

/**
 * Whether a GET is answered with 200; every other status, an untrusted certificate, a refused connection and no answer
 * within 5 s are a no.
 * @param trust PEM of the certificates that the server's must come from, for https. @default Node's certificates
 * @param token bearer token. @default none is sent
 */
export function answersOk(url: string, { trust, token }: { trust?: string; token?: string } = {}): Promise<boolean> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve) => {
    const options = { ca: trust, headers, agent: false, signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) };
    const request = get(url, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}
