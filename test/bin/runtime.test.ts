import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ConfirmChannel } from 'amqplib';
import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadLetterExchange, deadLetterQueue, headers, workQueues } from '../../lib/contract/broker.ts';
import { failedEvent, progressEvent } from '../../lib/contract/events.ts';
import { reportedFinalizer } from '../../lib/contract/job-metadata.ts';
import { exchanges, queues } from '../../lib/contract/messages.ts';
import { depth, take } from '../support/amqp-client.ts';
import { describeOnApiServer } from '../support/api-server-suite.ts';
import { cleanLayout, declarePublished, put, rabbitmqEnv } from '../support/commands.ts';
import { until } from '../support/control-plane/until.ts';
import { folderWith } from '../support/folder.ts';
import { createJobs } from '../support/job-objects.ts';
import { runProgram, type Ended } from '../support/programs.ts';
import { describeOnRabbitmq, describeOnRedis } from '../support/server-suites.ts';

jest.setTimeout(60_000);

const WAIT_MS = 20_000;
const program = fileURLToPath(new URL('../../bin/berth.ts', import.meta.url));

/** Runs `berth runtime` with these variables, and no kubeconfig of a person's. */
const runtime = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  runProgram('node', [program, 'runtime', ...args], { env: { HOME: '/nonexistent', ...env } });

const requestFile = join(
  folderWith({ 'request.json': JSON.stringify({ inmeta: '<meta-data/>', routename: 'test.xml', filename: 'film' }) }),
  'request.json',
);

describe('berth runtime', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /got ""; expected one of status, requeue, unbind, unstick, send; correct it/],
    ['an unknown command', ['restart'], /got "restart"; expected one of status, /],
    ['a name that every object has', ['toString'], /got "toString"; expected one of status, /],
    ['an unknown option', ['status', '--all'], /Unknown option '--all'.*berth runtime status \[/],
    ['an unknown output', ['status', '--output', 'xml'], /got "the output xml"; expected berth runtime status/],
    ['a word that it does not take', ['status', 'now'], /Unexpected argument 'now'/],
    [
      'a number that is none',
      ['status', '--dead-letters', 'all'],
      /--dead-letters all, which is no whole number from 0 to/,
    ],
    ['neither all nor ids', ['requeue'], /got "neither --all nor --id"; expected berth runtime requeue --all/],
    ['all and ids', ['requeue', '--all', '--id', 'a'], /got "--all and --id"/],
    ['a limit of 0', ['requeue', '--all', '--limit', '0'], /--limit 0, which is no whole number from 1 to/],
    ['no queue', ['unbind'], /got "no queue"; expected berth runtime unbind QUEUE/],
    ['two queues', ['unbind', 'a', 'b'], /got "a b"; expected berth runtime unbind QUEUE/],
    ['an unknown way to be sure', ['unstick', '--force'], /Unknown option '--force'/],
    ['no file', ['send'], /got "no file"; expected berth runtime send FILE/],
    ['two files', ['send', 'a', 'b'], /got "a b"; expected berth runtime send FILE/],
    ['a file that is not there', ['send', '/nonexistent/request.json'], /ENOENT: no such file or directory/],
    [
      'a time-out of 0',
      ['send', requestFile, '--timeout', '0'],
      /--timeout 0, which is no whole number from 1 to 2000000/,
    ],
    ['a time-out that no timer takes', ['send', requestFile, '--timeout', '3000000'], /--timeout 3000000, /],
  ])('ends with 2 when given %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runtime(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^berth: arguments: got .* \[ERR_ARGUMENT\]\n$/);
  });

  test('ends with 2 when variables are missing or wrong, with all of them, and shows no secret', async () => {
    const { exitCode, stdout, stderr } = await runtime(['status'], {
      RABBITMQ_PORT: 'amqp',
      RABBITMQ_PASSWD: 'geheim',
      RABBITMQ_USER: 'cds',
      REDIS_PORT: '0',
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines[0]).toBe('environment:');
    expect(lines.slice(1).map((line) => line.split(':')[0])).toEqual([
      'RABBITMQ_HOST',
      'RABBITMQ_PORT',
      'REDIS_HOST',
      'REDIS_PORT',
    ]);
    expect(lines.at(-1)).toMatch(/ \[ERR_ENVIRONMENT\]$/);
    expect(stderr).not.toContain('geheim');
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['requeue', ['requeue', '--all'], ['RABBITMQ_HOST', 'RABBITMQ_PASSWD', 'RABBITMQ_USER']],
    ['unbind', ['unbind', 'cds.requests'], ['RABBITMQ_HOST', 'RABBITMQ_PASSWD', 'RABBITMQ_USER']],
    ['send', ['send', requestFile], ['RABBITMQ_HOST', 'RABBITMQ_PASSWD', 'RABBITMQ_USER']],
  ])('asks %s for the variables that it needs, and for no others', async (_, args, expected) => {
    const { exitCode, stderr } = await runtime(args);
    expect(exitCode).toBe(2);
    expect([...stderr.matchAll(/^([A-Z_]+):/gm)].map(([, name]) => name)).toEqual(expected);
  });

  test('ends with 2 where there is no kubeconfig, and says which one it looked for', async () => {
    const { exitCode, stderr } = await runtime(['unstick']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/\/nonexistent\/\.kube\/config.*\[ERR_KUBERNETES_CONFIG\]\n$/);
  });

  test('ends with 2 where a file of certificates cannot be read', async () => {
    const env = { RABBITMQ_HOST: 'localhost', RABBITMQ_USER: 'a', RABBITMQ_PASSWD: 'b', RABBITMQ_TLS: 'yes' };
    const { exitCode, stderr } = await runtime(['requeue', '--all'], {
      ...env,
      RABBITMQ_TLS_CA: '/nonexistent/ca.pem',
    });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^environment: RABBITMQ_TLS_CA: got ENOENT.*; expected a PEM file \[ERR_COMMAND_FILE\]\n$/);
  });

  describe('where something accepts connections and says nothing', () => {
    const sockets: Socket[] = [];
    let server: Server;
    let env: Record<string, string>;

    beforeAll(async () => {
      server = createServer((socket) => sockets.push(socket.on('error', () => undefined)));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const config = {
        'current-context': 'c',
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'u', namespace: 'cds' } }],
        clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
        users: [{ name: 'u', user: {} }],
      };
      const kubeConfig = join(folderWith({ config: JSON.stringify(config) }), 'config');
      const address = { host: '127.0.0.1', port, username: 'a', password: 'b' } as const;
      env = { ...rabbitmqEnv(address), REDIS_HOST: '127.0.0.1', REDIS_PORT: String(port), KUBE_CONFIG: kubeConfig };
    });
    afterAll(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });

    test('each command ends with 2 in its own time', async () => {
      const startedAt = Date.now();
      const commands = [['requeue', '--all'], ['unbind', 'cds.requests'], ['unstick'], ['send', requestFile]];
      const [status, ...others] = await Promise.all([
        runtime(['status', '--output', 'json'], env),
        ...commands.map((args) => runtime(args, env)),
      ]);
      expect(Date.now() - startedAt).toBeLessThan(25_000);
      expect(status.exitCode).toBe(2);
      expect(JSON.parse(status.stdout).problems).toHaveLength(4);
      for (const { exitCode, stdout, stderr } of others) {
        expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
        expect(stderr).toMatch(/\[ERR_COMMAND_UNREACHABLE\]\n$/);
      }
    });
  });
});

describeOnRabbitmq('berth runtime on a RabbitMQ', (get) => {
  let raw: ConfirmChannel;
  beforeEach(async () => {
    raw = await cleanLayout(get());
  });

  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    runtime(args, { ...rabbitmqEnv(get()), ...env });

  const deadLetter = (name: string) =>
    put(raw, [deadLetterExchange.name, 'k'], name, {
      messageId: name,
      headers: { [headers.queue]: workQueues.requests.name, [headers.reason]: `reason ${name}` },
    });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a wrong password', { RABBITMQ_PASSWD: 'wrong' }, /ACCESS_REFUSED.*check RABBITMQ_USER and RABBITMQ_PASSWD/],
    ['a virtual host that is not there', { RABBITMQ_VHOST: 'none' }, /virtual host "none".*check RABBITMQ_VHOST/],
    ['a port where nobody listens', { RABBITMQ_PORT: '1' }, /ECONNREFUSED.*check RABBITMQ_HOST and RABBITMQ_PORT/],
  ])('ends with 2 when given %s', async (_, env, message) => {
    const { exitCode, stdout, stderr } = await run(['requeue', '--all'], env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^broker: connection to .* \[ERR_COMMAND_UNREACHABLE\]\n$/);
  });

  test('takes its credentials from files, as the processes do', async () => {
    const folder = folderWith({ user: 'guest\n', password: 'guest\n' });
    const { RABBITMQ_USER: _user, RABBITMQ_PASSWD: _password, ...rest } = rabbitmqEnv(get());
    const files = { RABBITMQ_USER_FILE: join(folder, 'user'), RABBITMQ_PASSWD_FILE: join(folder, 'password') };
    expect(await runtime(['requeue', '--all'], { ...rest, ...files })).toMatchObject({ exitCode: 0 });
  });

  test('requeue puts dead letters back and says what it did', async () => {
    for (const name of ['one', 'two']) await deadLetter(name);
    const { exitCode, stdout, stderr } = await run(['requeue', '--all']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^moved to cds\.requests: [0-9a-f]{16} .*messageId one .*reason one$/),
      expect.stringMatching(/^moved to cds\.requests: [0-9a-f]{16} .*messageId two .*reason two$/),
      '2 messages moved from cds.dead-letters, 0 left',
    ]);
    expect(await depth(raw, workQueues.requests.name)).toBe(2);
  });

  test('requeue ends with 1 when it did not find or could not move all it was asked for', async () => {
    await deadLetter('one');
    await put(raw, [deadLetterExchange.name, 'k'], 'by hand');
    const missing = await run(['requeue', '--id', 'one', '--id', 'none', '--output', 'json']);
    expect(missing.exitCode).toBe(1);
    const [step, last] = missing.stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(step).toMatchObject({ movedTo: 'cds.requests', message: { messageId: 'one' } });
    expect(last).toEqual({ from: 'cds.dead-letters', moved: 1, left: 0, notFound: ['none'], dryRun: false });
    const { exitCode, stdout } = await run(['requeue', '--all']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^left: it does not say which queue it came from: [\s\S]*, 1 left\n$/);
  });

  test('requeue changes nothing with a dry run', async () => {
    await deadLetter('one');
    const { stdout } = await run(['requeue', '--all', '--dry-run']);
    expect(stdout).toMatch(
      /^would go to cds\.requests: .*\n1 message would be moved from cds\.dead-letters, 0 left\n$/,
    );
    await until('it to be back', WAIT_MS, async () => (await depth(raw, deadLetterQueue.name)) === 1);
  });

  test('requeue loses nothing when it is killed half-way', async () => {
    const count = 300;
    for (let at = 0; at < count; at += 1)
      raw.publish(deadLetterExchange.name, 'k', Buffer.from(`${at}`), {
        persistent: true,
        headers: { [headers.queue]: workQueues.requests.name },
      });
    await raw.waitForConfirms();
    const child = spawn('node_modules/.bin/node', [program, 'runtime', 'requeue', '--all'], {
      env: { PATH: process.env['PATH'], ...rabbitmqEnv(get()) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    child.stdout.once('data', () => child.kill('SIGKILL'));
    expect(await ended).toBe('SIGKILL');
    const moved = await depth(raw, workQueues.requests.name);
    await until(
      'the others to be back',
      WAIT_MS,
      async () => (await depth(raw, deadLetterQueue.name)) >= count - moved,
    );
    expect(moved).toBeLessThan(count);
    expect(await run(['requeue', '--all'])).toMatchObject({ exitCode: 0 });
    const bodies: string[] = [];
    for (let left = await depth(raw, workQueues.requests.name); left > 0; left -= 1) {
      const { content, properties } = await take(raw, workQueues.requests.name);
      expect(properties.headers).toMatchObject({ [headers.seenBefore]: true });
      bodies.push(content.toString());
    }
    expect(new Set(bodies).size).toBe(count);
    expect(bodies.length).toBeLessThanOrEqual(count + 1);
  });

  test('unbind says what comes no more', async () => {
    await declarePublished(raw);
    expect(await run(['unbind', queues.requests.name])).toEqual({
      exitCode: 0,
      stderr: '',
      stdout: `${queues.requests.name} gets nothing more from pluto-deliverables for deliverables.syndication.*.upload\n`,
    });
    const { exitCode, stderr } = await run(['unbind', 'orders']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^broker: queue "orders": .* \[ERR_COMMAND_QUEUE\]\n$/);
  });

  describe('send', () => {
    /** Runs it, and tells the end of its request as the reaper would. */
    async function sendWith(end: 'success' | 'failed', ...args: readonly string[]) {
      const running = run(['send', requestFile, ...args]);
      const { properties } = await take(raw, workQueues.requests.name);
      const job = { 'job-id': 'uid', 'job-name': 'cds-film', 'job-namespace': 'cds' };
      const event = end === 'success' ? progressEvent('cds.job.success', job, 0) : failedEvent(job, 0, {});
      await put(raw, [exchanges.events.name, event.routingKey], JSON.stringify(event.body), {
        headers: { traceparent: String(properties.headers?.['traceparent']) },
      });
      return { ended: await running, messageId: String(properties.messageId) };
    }

    test('prints the events of its request and ends with 0 when the Job has succeeded', async () => {
      const { ended, messageId } = await sendWith('success');
      expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
      expect(ended.stdout.trimEnd().split('\n')).toEqual([
        expect.stringMatching(`^sent as ${messageId}, for Job cds-film-[0-9a-f]{16}; no responder takes requests now`),
        expect.stringMatching(
          /^20.*Z {2}cds\.job\.success {2}job-id=uid {2}job-name=cds-film {2}job-namespace=cds {2}retry-count=0$/,
        ),
      ]);
    });

    test('prints JSON, a line for each event, and ends with 1 when the Job has failed', async () => {
      const { ended, messageId } = await sendWith('failed', '--output', 'json');
      expect(ended.exitCode).toBe(1);
      const [sent, event] = ended.stdout
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
      expect(sent).toMatchObject({ messageId, consumers: 0 });
      expect(event).toMatchObject({ routingKey: 'cds.job.failed', fields: { 'failure-reason': 'Unknown' } });
    });

    test('ends with 2 when the end does not come in time', async () => {
      const { exitCode, stderr } = await run(['send', requestFile, '--timeout', '1']);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/got no end in 1 s; .* \[ERR_COMMAND_TIMEOUT\]\n$/);
    });

    test('ends with 2 when no queue takes the request', async () => {
      const { exitCode, stderr } = await run(['send', requestFile, '--routing-key', 'elsewhere']);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/\[ERR_COMMAND_UNROUTABLE\]\n$/);
    });
  });

  describeOnRedis('with a Redis', (redis) => {
    describeOnApiServer('and an API server', (cluster) => {
      const servers = () => ({
        REDIS_HOST: redis().host,
        REDIS_PORT: String(redis().port),
        KUBE_CONFIG: cluster().kubeconfig,
        NAMESPACE: 'default',
      });

      beforeAll(async () => {
        await createJobs(cluster(), 'default', [{ name: 'cds-a' }]);
      });

      test('status prints everything, for a person and for a program', async () => {
        await deadLetter('one');
        const text = await run(['status'], servers());
        expect(text).toMatchObject({ exitCode: 0, stderr: '' });
        expect(text.stdout).toMatch(/^queue +ready +consumers\ncds\.requests +0 +0\n/);
        expect(text.stdout).toMatch(/^dead letters\n {2}[0-9a-f]{16} {2}messageId one .*reason one$/m);
        expect(text.stdout).toMatch(/^1 Job in default: 1 starting$/m);
        expect(text.stdout).toMatch(/^reaper\n {2}Lease cds-reaper: held by nobody$/m);
        const json = await run(['status', '--output', 'json', '--dead-letters', '0'], servers());
        expect(JSON.parse(json.stdout)).toMatchObject({
          jobs: { total: 1 },
          broker: { deadLetters: [] },
          problems: [],
        });
      });

      test('status ends with 2 and tells the rest where something cannot be found out', async () => {
        const { exitCode, stdout } = await run(['status'], { ...servers(), REDIS_PORT: '1' });
        expect(exitCode).toBe(2);
        expect(stdout).toMatch(/^1 Job in default[\s\S]*^not known: redis: .*ECONNREFUSED.*\n$/m);
      });

      test('unstick lists what it would do, and does it with --yes', async () => {
        const finalizers = async () =>
          (await cluster().kubectl(['get', 'job', 'cds-a', '-o', 'jsonpath={.metadata.finalizers}'])).stdout;
        const dry = await runtime(['unstick'], servers());
        expect(dry).toEqual({
          exitCode: 0,
          stderr: '',
          stdout: 'cds-a  starting\n1 Job in default; to take the finalizer off: berth runtime unstick --yes\n',
        });
        expect(await finalizers()).toBe(`["${reportedFinalizer}"]`);
        const done = await runtime(['unstick', '--yes'], servers());
        expect(done).toMatchObject({ exitCode: 0, stdout: 'cds-a  starting\nfinalizer taken off 1 Job in default\n' });
        expect(await finalizers()).toBe('');
        expect((await runtime(['unstick', '--yes'], servers())).stdout).toBe('no Job in default has the finalizer\n');
      });
    });
  });
});
