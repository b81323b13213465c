import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** How to reach an API server. */
export interface Api {
  readonly server: string;
  readonly token: string;
  /** PEM of the certificate that the server's must come from. */
  readonly trust: string;
}

interface ApiObject {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string };
}

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly ApiObject[];
}

const RETRY_DELAY_MS = 250;

/**
 * Follows the objects of a resource for ever: lists, then watches, and starts over whenever the watch ends or fails,
 * also with 410 Gone. What happened in between shows in the new list.
 * @param path of the resource, such as `/api/v1/pods`
 * @param onChange is handed all objects, first and after every event
 */
export async function follow<T>(api: Api, path: string, onChange: (objects: readonly T[]) => void): Promise<never> {
  const objects = new Map<string, ApiObject>();
  const changed = (): void => onChange([...objects.values()] as unknown as readonly T[]);
  for (;;) {
    try {
      const { metadata, items } = await list(api, path);
      objects.clear();
      for (const item of items) objects.set(item.metadata.uid, item);
      changed();
      for await (const { type, object } of watch(api, path, metadata.resourceVersion)) {
        if (type === 'ERROR') throw new Error(JSON.stringify(object));
        if (type === 'DELETED') objects.delete(object.metadata.uid);
        else objects.set(object.metadata.uid, object);
        changed();
      }
    } catch (error) {
      console.error(`${path}:`, error instanceof Error ? error.message : error);
    }
    await setTimeout(RETRY_DELAY_MS);
  }
}

async function list(api: Api, path: string): Promise<List> {
  let body = '';
  for await (const chunk of await request(api, path)) body += String(chunk);
  return JSON.parse(body) as List;
}

async function* watch(api: Api, path: string, resourceVersion: string) {
  const response = await request(api, `${path}?watch=1&resourceVersion=${resourceVersion}`);
  for await (const line of createInterface({ input: response })) {
    yield JSON.parse(line) as { readonly type: string; readonly object: ApiObject };
  }
}

function request({ server, token, trust }: Api, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(`${server}${path}`, { ca: trust, headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      if (response.statusCode === 200) resolve(response);
      else {
        response.resume();
        reject(new Error(`status ${response.statusCode}`));
      }
    }).once('error', reject);
  });
}
