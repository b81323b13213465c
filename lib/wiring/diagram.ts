import { callGraph } from './diagram/graph.ts';
import { layout } from './diagram/layout.ts';
import { withNamedCalls } from './diagram/named-calls.ts';
import { svgDocument } from './diagram/svg.ts';
import type { WiredUnit } from './target.ts';

export { diagramMark } from './diagram/svg.ts';

/**
 * Draws who calls whom, what is public and what is outside, as an SVG document for light and dark screens. Units that dial the same and that nobody
 * dials share a box. The same units give the same bytes.
 *
 * @param system the system they are the units of
 */
export async function svgDiagram(environment: string, system: string, units: readonly WiredUnit[]): Promise<string> {
  return svgDocument(`${system} in ${environment}`, await layout(system, withNamedCalls(callGraph(units))));
}
