import { afterEach, describe, expect, test } from '@jest/globals';
import { connect, type ChannelModel } from 'amqplib';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './control-plane/until.ts';
import { describeWhere } from './describe-on.ts';
import { lookUpRabbitmq, Rabbitmq } from './rabbitmq.ts';
import { describeOnRabbitmq } from './server-suites.ts';

const connections: ChannelModel[] = [];

async function dial(broker: Rabbitmq): Promise<ChannelModel> {
  const { host: hostname, port, username, password } = broker;
  const connection = await connect({ hostname, port, username, password });
  connection.on('error', () => undefined);
  connections.push(connection);
  return connection;
}

/** Puts a message into a quorum queue. */
async function store(broker: Rabbitmq, queue: string): Promise<void> {
  const channel = await (await dial(broker)).createConfirmChannel();
  await channel.assertQueue(queue, { arguments: { 'x-queue-type': 'quorum' } });
  channel.sendToQueue(queue, Buffer.from('kept'), { persistent: true });
  await channel.waitForConfirms();
}

async function fetch(broker: Rabbitmq, queue: string): Promise<string | undefined> {
  const channel = await (await dial(broker)).createChannel();
  const message = await channel.get(queue, { noAck: true });
  return message === false ? undefined : message.content.toString();
}

/** Command lines of all processes that have a text in their environment, and that may be seen. */
function processesWith(text: string): readonly string[] {
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return ''; // it has ended meanwhile, or belongs to someone else
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => read(`/proc/${pid}/environ`).includes(text)).map((pid) => read(`/proc/${pid}/cmdline`));
}

/** The IPv4 addresses on which a process listens, once for each port. */
function listeningAddresses(pid: number): readonly string[] {
  const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  const sockets = ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'utf8').split('\n').slice(1),
  );
  return sockets
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && files.includes(`socket:[${inode}]`))
    .map(([, address = '']) => address.slice(0, -':port'.length))
    .map((hex) => (hex.length === 8 ? Buffer.from(hex, 'hex').toReversed().join('.') : hex));
}

/** The folder that the broker has as its home. */
function folderOf(broker: Rabbitmq): string {
  const environment = readFileSync(`/proc/${broker.pid}/environ`, 'utf8').split('\0');
  return environment.find((variable) => variable.startsWith('HOME='))!.slice('HOME='.length);
}

afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close().catch(() => undefined);
});

describeOnRabbitmq('a private RabbitMQ', (get) => {
  test('keeps persistent messages through a restart on the same port', async () => {
    await store(get(), 'restarted');
    await get().restart();
    expect(await fetch(get(), 'restarted')).toBe('kept');
  });

  test('keeps confirmed messages through a kill', async () => {
    await store(get(), 'killed');
    await get().restart(); // a broker that is killed within a second of a queue's declaration forgets that it is a member of it
    expect(await fetch(get(), 'killed')).toBe('kept');
    await store(get(), 'killed');
    await get().kill();
    expect(get().pid).toBeUndefined();
    await expect(dial(get())).rejects.toThrow('ECONNREFUSED');
    await get().start();
    expect(await fetch(get(), 'killed')).toBe('kept');
  });

  test('is administered by rabbitmqctl', async () => {
    await get().rabbitmqctl('add_user', 'someone', 'secret');
    expect(await get().rabbitmqctl('list_users')).toContain('someone');
    await expect(get().rabbitmqctl('no-such-command')).rejects.toThrow('no-such-command');
  });

  test('runs beside another one, whose processes are gone with it', async () => {
    const other = await Rabbitmq.create();
    const folder = folderOf(other);
    expect(processesWith(folder).some((command) => command.includes('epmd'))).toBe(true);
    await other.stop();
    await until('the end of its port programs', 5_000, () => processesWith(folder).length === 0);
    expect(existsSync(folder)).toBe(false);
    await dial(get());
  });

  test('listens on this machine only', () => {
    const addresses = listeningAddresses(get().pid!);
    expect([...new Set(addresses)]).toEqual(['127.0.0.1']);
    expect(addresses).toHaveLength(2); // for AMQP, and for its own commands
  });
});

describeWhere('the RabbitMQ of a process', 'a RabbitMQ', lookUpRabbitmq(), () => {
  test('ends with it, also by SIGKILL', async () => {
    const program = `import { Rabbitmq } from ${JSON.stringify(join(import.meta.dirname, 'rabbitmq.ts'))};
      const broker = await Rabbitmq.create();
      console.log(broker.pid);
      setInterval(() => undefined, 1000);`;
    const child = spawn('node', ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    child.kill('SIGKILL');
    await until('the end of the broker', 10_000, () => !existsSync(`/proc/${pid}`));
  }, 60_000);

  test('listens for TLS with a certificate of its own authority', async () => {
    const broker = await Rabbitmq.create({ tls: true });
    try {
      const { ca, client } = broker.certificates!;
      const options = { protocol: 'amqps', hostname: 'localhost', port: broker.tlsPort! };
      const tls = { ca: ca.pem, cert: client.cert.pem, key: client.key.pem };
      const connection = await connect({ ...options, username: 'guest', password: 'guest' }, tls);
      await connection.close();
      await expect(connect({ ...options, username: 'guest', password: 'guest' })).rejects.toThrow('certificate');
    } finally {
      await broker.stop();
    }
  }, 60_000);
});

describe('what a RabbitMQ needs', () => {
  test('is found, or comes with what to do about it', () => {
    const lookUp = lookUpRabbitmq();
    expect(lookUp.found ? 'rabbitmq-server' : lookUp.reason).toContain('rabbitmq-server');
  });
});
