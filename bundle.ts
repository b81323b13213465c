/** Makes `bundle/`: each process of the runtime as one file that runs on Node alone. `npm run bundle` starts it; it prints what is in them. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build, type Metafile, type Plugin } from 'esbuild';
import { nodeModules } from './esbuild-node-modules.js';

/** The processes, each with the files of its folder that it reads from beside its own. */
const processes: Readonly<Record<string, readonly string[]>> = {
  'log-viewer': [],
  reaper: [],
  responder: ['inmeta.xsd'],
};

const root = import.meta.dirname;
const folder = join(root, 'bundle');

/** What is going to be in it, by name. */
const bundle = new Map<string, string | Uint8Array>();

/**
 * libxml2's WebAssembly as a file of its own. The package has it as text of which every character is a byte, which is parsed, decoded and kept at each start:
 * 20 ms and 11 MiB. No process may load the package by `import()`: its modules import one another in circles and wait for the WebAssembly at their top level,
 * and in a bundle they then wait for each other for ever.
 * @see https://github.com/emscripten-core/emscripten/blob/main/src/binaryDecode.js
 */
const wasmBeside: Plugin = {
  name: 'wasm-beside',
  setup(bundler) {
    bundler.onLoad({ filter: /[/]libxml2raw[.]mjs$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const [call, literal] = /\b\w+\(('(?:\\0|\0)asm(?:[^'\\]|\\[^])*')\)/.exec(source) ?? [];
      if (call === undefined || literal === undefined) {
        throw new Error(
          `bundle: ${path}: got no text that begins with \\0asm; expected libxml2 as one; see how it is built now`,
        );
      }
      // The byte 0 is written as the character 256.
      const wasm = Uint8Array.from(runInNewContext(literal) as string, (character) => character.charCodeAt(0) % 256);
      bundle.set('libxml2.wasm', wasm);
      const file = "require('node:fs').readFileSync(new URL('libxml2.wasm', import.meta.url))";
      return { contents: source.replace(call, () => file) };
    });
  },
};

/**
 * ioredis adds 860 methods to a prototype one after the other, and V8 copies the list of all that are there for each: 8 MiB and 10 ms at each start. An object
 * that lost a property has a table instead.
 */
const tableOfCommands: Plugin = {
  name: 'table-of-commands',
  setup(bundler) {
    bundler.onLoad({ filter: /[/]ioredis[/]built[/]utils[/]Commander[.]js$/ }, ({ path }) => {
      const [before, after, ...others] = readFileSync(path, 'utf8').split('\ncommands.forEach(');
      if (after === undefined || others.length > 0) {
        throw new Error(
          `bundle: ${path}: got no loop over the commands; expected one that adds methods; see how they are added now`,
        );
      }
      const lose =
        'Object.assign(Commander.prototype, { one: 1, two: 2 }); delete Commander.prototype.one; delete Commander.prototype.two;';
      return { contents: `${before}\n${lose}\ncommands.forEach(${after}` };
    });
  },
};

/**
 * What libraries load at each start and the processes do not use, or not at once. fastify offers HTTP/2, schemas and requests without a network; its compression
 * asks a table of all media types where it is not told which are worth it, and has Node's streams of its own. That the two go together was seen in the tests.
 */
const leftOut: Readonly<Record<string, string>> = {
  'node:http2': 'module.exports = new Proxy({}, { get: (_, name) => process.getBuiltinModule("node:http2")[name] });',
  '@fastify/ajv-compiler': 'module.exports = undefined;',
  '@fastify/fast-json-stringify-compiler': 'module.exports = undefined;',
  'light-my-request': 'module.exports = undefined;',
  'mime-db': 'module.exports = {};',
  semver: 'module.exports = { gt: () => false, coerce: () => undefined, satisfies: () => true };',
  'readable-stream': 'module.exports = require("node:stream");',
};

const unused: Plugin = {
  name: 'unused',
  setup(bundler) {
    const names = Object.keys(leftOut).map((name) => name.replaceAll('/', '[/]'));
    const filter = new RegExp(`^(${names.join('|')})$`);
    bundler.onResolve({ filter }, ({ path, importer, resolveDir }) =>
      /node_modules[/](@fastify[/]compress|fastify)[/]/.test(importer)
        ? { path, namespace: 'left-out', pluginData: resolveDir }
        : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'left-out' }, ({ path, pluginData }) => ({
      contents: leftOut[path],
      resolveDir: String(pluginData),
    }));
  },
};

const licenses = new Map<string, string>();
for (const [name, files] of Object.entries(processes)) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { [name]: `runtime/${name}/main.ts` },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Names stay: a stack says what was called, also without the map, and the start is no slower. Lines end, as Node prints the line that threw.
    minifyWhitespace: true,
    minifySyntax: true,
    lineLimit: 160,
    sourcemap: true,
    // Positions are all that stacks need.
    sourcesContent: false,
    legalComments: 'none',
    // Paths are in the output: the same from every folder.
    preserveSymlinks: true,
    plugins: [unused, nodeModules, wasmBeside, tableOfCommands],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  refuseForeign(name, metafile);
  for (const { path, contents } of outputFiles) bundle.set(basename(path), contents);
  for (const file of files) bundle.set(file, readFileSync(join(root, 'runtime', name, file)));
  const bytes = bytesByPackage(metafile);
  for (const path of bytes.keys()) if (path !== '') licenses.set(path, licenseOf(path));
  console.log(
    JSON.stringify({ process: name, bytes: bundle.get(`${name}.js`)?.length, packages: Object.fromEntries(bytes) }),
  );
}
for (const path of await bundlePage()) licenses.set(path, licenseOf(path));
const texts = [...licenses.keys()].sort().map((path) => licenses.get(path));
bundle.set('LICENSES.txt', texts.join('\n'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const [file, content] of bundle) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

/**
 * The log viewer's page, below `page/`: its files have names that change with their content, so that browsers may keep them for ever, and index.html names
 * them. That one has no script inline, so that the page runs under a strict Content-Security-Policy; its `<base>` and its settings are written by the server.
 * @returns the paths of the packages in it
 */
async function bundlePage(): Promise<readonly string[]> {
  const source = 'runtime/log-viewer/page';
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    tsconfig: `${source}/tsconfig.json`,
    entryPoints: [`${source}/main.tsx`, `${source}/page.css`, `${source}/page.svg`].map((path) => ({
      in: path,
      out: path.endsWith('.tsx') ? 'page' : basename(path, extname(path)),
    })),
    entryNames: '[name]-[hash]',
    loader: { '.svg': 'copy' },
    outdir: join(folder, 'page'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    preserveSymlinks: true,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const index = readFileSync(join(root, source, 'index.html'), 'utf8');
  const names = outputFiles.map(({ path }) => basename(path));
  const page = index.replaceAll(/"page[.](js|css|svg)"/g, (_, type: string) => {
    const name = names.find((name) => name.endsWith(`.${type}`));
    if (name === undefined)
      throw new Error(`bundle: ${source}: got no page.${type}; expected one; see its entry points`);
    return `"${name}"`;
  });
  bundle.set('page/index.html', page);
  for (const { path, contents } of outputFiles) {
    const name = `page/${basename(path)}`;
    bundle.set(name, contents);
    if (name.endsWith('.svg')) continue;
    // Once, and as small as can be, instead of at each answer.
    bundle.set(`${name}.br`, brotliCompressSync(contents));
    bundle.set(`${name}.gz`, gzipSync(contents, { level: 9 }));
  }
  return [...bytesByPackage(metafile).keys()].filter((path) => path !== '');
}

/** A process is made of itself and of what all processes share; with any other file of the library cdk8s would come along. */
function refuseForeign(name: string, { inputs }: Metafile): void {
  const own = new RegExp(`^(runtime/(${name}|shared)|lib/contract)/`);
  const paths = Object.keys(inputs).filter((path) => !/^(builtin|left-out):/.test(path));
  const first =
    paths.find((path) => !path.startsWith('node_modules/') && !own.test(path)) ??
    paths.find((path) => /^node_modules[/](cdk8s|constructs|@?kubernetes-models)/.test(path));
  if (first === undefined) return;
  const by = Object.entries(inputs).filter(([, { imports }]) => imports.some(({ path }) => path === first));
  throw new Error(
    `bundle: ${name}: got ${first}, imported by ${by.map(([path]) => path).join(' and ')}; ` +
      `expected runtime/${name}, runtime/shared, lib/contract and packages other than cdk8s; remove the import`,
  );
}

/** How much of a process each package is, in bytes, largest first. Key: the path of the package; '' for the project's own files. */
function bytesByPackage({ outputs }: Metafile): ReadonlyMap<string, number> {
  const bytes = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const [, owner = ''] = /^(.*node_modules[/](?:@[^/]+[/])?[^/]+)/.exec(path) ?? [];
      bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
    }
  }
  return new Map([...bytes].filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one));
}

/** What has to go with every copy of a package. */
function licenseOf(path: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const files = readdirSync(join(root, path))
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(root, path, file), 'utf8').trim());
  return [`${String(name)} ${String(version)} (${String(license)})`, ...texts].join('\n\n') + '\n';
}
