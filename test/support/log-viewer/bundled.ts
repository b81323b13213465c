import { join } from 'node:path';
import { runProgram } from '../programs.ts';
import { copyProject } from '../systems.ts';

/** Bundles the log viewer with its page in a folder that is removed after the tests of the file. @returns the path of the process */
export async function bundleViewer(): Promise<string> {
  const { folder } = copyProject();
  const { exitCode, stderr } = await runProgram('node', ['bundle.ts'], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
  return join(folder, 'bundle', 'log-viewer.js');
}
