import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { BerthError } from '../core/errors.ts';
import { faultReport, faultsIn } from '../core/faults.ts';
import type { SystemApp } from '../core/system-app.ts';
import { diagramMark, svgDiagram } from '../wiring/diagram.ts';
import { unitsIn } from '../wiring/unit.ts';

/** The diagram of a system in an environment. */
export interface Diagram {
  /** Such as `production/cds.svg`. */
  readonly path: string;
  /** The SVG document. */
  readonly text: string;
}

/**
 * Draws each system of a fleet in each of its environments.
 *
 * @throws ERR_FLEET when anything is wrong with the fleet; the message holds all faults
 */
export async function drawDiagrams(apps: readonly SystemApp[]): Promise<Diagram[]> {
  const faults = faultReport(apps.flatMap(faultsIn));
  if (faults.length > 0) throw new BerthError('ERR_FLEET', faults.join('\n'));
  return Promise.all(
    apps.map(async (app) => ({
      path: `${app.environment.name}/${app.system}.svg`,
      text: await svgDiagram(app.environment.name, app.system, unitsIn(app)),
    })),
  );
}

/** Writes diagrams into a folder and removes older ones from it; other files are left alone. @param folder such as `docs/diagrams` */
export function writeDiagrams(folder: string, diagrams: readonly Diagram[]): void {
  for (const { path, text } of diagrams) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const written = new Set(diagrams.map(({ path }) => path));
  for (const path of diagramsIn(folder)) if (!written.has(path)) rmSync(join(folder, path));
}

/** The diagrams in a folder, as paths with slashes, sorted. */
export function diagramsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svg') && readFileSync(join(folder, path), 'utf8').includes(diagramMark))
    .map((path) => path.replaceAll(sep, '/'))
    .sort();
}
