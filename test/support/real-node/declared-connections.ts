import type { Container } from './stub-manifests.ts';
import type { Target } from './stub/dial.ts';

/** An address that a program is given, and that it therefore connects to. */
export interface DeclaredConnection extends Target {
  /** The variable that holds it, such as `REDIS_IP`. */
  readonly variable: string;
}

/** Ports that the URLs of a scheme leave out. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'amqp:': 5672, 'redis:': 6379 };

/** Variables with a host whose port is in one of another name. @see https://docs.datadoghq.com/developers/dogstatsd/ */
const ODD_PORTS: Readonly<Record<string, string>> = { DD_AGENT_HOST: 'DD_DOGSTATSD_PORT' };

/**
 * The addresses inside the cluster in a container's variables: URLs, `HOST:PORT`, and pairs such as `REDIS_IP` (or
 * `_HOST`) and `REDIS_PORT`. Variables that come from a ConfigMap or Secret are not read.
 * @throws when a host has no port
 */
export function declaredConnections({ env = [] }: Container): readonly DeclaredConnection[] {
  const values = new Map(env.map(({ name, value = '' }) => [name, value]));
  const found = [...values]
    .map(([variable, value]) => ({ variable, ...addressIn(variable, value, values) }))
    .filter((found): found is DeclaredConnection => found.host?.endsWith('.svc.cluster.local') ?? false);
  const without = found.filter(({ port }) => !Number.isInteger(port)).map(({ variable }) => variable);
  if (without.length > 0) throw new Error(`${without.join(', ')}: got no port beside the host; expected one`);
  return found;
}

function addressIn(variable: string, value: string, values: ReadonlyMap<string, string>): Partial<Target> {
  if (/^[a-z]+:\/\//.test(value)) {
    const { hostname, port, protocol } = new URL(value);
    return { host: hostname, port: port === '' ? DEFAULT_PORTS[protocol] : Number(port) };
  }
  const [, host, port] = /^([\w.-]+):(\d+)$/.exec(value) ?? [];
  if (host !== undefined) return { host, port: Number(port) };
  const portVariable = ODD_PORTS[variable] ?? variable.replace(/_(?:HOST|IP)$/, '_PORT');
  return portVariable === variable ? {} : { host: value, port: Number(values.get(portVariable)) };
}
