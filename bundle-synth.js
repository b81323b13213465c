import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { nodeModules } from './esbuild-node-modules.js';

/** @typedef {{ readonly entry: string, readonly files: string[], readonly state: string }} Kept what to import, what it was made of, and how that was */

const root = import.meta.dirname;
/** What decides beside the files that go into it: what makes it, which packages there are, and which environments. */
const others = ['bundle-synth.js', 'esbuild-node-modules.js', 'node_modules/.package-lock.json', 'environments'];
/** How long what was made stays for those that run it, in milliseconds. */
const staysMs = 3_600_000;

/** Code beside a module is found from where the module was, not from where the one file is. */
const ownUrl = {
  name: 'own-url',
  /** @param {import('esbuild').PluginBuild} bundler */
  setup(bundler) {
    bundler.onLoad({ filter: /[.]ts$/ }, ({ path }) => ({
      contents: `const importMetaUrl = ${JSON.stringify(pathToFileURL(path).href)};\n${readFileSync(path, 'utf8')}`,
      loader: 'ts',
    }));
  },
};

/**
 * Makes one file of `main.ts`, for this fleet's environments, and records it.
 *
 * @param {string} record the file that is written
 * @param {(files: string[]) => string} stateOf
 * @returns {Promise<string>} what to import; it throws where there is anything wrong with the fleet, and writes nothing then
 * @throws where the file cannot be made or kept
 */
export async function bundleSynth(record, stateOf) {
  const startedMs = Date.now();
  const folder = join(dirname(record), `synth-${startedMs}-${process.pid}`);
  try {
    removeOld(dirname(record), startedMs - staysMs);
    const { metafile } = await build({
      absWorkingDir: root,
      stdin: { contents: main(), resolveDir: root, sourcefile: 'synth.ts', loader: 'ts' },
      outdir: folder,
      entryNames: 'entry',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      minifyWhitespace: true,
      define: { 'import.meta.url': 'importMetaUrl' },
      plugins: [ownUrl, nodeModules],
      metafile: true,
      logLevel: 'silent',
    });
    const own = Object.keys(metafile.inputs).filter(
      (path) => !/^(?:node_modules[/]|synth[.]ts$|.*builtin:)/.test(path),
    );
    const files = [...own, ...others];
    const kept = { entry: pathToFileURL(join(folder, 'entry.mjs')).href, files, state: stateOf(files) };
    // what was written meanwhile may have been read before
    if (own.every((file) => statSync(join(root, file)).mtimeMs < startedMs)) {
      writeFileSync(join(folder, 'kept.json'), JSON.stringify(kept));
      renameSync(join(folder, 'kept.json'), record);
    }
    return kept.entry;
  } finally {
    await stop();
  }
}

/** What `main.ts` does, with the environments in the same file. */
function main() {
  const names = readdirSync(join(root, 'environments')).filter((file) => extname(file) === '.ts');
  return [
    `import fleet from './fleet.ts';`,
    `import { synthFleet } from './lib/synth/command.ts';`,
    ...names.map((name, index) => `import * as environment${index} from './environments/${name}';`),
    `const environments = { ${names.map((name, index) => `${JSON.stringify(name)}: environment${index}`).join(', ')} };`,
    `await synthFleet({ ...fleet, environments });`,
  ].join('\n');
}

/** @param {string} folder @param {number} beforeMs */
function removeOld(folder, beforeMs) {
  for (const name of readdirSync(folder)) {
    const [, made] = /^synth-(\d+)-\d+$/.exec(name) ?? [];
    if (made !== undefined && Number(made) < beforeMs) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
