import { Redis as Client } from 'ioredis';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CERTIFICATE_PROGRAMS, makeCertificates, type Certificates } from './certificates.ts';
import { KeptProcesses } from './control-plane/kept-processes.ts';
import { reservePort } from './control-plane/ports.ts';
import { until } from './control-plane/until.ts';
import { missingPrograms, remedyFor, type SystemProgram } from './debian-packages.ts';
import type { LookUp } from './describe-on.ts';

const START_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;

/** What a Redis for tests consists of. */
export const REDIS_PROGRAMS: readonly SystemProgram[] = [
  { program: 'redis-server', debianPackage: 'redis-server', services: ['redis-server.service'] },
  ...CERTIFICATE_PROGRAMS,
];

/** How a Redis is to differ from an ordinary one. */
export interface RedisOptions {
  /** What clients must say. @default - nothing */
  readonly password?: string;
  /** Whether it also listens for TLS, and asks clients for a certificate without insisting. @default false */
  readonly tls?: boolean;
  /** Whether its data outlives `shutDown` and `kill`: each write is on disk before it is answered. @default false */
  readonly durable?: boolean;
}

/** A private Redis on free ports of 127.0.0.1, in a folder of its own. It ends with the process that started it, whatever becomes of that. Ready at once, 12 MiB. */
export class Redis {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Where it listens for TLS, if it does. */
  readonly tlsPort: number | undefined;
  readonly password: string | undefined;
  /** What TLS needs; undefined where it does not listen for that. */
  readonly certificates: Certificates | undefined;
  readonly #processes: KeptProcesses;
  readonly #args: readonly string[];
  #starts = 0;

  private constructor(
    processes: KeptProcesses,
    ports: { readonly plain: number; readonly tls: number | undefined },
    certificates: Certificates | undefined,
    { password, durable = false }: RedisOptions,
  ) {
    this.#processes = processes;
    this.port = ports.plain;
    this.tlsPort = ports.tls;
    this.password = password;
    this.certificates = certificates;
    this.#args = [
      '--port',
      String(ports.plain),
      '--bind',
      '127.0.0.1',
      '--dir',
      processes.folder,
      '--save',
      '',
      ...(durable ? ['--appendonly', 'yes', '--appendfsync', 'always'] : ['--appendonly', 'no']),
      ...(password === undefined ? [] : ['--requirepass', password]),
      ...(certificates === undefined ? [] : tlsArgs(certificates, ports.tls)),
    ];
  }

  /** Starts one, empty. @throws when it is not installed or not ready in 30 s, with the end of its log; nothing is left behind then */
  static async create(options: RedisOptions = {}): Promise<Redis> {
    const lookUp = lookUpRedis();
    if (!lookUp.found) throw new Error(`Redis: ${lookUp.reason}`);
    const processes = new KeptProcesses(await mkdtemp(join(tmpdir(), 'berth-redis-')));
    try {
      const reserved = await Promise.all([reservePort(), reservePort()]);
      const [plain, tlsPort] = reserved.map(({ number }) => number) as [number, number];
      const certificates = options.tls ? makeCertificates(processes.folder) : undefined;
      const redis = new Redis(processes, { plain, tls: options.tls ? tlsPort : undefined }, certificates, options);
      await Promise.all(reserved.map((port) => port.release()));
      await redis.start();
      return redis;
    } catch (error) {
      await processes.end();
      throw error;
    }
  }

  /** Process id; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#processes.pids.get(this.#name);
  }

  /** Starts it again after `shutDown` or `kill`, on the same ports; empty, unless durable. Resolves once it answers. */
  async start(): Promise<void> {
    this.#starts += 1;
    const name = this.#name;
    this.#processes.start({ name, program: 'redis-server', args: this.#args });
    try {
      await until('Redis to be ready', START_TIMEOUT_MS, async () => {
        if (this.#processes.ends.has(name)) throw new Error(`Redis ${this.#processes.ends.get(name)}`);
        return this.#answers();
      });
    } catch (error) {
      throw new Error(`Redis did not start; the end of its log:\n${await this.#processes.endOfLog(name)}`, {
        cause: error,
      });
    }
  }

  /** Ends it in good order; `start` brings it back. */
  async shutDown(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it with SIGKILL; `start` brings it back. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Shuts down and starts on the same ports. */
  async restart(): Promise<void> {
    await this.shutDown();
    await this.start();
  }

  /** Forgets all data. */
  async wipe(): Promise<void> {
    await this.#withClient((client) => client.flushall());
  }

  /** Ends it at once and removes its data. May be called again. */
  async stop(): Promise<void> {
    await this.#processes.end();
  }

  get #name(): string {
    return `redis-${this.#starts}`;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const name = this.#name;
    if (this.pid === undefined) throw new Error('Redis does not run');
    process.kill(this.pid, signal);
    await until('the end of Redis', STOP_TIMEOUT_MS, () => this.#processes.ends.has(name));
  }

  async #answers(): Promise<boolean> {
    try {
      return (await this.#withClient((client) => client.ping())) === 'PONG';
    } catch {
      return false; // until() says how long that may be so
    }
  }

  async #withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
    const { host, port, password } = this;
    const client = new Client({ host, port, password, lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await use(client);
    } finally {
      client.disconnect();
    }
  }
}

/** Whether a private Redis can be started here, else why not and what to do about it. */
export function lookUpRedis(): LookUp {
  const missing = missingPrograms(REDIS_PROGRAMS);
  if (missing.length === 0) return { found: true };
  const programs = missing.map(({ program }) => program).join(', ');
  return { found: false, reason: `${programs} missing; ${remedyFor(missing)}` };
}

/** @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/ */
const tlsArgs = ({ ca, server }: Certificates, port: number | undefined): readonly string[] => [
  '--tls-port',
  String(port),
  '--tls-ca-cert-file',
  ca.path,
  '--tls-cert-file',
  server.cert.path,
  '--tls-key-file',
  server.key.path,
  '--tls-auth-clients',
  'optional',
];
