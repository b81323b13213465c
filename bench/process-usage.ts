import { readdirSync, readFileSync } from 'node:fs';

/** CPU time of a running process so far, of all its threads, in milliseconds: other work on the machine changes it less than the time on the clock. @see proc(5), schedstat */
export function cpuMsOf(pid: number): number {
  const times = readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0; // a thread that has just ended
    }
  });
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The memory of a running process, in MiB: the resident set now, and the most it ever was. @see proc(5), status */
export function memoryOf(pid: number): { readonly rssMib: number; readonly peakMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string) =>
    Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024);
  return { rssMib: mib('VmRSS'), peakMib: mib('VmHWM') };
}
