import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { hasCode } from '../shared/errors.ts';

/** A file of the page, in memory. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** Whether its name changes with its content. */
  readonly isHashed: boolean;
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
export async function readPage(folder: string, root: string): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join('/');
    let body = await readFile(path);
    if (name === indexName) body = Buffer.from(body.toString().replace(base, `<base href="${root}/" />`));
    files.set(name, {
      body,
      type: types[extname(name)] ?? 'application/octet-stream',
      etag: `W/"${createHash('sha256').update(body).digest('base64url')}"`,
      isHashed: /[.-][\w-]{8,}\.\w+$/.test(name),
    });
  }
  const index = files.get(indexName);
  files.delete(indexName);
  return { index, files };
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
