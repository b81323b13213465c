import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { nodeModules } from './esbuild-node-modules.js';

const root = import.meta.dirname;
/** What decides beside the files that go into it: what makes it, which packages there are, and which environments. */
const others = [
  'bundle-synth.js',
  'esbuild-node-modules.js',
  'package.json',
  'node_modules/.package-lock.json',
  'environments',
];
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

/** cdk8s has its own YAML package for what is printed in no other way, which is next to nothing. It is loaded once something of it is used. */
const lateYaml = {
  name: 'late-yaml',
  /** @param {import('esbuild').PluginBuild} bundler */
  setup(bundler) {
    bundler.onResolve({ filter: /^yaml$/ }, ({ path, importer, resolveDir }) =>
      /[/\\]cdk8s[/\\]lib[/\\]yaml[.]js$/.test(importer)
        ? { path, namespace: 'late', pluginData: resolveDir }
        : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'late' }, ({ path, pluginData: resolveDir }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => name === '__esModule' || require('${path}')[name] });`,
      resolveDir,
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
  const cache = dirname(record);
  mkdirSync(cache, { recursive: true });
  removeOld(cache, startedMs - staysMs);
  const folder = join(cache, `synth-${startedMs}-${process.pid}`);
  // what decides what is found can change only with what is in the file
  const { rulesFingerprint } = await import('./lib/synth/checked-before.ts');
  const before = `new CheckedBefore(undefined, ${JSON.stringify(rulesFingerprint())})`;
  const program = `await synthFleet({ ...fleet, environments }, undefined, undefined, ${before});`;
  const { entry, own } = await bundleFleet(folder, program);
  const files = [...own, ...others];
  /** @type {import('./bundle-synth.js').Kept} */
  const kept = { entry, files, state: stateOf(files) };
  // what was written meanwhile may have been read before
  if (own.every((file) => statSync(join(root, file)).mtimeMs < startedMs)) {
    writeFileSync(join(folder, 'kept.json'), JSON.stringify(kept));
    renameSync(join(folder, 'kept.json'), record);
  }
  return entry;
}

/**
 * Makes one file of a program.
 *
 * @param {string} file that is made
 * @param {Pick<import('esbuild').BuildOptions, 'stdin' | 'entryPoints'>} program
 * @returns {Promise<string[]>} the project's files that are in it
 */
export async function bundle(file, program) {
  try {
    const { metafile } = await build({
      ...program,
      absWorkingDir: root,
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node24',
      minifyWhitespace: true,
      define: { 'import.meta.url': 'importMetaUrl' },
      plugins: [ownUrl, nodeModules, lateYaml],
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    return inputs.filter((path) => !/^(?:node_modules[/]|synth[.]ts$|.*(?:builtin|late):)/.test(path));
  } finally {
    await stop();
  }
}

/**
 * Makes one file of a program and this fleet.
 *
 * @param {string} folder where it is made
 * @param {string} program what is done with `fleet`, its `environments`, `synthFleet` and `CheckedBefore`
 * @returns {Promise<{ entry: string, own: string[] }>} what to import, and the project's files that are in it
 */
export async function bundleFleet(folder, program) {
  const names = readdirSync(join(root, 'environments')).filter((file) => extname(file) === '.ts');
  const contents = [
    `import fleet from './fleet.ts';`,
    `import { CheckedBefore } from './lib/synth/checked-before.ts';`,
    `import { synthFleet } from './lib/synth/command.ts';`,
    ...names.map((name, index) => `import * as environment${index} from './environments/${name}';`),
    `const environments = { ${names.map((name, index) => `${JSON.stringify(name)}: environment${index}`).join(', ')} };`,
    program,
  ].join('\n');
  const entry = join(folder, 'entry.mjs');
  const own = await bundle(entry, { stdin: { contents, resolveDir: root, sourcefile: 'synth.ts', loader: 'ts' } });
  return { entry: pathToFileURL(entry).href, own };
}

/** @param {string} folder @param {number} beforeMs */
function removeOld(folder, beforeMs) {
  for (const name of readdirSync(folder)) {
    const [, made] = /^synth-(\d+)-\d+$/.exec(name) ?? [];
    if (made !== undefined && Number(made) < beforeMs) rmSync(join(folder, name), { recursive: true, force: true });
  }
}
