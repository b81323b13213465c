import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RenderedFile } from './render.ts';

/** What is remembered of an environment in which nothing was found. */
interface Clean {
  /** Of the texts of its files, and of the rules that looked at them. */
  readonly hash: string;
  readonly waived: readonly string[];
}

type Memory = Readonly<Record<string, Clean>>;

/** The folders whose code decides what is found, and the package whose version they have. */
const rules = ['../checks/', '../core/', '../contract/'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/**
 * Environments in which the checks found nothing, kept in a file, so that a synth that changes nothing need not run them again. Another text, another rule
 * and another version of this package each mean that nothing is known.
 */
export class CheckedBefore {
  readonly #path: string;
  readonly #memory: Record<string, Clean>;
  #rules: string | undefined;
  #isChanged = false;

  /**
   * @param path of the file; it may be missing, or hold anything. @default - below `node_modules/.cache`
   * @param rules differs for other rules. @default - it is made of the files they are in
   */
  constructor(path = join('node_modules', '.cache', 'berth', 'checked.json'), rules?: string) {
    this.#path = path;
    this.#rules = rules;
    this.#memory = { ...readMemory(path) };
  }

  /** What the objects of an environment waive; undefined where its files have to be checked. */
  waivedIn(environment: string, files: readonly RenderedFile[]): readonly string[] | undefined {
    const clean = Object.hasOwn(this.#memory, environment) ? this.#memory[environment] : undefined;
    return clean?.hash === this.#hash(files) ? clean.waived : undefined;
  }

  /** To be called when nothing was found in an environment. */
  remember(environment: string, files: readonly RenderedFile[], waived: readonly string[]): void {
    this.#memory[environment] = { hash: this.#hash(files), waived };
    this.#isChanged = true;
  }

  /** Writes the file. Where that cannot be, the checks run again the next time. */
  write(): void {
    if (!this.#isChanged) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(`${this.#path}.${process.pid}`, JSON.stringify(this.#memory));
      renameSync(`${this.#path}.${process.pid}`, this.#path);
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  #hash(files: readonly RenderedFile[]): string {
    this.#rules ??= rulesFingerprint();
    const hash = createHash('sha256').update(this.#rules);
    for (const { path, text } of files) hash.update(`\0${path}\0`).update(text);
    return hash.digest('hex');
  }
}

function readMemory(path: string): Memory {
  try {
    const memory: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isMemory(memory) ? memory : {};
  } catch (error) {
    // a file that is missing, cut off or of another program says that nothing is known
    if (error instanceof SyntaxError || isFileError(error)) return {};
    throw error;
  }
}

function isMemory(value: unknown): value is Memory {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (clean: Partial<Clean> | null) => typeof clean?.hash === 'string' && Array.isArray(clean.waived),
  );
}

/** Changes with the version of this package, and with every edit of a rule: names, sizes and times of its files. */
export function rulesFingerprint(): string {
  const ownPackage = readFileSync(createRequire(import.meta.url).resolve('berth/package.json'), 'utf8');
  const files = rules.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(folder, name));
        return `${name} ${size} ${mtimeMs}`;
      }),
  );
  return [ownPackage, ...files].join('\n');
}

const isFileError = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException).code === 'string';
