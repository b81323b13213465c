import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const dockerfile = join(import.meta.dirname, '..', 'images', 'runtime', 'Dockerfile');

/** The flags with which the image of a process starts Node. @throws when there is no image of that name */
export function nodeFlagsOf(name: string): readonly string[] {
  const stage = new RegExp(`^FROM process AS ${name}$[^]*?^ENTRYPOINT (.+)$`, 'm');
  const [, command] = stage.exec(readFileSync(dockerfile, 'utf8')) ?? [];
  if (command === undefined) throw new Error(`bench: got no image of ${name} in ${dockerfile}; expected its stage`);
  return (JSON.parse(command) as readonly string[]).slice(1, -1);
}
