import { connect } from 'amqplib';
import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CERTIFICATE_PROGRAMS, makeCertificates, type Certificates } from './certificates.ts';
import { KeptProcesses } from './control-plane/kept-processes.ts';
import { reservePort } from './control-plane/ports.ts';
import { until } from './control-plane/until.ts';
import { missingPrograms, remedyFor, type SystemProgram } from './debian-packages.ts';
import type { LookUp } from './describe-on.ts';

const PROGRAMS_FOLDER = '/usr/lib/rabbitmq/bin';
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 30_000;
const NODE_NAME = 'rabbit@localhost';
const run = promisify(execFile);

/** What a broker for tests consists of. */
export const RABBITMQ_PROGRAMS: readonly SystemProgram[] = [
  {
    program: `${PROGRAMS_FOLDER}/rabbitmq-server`,
    debianPackage: 'rabbitmq-server',
    services: ['rabbitmq-server.service'],
  },
  { program: 'epmd', debianPackage: 'erlang-base', services: ['epmd.socket', 'epmd.service'] },
  ...CERTIFICATE_PROGRAMS,
];

/** How a broker is to differ from an ordinary one. */
export interface RabbitmqOptions {
  /** Whether it also listens for TLS, and asks clients for a certificate without insisting. @default false */
  readonly tls?: boolean;
  /** Further lines of its `rabbitmq.conf`. @default none */
  readonly config?: readonly string[];
}

/**
 * A private RabbitMQ of one node on free ports of 127.0.0.1, with an epmd, a folder and a cookie of its own: any number run side by side, beside a system's own.
 * It ends with the process that started it, whatever becomes of that. Ready in some 4 s, 130 MiB.
 */
export class Rabbitmq {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Where it listens for TLS, if it does. */
  readonly tlsPort: number | undefined;
  /** The administrator; only from this machine. */
  readonly username = 'guest';
  readonly password = 'guest';
  /** What TLS needs; undefined where it does not listen for that. */
  readonly certificates: Certificates | undefined;
  readonly #processes: KeptProcesses;
  readonly #variables: Readonly<Record<string, string>>;
  #starts = 0;

  private constructor(
    processes: KeptProcesses,
    ports: { readonly amqp: number; readonly tls: number | undefined },
    variables: Readonly<Record<string, string>>,
    certificates: Certificates | undefined,
  ) {
    this.#processes = processes;
    this.#variables = variables;
    this.port = ports.amqp;
    this.tlsPort = ports.tls;
    this.certificates = certificates;
  }

  /** Starts one with empty data. @throws when a program is missing or the broker is not ready in 60 s, with the end of its log; nothing is left behind then */
  static async create({ tls = false, config = [] }: RabbitmqOptions = {}): Promise<Rabbitmq> {
    const lookUp = lookUpRabbitmq();
    if (!lookUp.found) throw new Error(`RabbitMQ: ${lookUp.reason}`);
    const processes = new KeptProcesses(await mkdtemp(join(tmpdir(), 'berth-rabbitmq-')));
    const { folder } = processes;
    try {
      const reserved = await Promise.all([reservePort(), reservePort(), reservePort(), reservePort()]);
      const [amqp, distribution, epmd, tlsPort] = reserved.map(({ number }) => number) as [
        number,
        number,
        number,
        number,
      ];
      const certificates = tls ? makeCertificates(folder) : undefined;
      const lines = certificates === undefined ? config : [...tlsConfig(certificates, tlsPort), ...config];
      await writeFile(join(folder, 'rabbitmq.conf'), `${lines.join('\n')}\n`);
      await writeFile(join(folder, 'plugins'), '[].\n');
      const variables = variablesFor(folder, amqp, distribution, epmd);
      const ports = { amqp, tls: tls ? tlsPort : undefined };
      const broker = new Rabbitmq(processes, ports, variables, certificates);
      await Promise.all(reserved.map((port) => port.release()));
      // Were it left to the broker, it would be a daemon that outlives everything.
      const address = ['-address', '127.0.0.1', '-port', String(epmd)];
      processes.start({ name: 'epmd', program: 'epmd', args: address });
      await broker.start();
      return broker;
    } catch (error) {
      await processes.end();
      throw error;
    }
  }

  /** Process id of the broker; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#processes.pids.get(this.#name);
  }

  /** Starts it again after `shutDown` or `kill`, on the same ports and data. Resolves once it lets clients log in. */
  async start(): Promise<void> {
    this.#starts += 1;
    const name = this.#name;
    const variables = Object.entries(this.#variables).map(([variable, value]) => `${variable}=${value}`);
    this.#processes.start({ name, program: 'env', args: [...variables, `${PROGRAMS_FOLDER}/rabbitmq-server`] });
    try {
      await until('RabbitMQ to be ready', START_TIMEOUT_MS, async () => {
        if (this.#processes.ends.has(name)) throw new Error(`RabbitMQ ${this.#processes.ends.get(name)}`);
        return this.#letsIn();
      });
    } catch (error) {
      throw new Error(`RabbitMQ did not start; the end of its log:\n${await this.#processes.endOfLog(name)}`, {
        cause: error,
      });
    }
  }

  /** Ends it in good order, some 2 s; `start` brings it back. */
  async shutDown(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /**
   * Ends it with SIGKILL; `start` brings it back. A quorum queue that was declared within the last second is lost then, though it still has its name: RabbitMQ
   * 3.10 writes a queue's membership to disk late. @see https://github.com/rabbitmq/rabbitmq-server/issues/15725
   */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Shuts down and starts on the same ports and data. */
  async restart(): Promise<void> {
    await this.shutDown();
    await this.start();
  }

  /** Runs `rabbitmqctl`, some 1.5 s. @returns what it writes @throws when it fails, with that */
  async rabbitmqctl(...args: readonly string[]): Promise<string> {
    const env = { PATH: process.env['PATH'], ...this.#variables };
    const { stdout } = await run(join(PROGRAMS_FOLDER, 'rabbitmqctl'), ['-q', '-n', NODE_NAME, ...args], { env });
    return stdout;
  }

  /** The last lines of its log. */
  async endOfLog(): Promise<string> {
    return this.#processes.endOfLog(this.#name);
  }

  /** Ends it at once, with its epmd, and removes its data. May be called again. */
  async stop(): Promise<void> {
    await this.#processes.end();
  }

  get #name(): string {
    return `rabbitmq-${this.#starts}`;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const name = this.#name;
    if (this.pid === undefined) throw new Error('RabbitMQ does not run');
    process.kill(this.pid, signal);
    await until('the end of RabbitMQ', STOP_TIMEOUT_MS, () => this.#processes.ends.has(name));
  }

  /** A port may be open before anyone can log in, so somebody logs in. */
  async #letsIn(): Promise<boolean> {
    const { host: hostname, port, username, password } = this;
    try {
      const connection = await connect({ hostname, port, username, password }, { timeout: 5_000 });
      connection.on('error', () => undefined);
      await connection.close();
      return true;
    } catch {
      return false; // until() says how long that may be so
    }
  }
}

/** Whether a private RabbitMQ can be started here, else why not and what to do about it. */
export function lookUpRabbitmq(): LookUp {
  const missing = missingPrograms(RABBITMQ_PROGRAMS);
  if (missing.length === 0) return { found: true };
  const programs = missing.map(({ program }) => program).join(', ');
  return { found: false, reason: `${programs} missing; ${remedyFor(missing)}` };
}

/** @see https://www.rabbitmq.com/docs/configure#supported-environment-variables */
function variablesFor(folder: string, amqp: number, distribution: number, epmd: number): Record<string, string> {
  return {
    HOME: folder,
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: NODE_NAME,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(amqp),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    RABBITMQ_LOGS: '-',
    RABBITMQ_PID_FILE: join(folder, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    // The system's own settings are not for this broker.
    RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
    // Its script then becomes the broker instead of its parent, so that signals reach it.
    RUNNING_UNDER_SYSTEMD: 'true',
  };
}

/** @see https://www.rabbitmq.com/docs/ssl */
const tlsConfig = ({ ca, server }: Certificates, port: number): readonly string[] => [
  `listeners.ssl.1 = 127.0.0.1:${port}`,
  `ssl_options.cacertfile = ${ca.path}`,
  `ssl_options.certfile = ${server.cert.path}`,
  `ssl_options.keyfile = ${server.key.path}`,
  'ssl_options.verify = verify_peer',
  'ssl_options.fail_if_no_peer_cert = false',
];
