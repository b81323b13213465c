import { readFileSync } from 'node:fs';
import { rabbitmqVariables, reaperVariables } from '../../lib/contract/env.ts';
import type { EnvironmentValues, VariableTable } from '../../lib/contract/variables.ts';
import { reasonOf } from '../shared/amqp-supervisor.ts';
import { commandError, errorCodes } from './errors.ts';

// A command connects once: how often a process tries at its start is not its business.
const { RABBITMQ_CONNECTION_ATTEMPTS: _attempts, RABBITMQ_RETRY_DELAY: _delay, ...rabbitmq } = rabbitmqVariables;

/** What it takes to reach the broker, as the processes have it. */
export const brokerVariables = rabbitmq satisfies VariableTable;

/** What it takes to reach the API server. */
export const clusterVariables = {
  NAMESPACE: reaperVariables.NAMESPACE,
  KUBE_CONFIG: reaperVariables.KUBE_CONFIG,
} as const satisfies VariableTable;

/** Where events go. */
export const eventVariables = { MY_EXCHANGE: reaperVariables.MY_EXCHANGE } as const satisfies VariableTable;

/** What it takes to reach the reaper's journal, and to know it. */
export const journalVariables = {
  REDIS_HOST: reaperVariables.REDIS_HOST,
  REDIS_PORT: reaperVariables.REDIS_PORT,
  REDIS_DB_NUM: reaperVariables.REDIS_DB_NUM,
  REDIS_PASS: reaperVariables.REDIS_PASS,
  REDIS_TLS: reaperVariables.REDIS_TLS,
  REDIS_TLS_CA: reaperVariables.REDIS_TLS_CA,
  REDIS_TLS_CERT: reaperVariables.REDIS_TLS_CERT,
  REDIS_TLS_KEY: reaperVariables.REDIS_TLS_KEY,
  LEASE_NAME: reaperVariables.LEASE_NAME,
  ...eventVariables,
} as const satisfies VariableTable;

/** How a connection is encrypted; all PEM. */
export interface Tls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where something is, and who asks. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** @default - not encrypted */
  readonly tls?: Tls;
}

/** Which broker, and as whom. */
export interface BrokerAddress extends Address {
  readonly vhost: string;
  readonly username: string;
  readonly password: string;
}

/** Which Redis. */
export interface RedisAddress extends Address {
  /** Number of the database. */
  readonly database: number;
  /** @default - none */
  readonly password?: string;
}

/** @throws ERR_COMMAND_FILE when a file of certificates cannot be read */
export function brokerAddress(values: EnvironmentValues<typeof brokerVariables>): BrokerAddress {
  const { RABBITMQ_TLS_CA: ca, RABBITMQ_TLS_CERT: cert, RABBITMQ_TLS_KEY: key } = values;
  return {
    host: values.RABBITMQ_HOST,
    port: values.RABBITMQ_PORT,
    vhost: values.RABBITMQ_VHOST,
    username: values.RABBITMQ_USER,
    password: values.RABBITMQ_PASSWD,
    tls: values.RABBITMQ_TLS ? tlsOf('RABBITMQ', { ca, cert, key }) : undefined,
  };
}

/** @throws ERR_COMMAND_FILE when a file of certificates cannot be read */
export function redisAddress(values: EnvironmentValues<typeof journalVariables>): RedisAddress {
  const { REDIS_TLS_CA: ca, REDIS_TLS_CERT: cert, REDIS_TLS_KEY: key } = values;
  return {
    host: values.REDIS_HOST,
    port: values.REDIS_PORT,
    database: values.REDIS_DB_NUM,
    password: values.REDIS_PASS,
    tls: values.REDIS_TLS ? tlsOf('REDIS', { ca, cert, key }) : undefined,
  };
}

/** @param paths of the files; `undefined` where the variable is unset */
function tlsOf(prefix: string, paths: Readonly<Record<keyof Tls, string | undefined>>): Tls {
  const read = (name: keyof Tls): string | undefined => {
    const path = paths[name];
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      const message = `environment: ${prefix}_TLS_${name.toUpperCase()}: got ${reasonOf(error)}; expected a PEM file`;
      throw commandError(errorCodes.file, message, error);
    }
  };
  return { ca: read('ca'), cert: read('cert'), key: read('key') };
}
