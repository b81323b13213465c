/**
 * The direction of imports (`npm run architecture`). What each folder may import stands in `mayImport`; everything else
 * is refused, also by a folder that is not in the table yet. test/whole/architecture.test.ts holds the same direction
 * in a table of its own, so a slip in one of the two shows.
 *
 * @type {import('dependency-cruiser').IConfiguration}
 */
const mayImport = {
  'lib/contract': [],
  'lib/core': ['lib/contract'],
  'lib/wiring': ['lib/contract', 'lib/core', 'imports'],
  'lib/config': ['lib/contract', 'lib/core', 'lib/wiring', 'imports'],
  'lib/workloads': ['lib/contract', 'lib/core', 'lib/wiring', 'lib/config', 'imports'],
  'lib/systems': ['lib/contract', 'lib/core', 'lib/wiring', 'lib/config', 'lib/workloads', 'imports'],
  'lib/synth': ['lib/contract', 'lib/core', 'lib/wiring', 'lib/config', 'lib/workloads', 'lib/checks'],
  'lib/init': ['lib/contract', 'lib/core'],
  'lib/checks': ['lib/contract', 'lib/core'],
  'lib/release': ['lib/contract', 'lib/core'],
  environments: ['lib'],
  imports: [],
  bin: ['lib', 'runtime/commands'],
  'runtime/shared': ['lib/contract'],
  'runtime/responder': ['lib/contract', 'runtime/shared'],
  'runtime/reaper': ['lib/contract', 'runtime/shared'],
  'runtime/log-viewer': ['lib/contract', 'runtime/shared'],
  'runtime/commands': ['lib/contract', 'runtime/shared'],
};

const inside = (folder) => `^${folder}/`;
const ownFiles = '^(lib|environments|imports|bin|runtime|test|(main|fleet)[.]ts)';

const direction = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `direction-of-${folder.replace('/', '-')}`,
  comment: `${folder} may import ${allowed.join(', ') || 'nothing of the project'}`,
  severity: 'error',
  from: { path: inside(folder) },
  to: { path: ownFiles, pathNot: [folder, ...allowed].map(inside) },
}));

const refuse = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    ...direction,
    refuse(
      'unknown-folder',
      'a folder of lib or runtime that the table above does not name: give it a row',
      { path: '^(lib|runtime)/[^/]+/', pathNot: Object.keys(mayImport).map(inside) },
      {},
    ),
    refuse(
      'library-index',
      'lib/index.ts re-exports for users of the library; inside, name the file',
      { path: '^lib/' },
      { path: '^lib/index[.]ts$' },
    ),
    refuse(
      'environments-render-nothing',
      'environments know values and systems; what renders them comes after',
      { path: '^environments/' },
      { path: '^lib/(synth|checks|release)/' },
    ),
    refuse(
      'commands-know-no-fleet',
      'a command finds the fleet in the folder it was started in, and lib/systems is in no package',
      { path: '^bin/' },
      { path: '^(lib/systems/|fleet[.]ts$)' },
    ),
    refuse('nothing-imports-bin', 'a command is started, never imported', { pathNot: '^bin/' }, { path: '^bin/' }),
    refuse(
      'nothing-imports-main',
      'main.ts renders when it is loaded',
      { pathNot: '^synth[.]js$' },
      { path: '^main[.]ts$' },
    ),
    refuse(
      'no-test-code',
      'test code stays in test/; benchmarks start the same servers',
      { pathNot: '^(test|bench)/' },
      { path: '^test/' },
    ),
    refuse('no-cycle', 'a file that needs itself has no place in the order', {}, { circular: true }),
    refuse(
      'contract-stands-alone',
      'lib/contract goes into every image: pure functions, no packages, and of Node only what hashes',
      { path: inside('lib/contract') },
      { pathNot: ['^lib/contract/', '^(node:)?crypto$'] },
    ),
    refuse(
      'types-only',
      'these take a third of a second to load: their types are free, their code never gets into a synth',
      { path: '^(lib|environments|main[.]ts)' },
      {
        path: 'node_modules/(kubernetes-models|@kubernetes-models/[^/]+|@kubernetes/client-node)/',
        dependencyTypesNot: ['type-only'],
      },
    ),
    refuse(
      'development-only',
      'who installs Berth gets its dependencies and peers, not its devDependencies; lib/systems is in no package',
      { path: '^(lib|bin)/', pathNot: '^lib/systems/' },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    ),
    refuse(
      'undeclared',
      'every package stands in package.json',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    refuse('unresolved', 'the file or package does not exist', {}, { couldNotResolve: true }),
  ],
  options: {
    // TypeScript 7 has no compiler API, so the files are read by swc
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|build|bundle|stubs|scratch|secrets|[.]git|lib/init/template)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
