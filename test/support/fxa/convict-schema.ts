import convict from 'convict';
import type { Config } from 'convict';
import momentFormats from 'convict-format-with-moment';
import validatorFormats from 'convict-format-with-validator';
import { formatOf, type ServerData, type VariableData } from '../../../lib/systems/fxa/catalogue/data.ts';

convict.addFormats(momentFormats);
convict.addFormats(validatorFormats);

/** The configuration of a Node server as its own convict makes it of an environment, from the schema that the data describes. */
export function loadConfig(server: ServerData, env: Readonly<Record<string, string>>): Config {
  return convict(schemaOf(server), { env, args: [] });
}

/** Where a variable stands in the configuration of its server: the first place, if there are several. */
export const keyOf = ({ key }: VariableData): string | undefined => [key].flat()[0];

function schemaOf(server: ServerData): object {
  const schema = {};
  for (const [name, data] of Object.entries(server.variables)) {
    for (const key of [data.key ?? []].flat()) place(schema, key.split('.'), leaf(name, data));
  }
  return schema;
}

function place(tree: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: object): void {
  if (rest.length === 0) tree[key] = value;
  else place((tree[key] ??= {}) as Record<string, unknown>, rest, value);
}

function leaf(env: string, data: VariableData): object {
  const format = formatOf(data);
  return { env, default: defaultOf(format, data.default), ...(format === 'inferred Array' ? {} : { format }) };
}

function defaultOf(format: string | readonly string[], text: string | undefined): unknown {
  if (text === undefined) return { 'inferred Array': [], Array: [], Object: {}, String: '' }[String(format)];
  // convict makes of these texts what they stand for; of a default it does so only at the top of a schema
  if (format === 'Boolean') return text === 'true';
  if (['Number', 'nat', 'int', 'port'].includes(String(format))) return Number(text);
  if (format === 'Array') return text.split(',');
  if (format === 'Object') return JSON.parse(text);
  return format === 'RegExp' ? new RegExp(text) : text;
}
