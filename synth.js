/**
 * `npm run synth`: `main.ts` out of one file that esbuild makes of it and keeps until something in it changes. To find, read and compile hundreds of files
 * takes Node longer than the fleet does. Where there can be no such file, or it fails, `main.ts` itself is started.
 */
import './compile-cache.js';

// to import these would load all that they export at some time
const { readFileSync, statSync } = process.getBuiltinModule('node:fs');
const path = process.getBuiltinModule('node:path');

const root = import.meta.dirname;
const record = path.join(root, 'node_modules', '.cache', 'berth', 'synth.json');

try {
  await import(await entry());
} catch {
  // whatever went wrong, `main.ts` meets it too, and tells it with the places in the files that people write
  await import('./main.ts');
}
// all is written; without this Node would collect garbage and clear up for a tenth of the time. Windows prints later
if (process.platform !== 'win32') process.exit();

async function entry() {
  const kept = readRecord();
  if (kept !== undefined && stateOf(kept.files) === kept.state) return kept.entry;
  const { bundleSynth } = await import('./bundle-synth.js');
  return bundleSynth(record, stateOf);
}

/** @returns {import('./bundle-synth.js').Kept | undefined} */
function readRecord() {
  try {
    return JSON.parse(readFileSync(record, 'utf8'));
  } catch {
    return undefined; // whatever it was, it is made anew
  }
}

/** Differs once a file was written, made or removed, or another Node runs. @param {string[]} files */
function stateOf(files) {
  const states = files.map((file) => {
    const stat = statSync(`${root}/${file}`, { throwIfNoEntry: false });
    return stat && `${stat.size} ${stat.mtimeMs} ${stat.ctimeMs}`;
  });
  return [process.version, ...states].join();
}
