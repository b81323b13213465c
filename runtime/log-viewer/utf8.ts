import { isUtf8 } from 'node:buffer';

/** Makes any bytes, part by part, a text in UTF-8: what is none becomes U+FFFD, as browsers do it, wherever the parts end. @see https://encoding.spec.whatwg.org/#utf-8-decoder */
export class Utf8Repair {
  #cut: Buffer = Buffer.alloc(0);

  /** What is known to be whole of the parts so far and was not returned yet. It may be the part itself. */
  push(part: Buffer): Buffer {
    const all = this.#cut.length === 0 ? part : Buffer.concat([this.#cut, part]);
    const whole = all.length - cutLength(all);
    // A copy: the part is the caller's.
    this.#cut = Buffer.from(all.subarray(whole));
    return repaired(all.subarray(0, whole));
  }

  /** What is left at the end. */
  end(): Buffer {
    const rest = repaired(this.#cut);
    this.#cut = Buffer.alloc(0);
    return rest;
  }
}

/** The bytes as a text. */
export const textOf = (bytes: Buffer): string => bytes.toString('utf8');

function repaired(bytes: Buffer): Buffer {
  return isUtf8(bytes) ? bytes : Buffer.from(textOf(bytes));
}

/** How many bytes at the end are the beginning of a character whose rest is to come: 0 to 3. A byte that begins one begins one whatever was before it. */
export function cutLength(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc2 && byte <= 0xf4) return (byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4) > back ? back : 0;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return 0;
}
