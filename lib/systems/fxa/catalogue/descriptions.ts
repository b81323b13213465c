import type { VariableDescription, VariableDescriptions } from '../../../config/variable-descriptions.ts';
import { readFleet, readServer, type SharedValue } from './data.ts';
import { sourceOf, variableNotes } from './docstrings.ts';
import type { Mode } from './mode.ts';
import type { Server } from './server.ts';

/** What people are told of the variables of a server in a mode. Reads the data of the catalogue, so synth does without. */
export function serverDescriptions(server: Server, mode: Mode): VariableDescriptions {
  const data = readServer(server.name);
  const { sharedValues } = readFleet();
  return Object.fromEntries(
    Object.entries(data.variables).flatMap(([name, variable]): [string, VariableDescription][] => {
      const spec = server.variables[name];
      if (spec === undefined) return [];
      const text = variable.defaultIn?.[mode] ?? variable.default ?? (variable.defaultIs && `(${variable.defaultIs})`);
      const origin = originOf(server, name, mode);
      const agreements = sharedValues
        .filter(({ values }) => values.includes(`${server.name}/${name}`))
        .map((shared) => ({ rule: ruleText(shared), values: shared.values }));
      return [
        [
          name,
          {
            spec,
            ...(text === undefined ? {} : { default: text }),
            ...(origin === undefined ? {} : { origin }),
            notes: variableNotes(data, name, variable),
            agreements,
            source: sourceOf(data, variable),
          },
        ],
      ];
    }),
  );
}

function ruleText({ rule, values, meaning }: SharedValue): string {
  return meaning === undefined
    ? rule
    : `of ${values.map((value) => value.replace('/', ' ')).join(' and ')}, ${meaning}`;
}

/** Where the value of a variable comes from that the catalogue sets. */
function originOf({ mode: words, bind, ports }: Server, name: string, mode: Mode): string | undefined {
  if (name === words?.variable) return `its word for the mode ${mode}`;
  if (name === bind?.variable) return 'the catalogue: it listens where others reach it';
  const port = Object.entries(ports).find(([, { variable }]) => variable === name);
  return port && `the catalogue: its port ${port[0]}`;
}
