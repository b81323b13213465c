import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deadLetterQueue } from '../../lib/contract/broker.ts';
import { jobNameLimit, mountPaths, podnamesPath } from '../../lib/contract/job.ts';
import { eventKeys } from '../../lib/contract/messages.ts';
import { CdsCluster, credential, lookUpImages, type LogLine } from '../support/cds/cluster.ts';
import { LogReader } from '../support/cds/log-reader.ts';
import { Outside, type RequestOptions } from '../support/cds/outside.ts';
import { until } from '../support/control-plane/until.ts';
import { describeWhere } from '../support/describe-on.ts';
import { describeOnRealNode } from '../support/real-node/suite.ts';

const startMs = 500_000;
const notJson = 'a body that is no JSON';

/** Requests that come to an end by themselves, by title. Key: the title. Value: what it is made of, and what is told of it. */
const fates: Readonly<Record<string, RequestOptions & { readonly told: readonly string[] }>> = {
  good: { told: ['started', 'starting 0', 'running 0', 'success 0'] },
  'fails-once': { fate: 'fails-once', told: ['started', 'starting 0', 'running 0', 'retry 1', 'success 1'] },
  'fails-always': {
    fate: 'route-unreadable',
    told: ['started', 'starting 0', 'running 0', 'retry 1', 'retry 2', 'failed 3'],
  },
  'takes-too-long': { fate: 'waits', told: ['started', 'starting 0', 'running 0', 'failed 1'] },
  'bad-xml': { inmeta: '<meta-data><meta-group>', told: ['invalid'] },
  'unknown-route': { fields: { routename: 'nowhere.xml' }, told: ['invalid'] },
  'long-name': {
    fields: { filename: `${'LongName'.repeat(30)}.mxf` },
    told: ['started', 'starting 0', 'running 0', 'success 0'],
  },
  'illegal-labels': {
    fields: { online_id: 'VX 12/3', nearline_id: 'ü'.repeat(100), archive_id: '-', deliverable_asset: 7 },
    told: ['started', 'starting 0', 'running 0', 'success 0'],
  },
  // a producer that did not see the confirm publishes again
  'published-twice': { told: ['started', 'started', 'starting 0', 'running 0', 'success 0'] },
};
const titles = Object.keys(fates);
const titlesWithJob = titles.filter((title) => fates[title]?.told.includes('started'));

describeWhere('the runtime from end to end', 'what makes its images', lookUpImages(), () => {
  describeOnRealNode('under the manifests of dist/local on a real node', (node) => {
    describe('with RabbitMQ, Redis and Jobs that run', () => {
      let cds: CdsCluster;
      let outside: Outside;
      let reader: LogReader;

      const untilGone = (): Promise<void> =>
        until('all Jobs and their pods to be gone', 90_000, async () => {
          const left = [await cds.jobs(), await cds.pods('job')];
          return left.every(({ length }) => length === 0);
        });
      const jobOf = (title: string): string => outside.jobsOf(title)[0] ?? '';
      const end = (title: string): Promise<void> => writeFile(cds.volume('logs', 'go', title), '');

      beforeAll(async () => {
        cds = new CdsCluster(node());
        await cds.start();
        const [rabbitmq] = await cds.pods('rabbitmq');
        outside = await Outside.connect(rabbitmq?.status.podIP ?? '', credential);
        reader = await LogReader.loggedIn(cds);
      }, startMs);

      afterAll(async () => outside?.close());

      describe('ten requests of different fates', () => {
        let deadLetters: Awaited<ReturnType<Outside['deadLetters']>>;

        beforeAll(async () => {
          for (const [title, request] of Object.entries(fates)) await outside.request(title, request, `id of ${title}`);
          await outside.request('published-twice', fates['published-twice'], 'id of published-twice');
          await outside.publish(notJson);
          await outside.untilTold('takes-too-long', eventKeys.running);
          await until('the log of the Job that takes too long', 60_000, () => isThere('takes-too-long'));
          await cds.patchJob(jobOf('takes-too-long'), { spec: { activeDeadlineSeconds: 1 } });
          for (const title of titles) {
            const last = fates[title]?.told.at(-1)?.split(' ')[0] ?? '';
            await outside.untilTold(title, `cds.job.${last}`);
          }
          await until('the dead letter', 30_000, async () => {
            deadLetters = [...(deadLetters ?? []), ...(await outside.deadLetters())];
            return deadLetters.length > 0;
          });
          await untilGone();
        }, startMs);

        const isThere = (title: string): Promise<boolean> =>
          readFile(podnamesPath(jobOf(title), cds.volume('logs'))).then(
            () => true,
            () => false,
          );

        test('each comes to exactly the events of its fate', () => {
          const told = Object.fromEntries(titles.map((title) => [title, outside.toldOf(title)]));
          expect(told).toEqual(Object.fromEntries(titles.map((title) => [title, fates[title]?.told])));
        });

        test('have one Job each, by a name that its pods bear in full', () => {
          const jobs = titlesWithJob.map((title) => outside.jobsOf(title));
          expect(jobs).toEqual(jobs.map(() => [expect.stringMatching(/^cds-[a-z0-9-]+$/)]));
          expect(new Set(jobs.flat()).size).toBe(titlesWithJob.length);
          expect(jobOf('long-name')).toHaveLength(jobNameLimit);
        });

        test('are told why they failed', () => {
          const why = (title: string): unknown => {
            const body = outside.eventsOf(title).at(-1)?.body;
            return body?.['failure-reason'] ?? body?.['error'];
          };
          expect(why('fails-always')).toMatch(/^BackoffLimitExceeded - /);
          expect(why('takes-too-long')).toMatch(/^DeadlineExceeded - /);
          expect(why('bad-xml')).toMatch(/^inmeta:1: /);
          expect(why('unknown-route')).toMatch(/^routename: got "nowhere.xml"/);
        });

        test(`what is no request waits in ${deadLetterQueue.name} with the reason`, () => {
          expect(deadLetters).toEqual([{ body: notJson, reason: expect.stringContaining('JSON') }]);
        });

        const printed = (title: string): string[] => [
          `${title} by test.xml, to its standard output`,
          `${title}, to its standard error`,
        ];

        // not that of the Job past its deadline: Kubernetes deletes the pod of such a one, and with it what it printed
        test('what every container printed is on the volume of the logs', async () => {
          const once = ['good', 'long-name', 'illegal-labels', 'published-twice'];
          const expected = [
            ...once.map((title) => [title, [printed(title)]]),
            ['fails-once', Array.from({ length: 2 }, () => printed('fails-once'))],
            ['fails-always', Array.from({ length: 3 }, () => printed('fails-always'))],
          ] as const;
          const saved = await Promise.all(
            expected.map(async ([title]) => [title, await cds.savedLogs(jobOf(String(title)))]),
          );
          expect(saved).toEqual(expected);
        });

        test('podnames leads from each Job to the log that its program wrote', async () => {
          const found = await Promise.all(
            titlesWithJob.map(async (title) => {
              const path = await readFile(podnamesPath(jobOf(title), cds.volume('logs')), 'utf8');
              return [path, await readFile(path.trim().replace(mountPaths.logs, cds.volume('logs')), 'utf8')];
            }),
          );
          expect(found).toEqual(
            titlesWithJob.map((title) => [
              expect.stringMatching(new RegExp(`^${mountPaths.logs}/test/cds_test.+[.]log\n$`)),
              `${jobOf(title)}: ${title} by test.xml\n`,
            ]),
          );
        });

        describe('are shown by the log viewer', () => {
          test('to nobody without a token', async () => {
            const stranger = await LogReader.stranger(cds);
            for (const path of [
              '/api/routes',
              '/api/test',
              `/api/logByJobName/${jobOf('good')}`,
              '/api/none/none.log',
            ]) {
              expect([path, (await stranger.call(path)).status]).toEqual([path, 401]);
            }
          });

          test('in its page', async () => {
            const page = await reader.text('/');
            expect(page).toContain('<base href="/logs/"');
            const [, script = ''] = /src="([^"]+[.]js)"/.exec(page) ?? [];
            expect((await reader.call(`/${script}`)).headers.get('content-type')).toContain('javascript');
          });

          test('by the names of their routes, and the log of each Job by the name of the Job', async () => {
            // the stand-in for the program is told by a file in go/ to end
            expect(await reader.json('/api/routes')).toEqual(['go', 'test']);
            const listing = await reader.text('/api/test');
            for (const title of titlesWithJob) {
              const { log_url: url } = await reader.json<{ log_url: string }>(`/api/logByJobName/${jobOf(title)}`);
              expect(listing).toContain(`"${decodeURIComponent(url).replace('/log/test/', '')}"`);
              expect(await reader.text(url.replace('/log', '/api'))).toBe(`${jobOf(title)}: ${title} by test.xml\n`);
            }
          });

          test('with what their pods printed', async () => {
            const { pods } = await reader.json<{ pods: { url: string }[] }>(`/api/-/jobs/${jobOf('fails-once')}`);
            const texts = await Promise.all(pods.map(async ({ url }) => reader.text(url)));
            const lines = texts.map((text) => text.trimEnd().split('\n').sort());
            expect(lines).toEqual([printed('fails-once'), printed('fails-once')]);
          });
        });
      });

      test('the log viewer tells what becomes of a Job while somebody looks at it', async () => {
        await outside.request('watched', { fate: 'waits' });
        await outside.untilTold('watched', eventKeys.running);
        const seen = await reader.eventsOf(jobOf('watched'), () => end('watched'), eventKeys.success);
        expect(seen).toContain(eventKeys.success);
        await untilGone();
      });

      test('the responder is rolled under constant requests, and none is lost or doubled', async () => {
        const [old] = await cds.pods('responder');
        // follows the log to the end of the container
        const log = cds.log(old?.metadata.name ?? '', '--follow');
        const names = await repeatWhile(cds.roll('responder'), async (number) => {
          // a Job is dear, a refusal is not
          const isGood = number % 50 === 0;
          const title = `rolled-${number}`;
          await outside.request(title, isGood ? {} : { inmeta: '' }, title);
          return { title, last: isGood ? 'success' : 'invalid' };
        });
        for (const { title, last } of names) await outside.untilTold(title, `cds.job.${last}`);
        await untilGone();
        const told = names.map(({ title }) => outside.toldOf(title));
        expect(told).toEqual(
          names.map(({ last }) =>
            last === 'invalid' ? ['invalid'] : ['started', 'starting 0', 'running 0', 'success 0'],
          ),
        );
        expect(errorsIn(await log)).toEqual([]);
        expect((await log).at(-1)).toMatchObject({ level: 'info', msg: 'shutdown is done' });
      });

      test('the pod of the reaper is deleted while Jobs end, and every end is told once', async () => {
        const waiting = ['one', 'two', 'three'];
        for (const title of waiting) await outside.request(title, { fate: 'waits' });
        for (const title of waiting) await outside.untilTold(title, eventKeys.running);
        const [old] = await cds.pods('reaper');
        // follows the log to the end of the container
        const log = cds.log(old?.metadata.name ?? '', '--follow');
        await cds.deletePods('reaper');
        await Promise.all(waiting.map(end));
        for (const title of waiting) await outside.untilTold(title, eventKeys.success);
        await cds.untilAvailable('reaper');
        await untilGone();
        expect(waiting.map((title) => outside.toldOf(title))).toEqual(
          waiting.map(() => ['started', 'starting 0', 'running 0', 'success 0']),
        );
        expect(errorsIn(await log)).toEqual([]);
      });

      test.each(['responder', 'reaper', 'log-viewer'])(
        'the %s passes its probes, was not started again, and logs no error',
        async (process) => {
          const pods = await cds.pods(process);
          expect(pods.flatMap(({ status }) => status.containerStatuses)).toEqual([
            expect.objectContaining({ ready: true, restartCount: 0 }),
          ]);
          expect(errorsIn(await cds.log(`deployment/${process}`))).toEqual([]);
        },
      );
    });
  });
});

/** Does something again and again, up to 50 times a second, until a piece of work is done. @returns what came of each */
async function repeatWhile<T>(work: Promise<void>, act: (number: number) => Promise<T>): Promise<readonly T[]> {
  const ending = new AbortController();
  const results: T[] = [];
  const repeat = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const pace = setTimeout(20);
      results.push(await act(results.length));
      await pace;
    }
  };
  await Promise.all([work.finally(() => ending.abort()), repeat()]);
  return results;
}

/** The errors in a log, but for the dead letter that one request is to become. */
const errorsIn = (log: readonly LogLine[]): readonly LogLine[] =>
  log.filter(({ level, msg }) => ['error', 'fatal'].includes(level) && msg !== 'a message became a dead letter');
