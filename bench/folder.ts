import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes a folder for what a benchmark writes: where `BENCH_FOLDER` says, else in memory where Linux has such a place.
 * On a disk, ext4 takes 17 to 520 µs to make a file, the longer the more were removed in the last minutes.
 */
export function makeFolder(): string {
  const parent = process.env['BENCH_FOLDER'] ?? (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());
  return mkdtempSync(join(parent, 'berth-bench-'));
}
