import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { hasCode } from '../shared/errors.ts';

/** A file of the page, in memory. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** The body as it was compressed when the page was built. Key: the content coding, the best first. */
  readonly encoded?: ReadonlyMap<string, Buffer>;
  /** Whether its name changes with its content. */
  readonly isHashed: boolean;
}

/** What the page is told of how it is deployed: it stands in index.html, so that the page need not ask first. */
export interface PageSettings {
  readonly oidc: { readonly issuer: string; readonly clientId: string } | null;
  /** Where in localStorage the page finds a token that its host page keeps. */
  readonly tokenKey: string;
}

/** The files of the page. */
export interface PageFiles {
  /** What every address of the page begins with. @default - the page was not built */
  readonly index?: PageFile;
  /** The others. Key: path below the root, with `/`. */
  readonly files: ReadonlyMap<string, PageFile>;
}

const indexName = 'index.html';

/** What the page's addresses are relative to; the server writes there where it is deployed. */
const base = '<base href="/" />';

/** Where the settings go: a block of data, which a Content-Security-Policy without inline scripts lets be. @see https://html.spec.whatwg.org/#data-block */
const data = '<script type="application/json" id="settings"></script>';

/** The content codings that files of the page come in, the best first, by the end of their files' names. */
const codings: readonly (readonly [coding: string, suffix: string])[] = [
  ['br', '.br'],
  ['gzip', '.gz'],
];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads all files of a folder once: they are few and small, and what is asked for later is looked up among them and never becomes a path.
 * @param root the path that the page is served under, without a slash at its end, such as `/cds`
 */
export async function readPage(folder: string, root: string, settings: PageSettings): Promise<PageFiles> {
  const bodies = new Map<string, Buffer>();
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    bodies.set(relative(folder, path).split(sep).join('/'), await readFile(path));
  }
  const files = new Map<string, PageFile>();
  for (const [name, content] of bodies) {
    if (codings.some(([, suffix]) => name.endsWith(suffix))) continue;
    const body = name === indexName ? Buffer.from(deployed(content.toString(), root, settings)) : content;
    const encoded = codings.flatMap(([coding, suffix]) => {
      const found = bodies.get(name + suffix);
      return found === undefined ? [] : [[coding, found] as const];
    });
    files.set(name, {
      body,
      encoded: new Map(encoded),
      type: types[extname(name)] ?? 'application/octet-stream',
      etag: `W/"${createHash('sha256').update(body).digest('base64url')}"`,
      isHashed: /[.-][\w-]{8,}\.\w+$/.test(name),
    });
  }
  const index = files.get(indexName);
  files.delete(indexName);
  return { index, files };
}

/** The page as it is deployed. No text in the data ends its element. */
function deployed(index: string, root: string, settings: PageSettings): string {
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  return index
    .replace(base, () => `<base href="${root}/" />`)
    .replace(data, () => data.replace('><', () => `>${json}<`));
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
