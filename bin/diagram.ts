import { mermaidDiagram } from '../lib/wiring/diagram.ts';
import { unitsIn } from '../lib/wiring/unit.ts';
import { environmentApps, environmentArguments } from './fleet.ts';

/** `berth diagram ENVIRONMENT [SYSTEM]`: prints who calls whom as Markdown with Mermaid. */
export async function diagram(args: readonly string[]): Promise<void> {
  const { environment, words } = environmentArguments(args, 'berth diagram ENVIRONMENT [SYSTEM]');
  const apps = await environmentApps(environment);
  for (const app of apps.filter(({ system }) => words.length === 0 || words.includes(system))) {
    console.log(`## ${environment}: ${app.system}\n\n\`\`\`mermaid\n${mermaidDiagram(unitsIn(app))}\`\`\`\n`);
  }
}
