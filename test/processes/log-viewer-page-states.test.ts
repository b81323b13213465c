import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { until } from '../support/control-plane/until.ts';
import { describeWhere } from '../support/describe-on.ts';
import { Browser, lookUpBrowser } from '../support/log-viewer/browser.ts';
import { bundleViewer } from '../support/log-viewer/bundled.ts';
import { LogPage } from '../support/log-viewer/log-page.ts';
import { sampleLines } from '../support/log-viewer/sample-log.ts';
import { startViewer, type Viewer } from '../support/log-viewer/deployed-viewer.ts';

const START_MS = 60_000;
const LOG = 'syndication-youtube.xml/cds_syndication-youtube.xml2026-11-21T09:15:00.log';
const JOB = 'cds-film-abcde';
const MOST_GZIP_BYTES = 60_000;

/** What a person may come to see, and how. */
const STATES: Readonly<Record<string, (page: LogPage) => Promise<unknown>>> = {
  home: async (page) => {
    await page.open();
    await page.page.getByRole('treeitem', { name: 'syndication-youtube.xml' }).click();
    await page.page.getByRole('treeitem', { name: /T09:15/ }).waitFor();
  },
  filtered: async (page) => {
    await page.open();
    await page.page.getByLabel('Search routes and logs').fill('archive');
    await page.page.getByRole('treeitem', { level: 2 }).first().waitFor();
  },
  'nothing-found': async (page) => {
    await page.open();
    await page.page.getByLabel('Search routes and logs').fill('nothing like it');
    await page.page.getByText('No log has that name').waitFor();
  },
  following: async (page) => {
    await page.open(`log/${LOG}`);
    await page.see(2_000);
    await page.hear(page.message, 'Following new lines');
  },
  wrapped: async (page) => {
    await page.open(`log/${LOG}#L1000-L1004`);
    await page.see(1_000);
    await page.tool('Wrap').click();
  },
  searched: async (page) => {
    await page.open(`log/${LOG}`);
    await page.see(2_000);
    await page.page.getByLabel('Search in the log').fill('error');
    await page.hear(page.found, /of 200$/);
  },
  'bad-pattern': async (page) => {
    await page.open(`log/${LOG}`);
    await page.see(2_000);
    await page.page.getByLabel('Regular expression').click();
    await page.page.getByLabel('Search in the log').fill('a(');
    await page.hear(page.found, /\S/);
  },
  empty: async (page) => {
    await page.open('log/archive.xml/empty.log');
    await page.page.getByText('Nothing was written yet').waitFor();
  },
  missing: async (page) => {
    await page.open('log/archive.xml/none.log');
    await page.page.getByText('There is nothing here').waitFor();
  },
  loading: async (page) => {
    await page.page.route('**/api/archive.xml/**', () => undefined);
    await page.open('log/archive.xml/empty.log');
    await page.page.getByText('Loading the log…').waitFor();
    await until('the word to be seen', 5_000, async () => {
      const opacity = await page.page
        .locator('main .loading')
        .evaluate((state) => state.computedStyleMap().get('opacity')?.toString());
      return opacity === '1';
    });
  },
  offline: async (page) => {
    await page.page.route('**/api/archive.xml/**', (route) => route.abort());
    await page.open('log/archive.xml/empty.log');
    await page.page.getByRole('heading', { name: 'The server does not answer' }).waitFor();
  },
  expired: async (page) => {
    await page.page.route('**/api/archive.xml/**', (route) => route.fulfill({ status: 401 }));
    await page.open('log/archive.xml/empty.log');
    await page.page.getByText('Your session has ended.').waitFor();
  },
  job: async (page) => {
    await page.open(`job/${JOB}`);
    await page.see(2_000);
  },
  'job-without-logs': async (page) => {
    await page.open('job/cds-none');
    await page.page.getByText('No log yet').waitFor();
  },
  keys: async (page) => {
    await page.open();
    await page.page.getByRole('button', { name: 'Keys' }).click();
    await page.page.getByRole('dialog').waitFor();
  },
};
const WIDTHS = [360, 800, 1400];

jest.setTimeout(120_000);

describeWhere("the states of the log viewer's page", 'a Chromium', lookUpBrowser(), () => {
  let main: string;
  let viewer: Viewer;
  let browser: Browser;

  beforeAll(async () => {
    main = await bundleViewer();
    viewer = await startViewer({ main });
    browser = await Browser.start();
    const day = 86_400_000;
    for (let age = 0; age < 40; age += 1) {
      const modified = new Date(Date.now() - age * day * 0.7 - 200_000);
      const stamp = modified.toISOString().slice(0, 19);
      viewer.write(`archive.xml/cds_archive.xml${stamp}.log`, sampleLines(20 + age * age), modified);
      viewer.write(`syndication-youtube.xml/cds_syndication-youtube.xml${stamp}.log`, sampleLines(30), modified);
    }
    viewer.write('archive.xml/empty.log', []);
    viewer.write(LOG, sampleLines(2_000));
    viewer.writeJob(JOB, LOG, { [`${JOB}-x1y2z`]: sampleLines(5), [`${JOB}-a9b8c`]: sampleLines(800) });
  }, START_MS);
  afterAll(async () => {
    await browser?.stop();
    await viewer?.stop();
  });
  afterEach(() => browser.closeTabs());

  test.each(Object.entries(STATES))('%s can be read and used by everyone, on every screen', async (state, reach) => {
    const tab = await browser.tab();
    const page = new LogPage(tab, viewer);
    await page.logIn();
    await reach(page);
    for (const width of WIDTHS) {
      await page.page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.page.emulateMedia({ colorScheme });
        await tab.picture(`${state}-${width}-${colorScheme}`);
        expect({ width, colorScheme, violations: await tab.violations() }).toEqual({
          width,
          colorScheme,
          violations: [],
        });
        expect(await page.page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
      }
    }
    page.expectNoFaults(/Failed to load resource/);
  });

  test('is at most 60 KB, compressed', () => {
    const folder = join(dirname(main), 'page');
    const bytes = readdirSync(folder)
      .filter((file) => !/[.](br|gz)$/.test(file))
      .map((file) => gzipSync(readFileSync(join(folder, file))).length);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_GZIP_BYTES);
  });

  test('is served under a policy that allows no inline script, and asks browsers to keep its files', async () => {
    const index = await fetch(viewer.url);
    const policy = index.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    const html = await index.text();
    expect(html).not.toMatch(/<style|style=|<script(?! type="application\/json")(?![^>]* src=)/);
    const script = await fetch(new URL(/src="([^"]+)"/.exec(html)?.[1] ?? '', viewer.url));
    expect(script.headers.get('cache-control')).toContain('immutable');
  });
});
