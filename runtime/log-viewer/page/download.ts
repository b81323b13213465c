import type { Api } from './api.ts';

/** Pieces are handed to the browser at this size, which may then put them on disk; in bytes. */
const PIECE_BYTES = 16_000_000;

/**
 * Gets a whole log and has the browser save it. A link would do without this, if it could carry the token.
 * @param onProgress is told the bytes that are here so far
 */
export async function download(
  api: Api,
  path: string,
  name: string,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const pieces: Blob[] = [];
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let held = 0;
  for await (const chunk of await api.bytes(path, signal)) {
    chunks.push(chunk);
    bytes += chunk.length;
    held += chunk.length;
    if (held < PIECE_BYTES) continue;
    pieces.push(new Blob(chunks));
    chunks = [];
    held = 0;
    onProgress(bytes);
  }
  const url = URL.createObjectURL(new Blob([...pieces, ...chunks], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
