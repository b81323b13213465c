import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deadLetterQueue, headers, workQueues } from '../../lib/contract/broker.ts';
import { jobNameLimit } from '../../lib/contract/job.ts';
import { eventKeys, exchanges } from '../../lib/contract/messages.ts';
import { take } from '../support/amqp-client.ts';
import { until } from '../support/control-plane/until.ts';
import { filesBelow } from '../support/folder.ts';
import { minimalTemplate, renderedTemplate } from '../support/responder/namespace.ts';
import { inmeta, type StoredJob, type Surroundings } from '../support/responder/process.ts';
import { describeResponder } from '../support/responder/suite.ts';
import { StandInKubelet } from '../support/stand-in-kubelet.ts';

const WAIT_MS = 40_000;
const { started, invalid } = eventKeys;
const nameOf = ({ metadata }: StoredJob) => metadata.name;

describeResponder('the responder', (get) => {
  let around: Surroundings;
  beforeEach(() => {
    around = get();
  });

  describe('with a request', () => {
    test('creates its Job from the template, writes its inmeta and tells of it, as its service account may', async () => {
      around.writeTemplate(renderedTemplate(around.namespace));
      mkdirSync(join(around.folder, 'routes'));
      writeFileSync(join(around.folder, 'routes', 'test.xml'), '<route/>');
      await around.startReady({ ROUTES_PATH: join(around.folder, 'routes') });
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const fields = { filename: 'A Film.mxf', online_id: 'VX-12', deliverable_asset: 7, more: { kept: [1.5] } };
      await around.request(fields, { messageId: 'one', headers: { traceparent } });

      const [event] = await around.untilEvents(started, 1);
      const [job, ...others] = await around.jobs();
      expect(others).toEqual([]);
      const { name, uid, labels, annotations } = job!.metadata;
      expect(name).toMatch(/^cds-a-filmmxf-[0-9a-f]{16}$/);
      const reference = { 'job-id': uid, 'job-name': name, 'job-namespace': around.namespace };
      expect(event!.body).toEqual({ inmeta, routename: 'test.xml', ...fields, ...reference });
      expect(event).toMatchObject({
        messageId: `${uid}/started`,
        headers: {
          traceparent: expect.stringMatching(/^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad)[0-9a-f]{16}-01$/),
        },
      });
      expect(labels).toMatchObject({
        'online-id': 'VX-12',
        'deliverable-asset-id': '7',
        'app.kubernetes.io/name': 'job',
      });
      expect(annotations).toMatchObject({
        'cds.berth/delivery': 'messageId:one',
        'cds.berth/traceparent': event!.headers['traceparent'],
      });
      const file = join(around.folder, `${name}.inmeta`);
      expect(readFileSync(file, 'utf8')).toBe(inmeta);
      expect(job).toMatchObject({
        metadata: { finalizers: ['cds.berth/reported'] },
        spec: {
          template: {
            spec: {
              containers: [{ command: ['/usr/local/bin/cds_run.pl', '--input-inmeta', file, '--route', 'test.xml'] }],
            },
          },
        },
      });
    });

    test.each([
      ['longer than a name may be', { filename: 'x'.repeat(200) }],
      ['whose values are no legal labels', { online_id: `${'VX '.repeat(40)}/ö`, archive_id: '-', nearline_id: '' }],
      ['without any name', {}],
      ['with nulls', { filename: null, online_id: null, deliverable_asset: 3 }],
    ])('%s creates a Job with a legal name and legal labels, another one for each', async (_, fields) => {
      await around.startReady();
      await around.request(fields, { messageId: 'one' });
      await around.request(fields, { messageId: 'two' });
      await around.untilEvents(started, 2);
      const jobs = await around.jobs();
      expect(new Set(jobs.map(nameOf)).size).toBe(2);
      for (const { metadata } of jobs) {
        expect(metadata.name.length).toBeLessThanOrEqual(jobNameLimit);
        expect(Object.values(metadata.labels ?? {})).not.toContain('None');
      }
    });

    test('that is not valid tells all its faults in one event, and creates nothing', async () => {
      mkdirSync(join(around.folder, 'routes'));
      const responder = await around.startReady({ ROUTES_PATH: join(around.folder, 'routes') });
      const fields = {
        inmeta: '<meta-data>\n<meta-group><meta name="a"/></meta-group></meta-data>',
        filename: 12,
        deliverable_asset: 'seven',
        kept: true,
      };
      await around.request(fields, { messageId: 'one' });
      const [event] = await around.untilEvents(invalid, 1);
      const { error, ...rest } = event!.body;
      expect(rest).toEqual({ routename: 'test.xml', ...fields });
      expect(String(error).split('\n')).toEqual([
        'deliverable_asset: got "seven"; expected an integer, such as 12',
        'filename: got 12; expected a string or null',
        "inmeta:2: Element 'meta': The attribute 'value' is required but missing",
        expect.stringMatching(/^routename: got "test\.xml"; expected the name of a file in \/.+\/routes$/),
      ]);
      expect(event!.messageId).toMatch(/^[0-9a-f]{16}\/invalid$/);
      expect(await around.jobs()).toEqual([]);
      expect(await responder.stop()).toBe('ended with exit code 0');
      expect(await around.requestsLeft()).toBe(0);
      expect(responder.text).not.toContain('meta-group');
      expect(Object.keys(filesBelow(around.folder)).filter((name) => name.endsWith('.inmeta'))).toEqual([]);
    });

    test('that the API server calls wrong is told as invalid, with the name and place of the launch', async () => {
      await around.startReady();
      const policy = {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: around.namespace },
        spec: {
          matchConstraints: {
            resourceRules: [{ apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['jobs'] }],
          },
          validations: [{ expression: `object.metadata.namespace != '${around.namespace}'`, message: 'no Jobs today' }],
        },
      };
      const binding = {
        ...policy,
        kind: 'ValidatingAdmissionPolicyBinding',
        spec: { policyName: around.namespace, validationActions: ['Deny'] },
      };
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [policy, binding] });
      await around.cluster.kubectl(['create', '-f', '-'], { input: list });
      const attempt = {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'cds-try', namespace: around.namespace },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a:1' }] } } },
      };
      await until('the policy to hold', WAIT_MS, async () => {
        const result = await around.cluster.kubectl(['create', '--dry-run=server', '-f', '-'], {
          input: JSON.stringify(attempt),
          allowFailure: true,
        });
        return result.stderr.includes('no Jobs today');
      });
      await around.request({ filename: 'a' }, { messageId: 'one' });
      const [event] = await around.untilEvents(invalid, 1);
      expect(event!.body).toMatchObject({
        filename: 'a',
        error: expect.stringContaining('no Jobs today'),
        'job-name': expect.stringMatching(/^cds-a-[0-9a-f]{16}$/),
        traceback: expect.stringContaining('KubernetesError'),
      });
      await around.cluster.kubectl(['delete', '-f', '-'], { input: list });
    });

    test('that is no JSON object becomes a dead letter with its key and the reason', async () => {
      await around.startReady();
      await around.request({}, { body: Buffer.from('[1]'), messageId: 'one' });
      const { content, fields, properties } = await take(around.channel, deadLetterQueue.name);
      expect(content.toString()).toBe('[1]');
      expect(fields.routingKey).toBe('deliverables.syndication.youtube.upload');
      expect(properties).toMatchObject({
        messageId: 'one',
        headers: {
          [headers.reason]: 'body: got an array; expected a JSON object in UTF-8',
          [headers.queue]: workQueues.requests.name,
          [headers.exchange]: exchanges.requests.name,
        },
      });
      expect(around.events).toEqual([]);
    });

    test('of any bytes ends as a dead letter or as invalid, and the next one is handled', async () => {
      const responder = await around.startReady();
      const valid = Buffer.from(JSON.stringify({ inmeta, routename: 'test.xml' }));
      const flipped = fc
        .tuple(fc.nat(valid.length - 1), fc.uint8Array({ minLength: 1, maxLength: 4 }))
        .map(([at, bytes]) => {
          const body = Buffer.from(valid);
          body.set(bytes.subarray(0, valid.length - at), at);
          return body;
        });
      const json = fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value)));
      const bodies = fc.sample(
        fc.oneof(
          flipped,
          json,
          fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        ),
        300,
      );
      for (const body of bodies) await around.request({}, { body });
      const count = async () => around.events.length + (await around.depth(deadLetterQueue.name));
      await until('every message to be dealt with', WAIT_MS, async () => (await count()) >= bodies.length);
      await around.request({ filename: 'last' }, { messageId: 'last' });
      await until('the last one', WAIT_MS, () => around.events.some(({ body }) => body['filename'] === 'last'));
      expect(await responder.stop()).toBe('ended with exit code 0');
      expect(await count()).toBe(bodies.length + 1);
    });

    test('of 10 MiB is handled, and several of them at a time in bounded memory', async () => {
      const responder = await around.startReady();
      const large = `<meta-data><meta-group>${`<meta name="n" value="${'v'.repeat(100)}"/>`.repeat(80_000)}</meta-group></meta-data>`;
      for (let count = 0; count < 8; count += 1) await around.request({ inmeta: large, online_id: `VX-${count}` });
      const events = await around.untilEvents(started, 8);
      expect(events.map(({ body }) => String(body['inmeta']).length)).toEqual(events.map(() => large.length));
      const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${responder.pid}/status`, 'utf8'))?.[1]) / 1024;
      // 8 bodies of 10 MiB are in hand as they came, and the events made of them
      expect(peak).toBeLessThan(600);
      expect(await responder.stop()).toBe('ended with exit code 0');
    });

    test('larger than the limit becomes a dead letter unread', async () => {
      await around.startReady();
      await around.request({}, { body: Buffer.alloc(16 * 2 ** 20 + 1, ' ') });
      const { properties } = await take(around.channel, deadLetterQueue.name);
      expect(properties.headers?.[headers.reason]).toBe('body: got 16777217 bytes; expected at most 16777216');
    });
  });

  describe('with its template', () => {
    test('follows the file, and stays with the last one that was right', async () => {
      const responder = await around.startReady();
      around.writeTemplate(minimalTemplate.replace('backoffLimit: 0', 'backoffLimit: 3'));
      await responder.untilLogged('job template replaced');
      around.writeTemplate('kind: Pod');
      await responder.untilLogged('changed job template is broken, the one before stays');
      await around.request({ online_id: 'VX-1' });
      const [job] = await around.untilJobs(1);
      expect(job?.spec.backoffLimit).toBe(3);
      expect(await responder.metric('cds_job_template_failures_total')).toBe(1);
    });

    test('ends with status 78 and all faults when it is broken at the start', async () => {
      around.writeTemplate('apiVersion: batch/v1\nkind: CronJob\nspec: {}\n');
      const responder = await around.start();
      expect(await responder.ended()).toBe('ended with exit code 78');
      expect(responder.lines.at(-1)).toMatchObject({
        level: 'fatal',
        err: {
          code: 'ERR_RESPONDER_TEMPLATE',
          message: expect.stringMatching(/kind: got "CronJob".*containers: got nothing.*restartPolicy: got nothing/),
        },
      });
    });
  });

  describe('with its variables', () => {
    test.each(['maybe', '', '1'])(
      'ends with status 78 when KEEP_JOBS is %j, and names all that is wrong',
      async (word) => {
        const responder = await around.start({ KEEP_JOBS: word, PREFETCH: '0', RABBITMQ_PORT: 'amqp' });
        expect(await responder.ended()).toBe('ended with exit code 78');
        const { err } = responder.lines.at(-1) as unknown as {
          readonly err: { readonly code: string; readonly message: string };
        };
        expect(err.code).toBe('ERR_ENVIRONMENT');
        expect(err.message.split('\n').map((line) => line.split(':')[0])).toEqual([
          'environment',
          'KEEP_JOBS',
          'PREFETCH',
          'RABBITMQ_PORT',
        ]);
        expect(err.message).toContain(`KEEP_JOBS: got ${JSON.stringify(word)}; expected `);
      },
    );

    test('ends with status 78 when the schema is none', async () => {
      writeFileSync(join(around.folder, 'own.xsd'), '<not-a-schema/>');
      const responder = await around.start({ INMETA_XSD: join(around.folder, 'own.xsd') });
      expect(await responder.ended()).toBe('ended with exit code 78');
      expect(responder.lines.at(-1)).toMatchObject({ err: { code: 'ERR_RESPONDER_INMETA_XSD' } });
    });
  });

  describe('after the end of a Job', () => {
    let kubelet: StandInKubelet;
    beforeEach(async () => {
      kubelet = await StandInKubelet.create(around.cluster, `node-of-${around.namespace}`);
    });
    afterEach(() => kubelet.stop());

    async function endedJob(): Promise<StoredJob> {
      await around.request({ filename: 'ended' }, { messageId: 'one' });
      await around.untilEvents(started, 1);
      const [job] = await around.jobs();
      const { name, uid } = job!.metadata;
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: `${name}-aaaaa`,
          namespace: around.namespace,
          labels: { 'batch.kubernetes.io/controller-uid': uid },
        },
        spec: {
          nodeName: kubelet.name,
          restartPolicy: 'Never',
          containers: [{ name: 'job', image: 'job:1' }],
          automountServiceAccountToken: false,
        },
      };
      await around.cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(pod) });
      return job!;
    }
    const isGoing = async () => (await around.jobs())[0]?.metadata.deletionTimestamp !== undefined;

    test.each(['no', 'FALSE'])('saves its logs and deletes it, where KEEP_JOBS is %s', async (word) => {
      await around.startReady({ KEEP_JOBS: word });
      const job = await endedJob();
      const pod = `${nameOf(job)}-aaaaa`;
      kubelet.logs.set(`${pod}/job`, 'first line\nlast line\n');
      await around.event(eventKeys.success, job);
      await until('the Job to be on its way out', WAIT_MS, isGoing);
      expect(readFileSync(join(around.folder, 'pods', nameOf(job), `${pod}.log`), 'utf8')).toBe(
        'first line\nlast line\n',
      );
      // the Job is gone, and its request comes once more
      await around.cluster.kubectl([
        'patch',
        'job',
        nameOf(job),
        '-n',
        around.namespace,
        '--type=merge',
        '-p',
        '{"metadata":{"finalizers":null}}',
      ]);
      await around.request({ filename: 'ended' }, { messageId: 'one' });
      const [first, second] = await around.untilEvents(started, 2);
      expect(second!.body).toEqual(first!.body);
      expect(await around.jobs()).toEqual([]);
    });

    test.each(['yes', 'True'])('saves its logs and keeps it, where KEEP_JOBS is %s', async (word) => {
      const responder = await around.startReady({ KEEP_JOBS: word });
      const job = await endedJob();
      kubelet.logs.set(`${nameOf(job)}-aaaaa/job`, 'line\n');
      await around.event(eventKeys.failed, job, { 'failure-reason': 'BackoffLimitExceeded' });
      const file = join(around.folder, 'pods', nameOf(job), `${nameOf(job)}-aaaaa.log`);
      await until('the log', WAIT_MS, () => existsSync(file));
      expect(await responder.stop()).toBe('ended with exit code 0');
      expect(await isGoing()).toBe(false);
    });

    test('does not delete it before its logs are saved', async () => {
      const responder = await around.startReady();
      const job = await endedJob();
      const pod = `${nameOf(job)}-aaaaa`;
      kubelet.logs.set(`${pod}/job`, (response) => response.destroy());
      await around.event(eventKeys.success, job);
      await responder.until('a try', async () => (await responder.metric('cds_pod_log_failures_total')) > 0);
      expect(await isGoing()).toBe(false);
      kubelet.logs.set(`${pod}/job`, 'line\n');
      await until('the Job to be on its way out', WAIT_MS, isGoing);
      expect(readFileSync(join(around.folder, 'pods', nameOf(job), `${pod}.log`), 'utf8')).toBe('line\n');
    });
  });
});
