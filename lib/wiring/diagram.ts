import { Endpoint, type WiredUnit } from './target.ts';

/**
 * Who calls whom, as a Mermaid flowchart, which GitHub and GitLab draw: units as boxes, what is outside as cylinders, what is public marked.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidDiagram(units: readonly WiredUnit[]): string {
  const ids = new Map<unknown, string>();
  const id = (of: unknown): string => ids.get(of) ?? (ids.set(of, `n${ids.size}`), `n${ids.size - 1}`);
  const nodes = units.map((unit) => `  ${id(unit)}["${unit.name}"]`);
  const edges: string[] = [];
  for (const unit of units) {
    if ([...unit.endpoints.values()].some(({ outside }) => outside.size > 0))
      edges.push(`  public((outside)) --> ${id(unit)}`);
    for (const { target } of unit.connections) {
      if (target === 'api-server') edges.push(`  ${id(unit)} --> api[(Kubernetes API)]`);
      else if (target instanceof Endpoint)
        edges.push(`  ${id(unit)} -->|${target.name} ${target.number}| ${id(target.unit)}`);
      else edges.push(`  ${id(unit)} --> ${id(target.title)}[("${target.title}")]`);
    }
  }
  return ['flowchart LR', ...nodes, ...new Set(edges), ''].join('\n');
}
