import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAccess } from './control-plane/access.ts';
import { lookUpAssets, type KubernetesVersion } from './control-plane/assets.ts';
import { KeptProcesses } from './control-plane/kept-processes.ts';
import { kubectlFor, type Kubectl } from './control-plane/kubectl.ts';
import { Launcher } from './control-plane/launcher.ts';
import { etcd, filesIn, kubeApiserver, type Files } from './control-plane/parts.ts';
import { fixedPort, reservePort } from './control-plane/ports.ts';
import { until } from './control-plane/until.ts';

const END_TIMEOUT_MS = 10_000;

/** What kind of API server to start. */
export interface ApiServerOptions {
  /** @default 1.36 */
  readonly version?: KubernetesVersion;
  /** Added after our own. @default none */
  readonly flags?: readonly string[];
}

/**
 * A real Kubernetes API server with its store and nothing else: no controller acts on what is written, so a test writes the statuses of Jobs and pods itself.
 * Ready in some 4 s, 350 MB. It ends with the process that started it, whatever becomes of that.
 */
export class ApiServer {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** URL of the API, such as `https://127.0.0.1:12345`. */
  readonly server: string;
  readonly kubectl: Kubectl;
  /** PEM files that it is known by, which stand-ins may serve with too. */
  readonly certificate: string;
  readonly certificateKey: string;
  readonly folder: string;
  readonly #processes: KeptProcesses;
  readonly #launcher: Launcher;
  readonly #files: Files;
  readonly #ports: { readonly store: number; readonly api: number };
  readonly #programs: string;
  readonly #flags: readonly string[];
  readonly #stopping: AbortController;
  #starts = 0;

  private constructor(
    processes: KeptProcesses,
    programs: string,
    ports: { readonly store: number; readonly api: number },
    flags: readonly string[],
  ) {
    this.#processes = processes;
    this.#programs = programs;
    this.#ports = ports;
    this.#flags = flags;
    this.#stopping = new AbortController();
    this.#files = filesIn(processes.folder);
    this.#launcher = new Launcher(processes, programs, this.#files, this.#stopping.signal);
    this.folder = processes.folder;
    this.kubeconfig = this.#files.kubeconfig;
    this.certificate = this.#files.certificate;
    this.certificateKey = this.#files.certificateKey;
    this.server = `https://127.0.0.1:${ports.api}`;
    this.kubectl = kubectlFor(join(programs, 'kubectl'), this.kubeconfig, processes.folder, this.#stopping.signal);
  }

  /** Starts one with an empty store. @throws when the programs are missing or it is not ready in time; nothing is left behind then */
  static async create({ version = '1.36', flags = [] }: ApiServerOptions = {}): Promise<ApiServer> {
    const assets = lookUpAssets(version);
    if (!assets.found) throw new Error(`API server ${version}: ${assets.reason}`);
    const processes = new KeptProcesses(await mkdtemp(join(tmpdir(), 'berth-api-server-')));
    try {
      const [store, peers, api] = await Promise.all([reservePort(), reservePort(), reservePort()]);
      const ports = { store: store.number, api: api.number };
      const server = new ApiServer(processes, assets.folder, ports, flags);
      await writeAccess(server.#files, server.server, 'administrator');
      await server.#launcher.start(etcd(server.#files, store, peers));
      await api.release();
      await server.start();
      return server;
    } catch (error) {
      await processes.end();
      throw error;
    }
  }

  /** Starts it again after `kill`, on the same port and data. Resolves once it is ready. */
  async start(): Promise<void> {
    this.#starts += 1;
    const part = kubeApiserver(this.#files, fixedPort(this.#ports.store), fixedPort(this.#ports.api), this.#flags);
    await this.#launcher.start({ ...part, name: this.#name, program: join(this.#programs, part.name) });
  }

  /** Ends it with SIGKILL; `start` brings it back. */
  async kill(): Promise<void> {
    const name = this.#name;
    process.kill(this.#pid, 'SIGKILL');
    await until('the end of kube-apiserver', END_TIMEOUT_MS, () => this.#processes.ends.has(name));
  }

  /** Keeps connections and answers nobody, until `thaw`. */
  freeze(): void {
    process.kill(this.#pid, 'SIGSTOP');
  }

  /** Ends `freeze`. */
  thaw(): void {
    process.kill(this.#pid, 'SIGCONT');
  }

  /**
   * Writes a kubeconfig for a service account, with its rights only.
   * @param server how it reaches the API server, such as through a proxy. @default directly
   * @returns the file's path
   */
  async kubeconfigOf(namespace: string, serviceAccount: string, server: string = this.server): Promise<string> {
    const args = ['create', 'token', serviceAccount, '--namespace', namespace, '--duration=24h'];
    const { stdout } = await this.kubectl(args);
    const config = JSON.parse(await readFile(this.kubeconfig, 'utf8'));
    config.clusters[0].cluster.server = server;
    config.users[0].user = { token: stdout.trim() };
    const path = join(this.folder, `${namespace}-${serviceAccount}-${new URL(server).port}.kubeconfig`);
    await writeFile(path, JSON.stringify(config));
    return path;
  }

  /** Ends everything and removes the data. May be called again. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#processes.end();
  }

  get #name(): string {
    return `kube-apiserver-${this.#starts}`;
  }

  get #pid(): number {
    const pid = this.#processes.pids.get(this.#name);
    if (pid === undefined) throw new Error('kube-apiserver does not run');
    return pid;
  }
}
