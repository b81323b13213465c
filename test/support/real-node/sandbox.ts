/**
 * The walls of a real node: `sandbox.ts ADDRESSES FILE`, with ADDRESSES as JSON and FILE in the node's folder. It makes
 * namespaces for network, mounts and processes, links the network to the machine's, and then writes the process id of
 * their first process to FILE.
 *
 * It ends with its standard input, and the namespaces do too, even when it is killed: the kernel then ends every
 * process in them, and with the last one go mounts and links. What the kernel does not clear up, the control groups, it
 * removes afterwards.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../control-plane/until.ts';
import type { Addresses } from './addresses.ts';
import { makeControlGroup, removeControlGroup } from './control-group.ts';

const START_TIMEOUT_MS = 10_000;

/** Folders of the machine that the parts of a node write to, whatever their configuration. */
const WRITTEN_FOLDERS = ['/var/lib', '/var/log'];

const [json, file] = process.argv.slice(2);
if (json === undefined || file === undefined) throw new Error('sandbox: expected the addresses and a file for the pid');
const addresses = JSON.parse(json) as Addresses;

// `cat` ends with the standard input that it shares with this process; as the first process it takes all others along.
const namespaces = spawn('unshare', ['--net', '--mount-proc', '--pid', '--fork', 'cat'], { stdio: 'inherit' });
const end = once(namespaces, 'exit');
try {
  const first = await firstProcess(namespaces.pid);
  makeControlGroup(addresses.link);
  isolate(first);
  link(first);
  writeFileSync(`${file}.part`, String(first));
  renameSync(`${file}.part`, file);
} catch (error) {
  console.error(error);
  // What it has started ends with the standard input, at the latest.
  namespaces.kill();
  process.exitCode = 1;
}
await end;
unlink();
await removeControlGroup(addresses.link);

async function firstProcess(parent: number | undefined): Promise<number> {
  let first = '';
  await until('the namespaces', START_TIMEOUT_MS, () => {
    if (namespaces.exitCode !== null) throw new Error(`unshare ended with exit code ${namespaces.exitCode}`);
    const children = `/proc/${parent}/task/${parent}/children`;
    first = existsSync(children) ? readFileSync(children, 'utf8').trim() : '';
    // Before it becomes `cat`, it is still at making them.
    return first !== '' && readFileSync(`/proc/${first}/comm`, 'utf8') === 'cat\n';
  });
  return Number(first);
}

/** Keeps what is written to the machine's folders inside, hides what runs on it, and lets the node forward. */
function isolate(first: number): void {
  const overlays = WRITTEN_FOLDERS.map((folder) => {
    const inside = join(dirname(file!), 'written', folder);
    const [upper, work] = [join(inside, 'files'), join(inside, 'work')];
    for (const path of [upper, work]) mkdirSync(path, { recursive: true });
    return `mount -t overlay -o lowerdir=${folder},upperdir=${upper},workdir=${work} overlay ${folder}`;
  });
  const script = [
    ...overlays,
    'mount -t tmpfs -o mode=755 tmpfs /run',
    'echo 1 > /proc/sys/net/ipv4/ip_forward',
    // Every refused connection is to be told so, not six and then one a second.
    'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit',
  ].join('\n');
  execFileSync('nsenter', ['--target', String(first), '--net', '--mount', '--pid', '--', 'sh', '-ec', script]);
}

/** The kernel removes the link with the network namespace, but some time later. */
function unlink(): void {
  spawnSync('ip', ['link', 'delete', addresses.link], { stdio: 'ignore' });
}

function link(first: number): void {
  const { outside, node, link: outer, pods } = addresses;
  const ip = (command: string): void => void execFileSync('ip', command.split(' '));
  const inside = (command: string): void =>
    void execFileSync('nsenter', ['--target', String(first), '--net', '--', 'ip', ...command.split(' ')]);

  ip(`link add ${outer} type veth peer name machine netns ${first}`);
  ip(`address add ${outside}/30 dev ${outer}`);
  ip(`link set ${outer} up`);
  inside(`address add ${node}/30 dev machine`);
  inside('link set machine up');
  inside('link set lo up');
  inside(`route add default via ${outside}`);
  ip(`route add ${pods} via ${node}`);
}
