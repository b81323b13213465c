import { execFile } from 'node:child_process';

/** What a run of kubectl is given besides its arguments. */
export interface KubectlOptions {
  /** Standard input, for `-f -`. @default empty */
  readonly input?: string;
  /** Whether an exit code other than 0 is a result. @default false, it is an error */
  readonly allowFailure?: boolean;
}

/** What came of a run of kubectl. */
export interface KubectlResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 0, or another one when `allowFailure` is set. */
  readonly exitCode: number;
}

/**
 * Runs kubectl as the cluster's administrator.
 * @throws with its arguments and standard error, when its exit code is not 0 and `allowFailure` is not set
 */
export type Kubectl = (args: readonly string[], options?: KubectlOptions) => Promise<KubectlResult>;

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * A kubectl that knows one cluster and nothing of the user's own configuration.
 * @param home folder for what kubectl caches; the user's kubeconfig, kuberc and cache are not touched
 * @param signal ends what is still running
 */
export function kubectlFor(program: string, kubeconfig: string, home: string, signal: AbortSignal): Kubectl {
  const env = { PATH: process.env['PATH'], HOME: home, KUBECONFIG: kubeconfig };
  return (args, { input = '', allowFailure = false } = {}) =>
    new Promise((resolve, reject) => {
      const child = execFile(program, args, { env, signal, maxBuffer: MAX_OUTPUT_BYTES }, (error, stdout, stderr) => {
        // Without a number in `code` kubectl did not come to an exit code: it was not found, or was ended.
        if (error === null) resolve({ stdout, stderr, exitCode: 0 });
        else if (allowFailure && typeof error.code === 'number') resolve({ stdout, stderr, exitCode: error.code });
        else reject(new Error(`kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`, { cause: error }));
      });
      // A kubectl that ends before it has read its input says why by its exit code; the broken pipe adds nothing.
      child.stdin?.once('error', () => undefined);
      child.stdin?.end(input);
    });
}
