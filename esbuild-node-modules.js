import { isBuiltin } from 'node:module';

/** What packages load and seldom use: cdk8s runs Helm with it. It is loaded once a function of it is called. */
const seldomUsed = ['child_process', 'node:child_process'];

/**
 * For esbuild: Node's own modules by a call instead of an import. An import reads every export of a module, and to read `WebSocket` of `node:http` loads all of
 * undici: 40 ms and 11 MiB at each start; that of `node:fs` takes 6 ms.
 *
 * @type {import('esbuild').Plugin}
 */
export const nodeModules = {
  name: 'node-modules',
  setup(bundler) {
    bundler.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'dynamic-import' ? { path, namespace: 'builtin' } : undefined,
    );
    bundler.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => {
      const load = `process.getBuiltinModule(${JSON.stringify(path)})`;
      const all = seldomUsed.includes(path)
        ? `new Proxy({}, { get: (_, name) => (...args) => ${load}[name](...args) })`
        : load;
      // esbuild copies the properties that an object itself has for each file that imports it
      return {
        contents: `const all = ${all};\nmodule.exports = typeof all === 'function' ? all : Object.create(all);`,
      };
    });
  },
};
