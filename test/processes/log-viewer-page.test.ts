import { readFileSync } from 'node:fs';
import { afterEach, beforeAll, afterAll, expect, jest, test } from '@jest/globals';
import { Browser, lookUpBrowser } from '../support/log-viewer/browser.ts';
import { bundleViewer } from '../support/log-viewer/bundled.ts';
import { LogPage } from '../support/log-viewer/log-page.ts';
import { sampleLines } from '../support/log-viewer/sample-log.ts';
import { startViewer, type Viewer } from '../support/log-viewer/deployed-viewer.ts';
import { until } from '../support/control-plane/until.ts';
import { describeWhere } from '../support/describe-on.ts';

const START_MS = 60_000;
const LOG = 'test.xml/cds_test.xml2026-11-21.log';
const LINES = 50_000;

jest.setTimeout(60_000);

describeWhere("the log viewer's page", 'a Chromium', lookUpBrowser(), () => {
  let viewer: Viewer;
  let browser: Browser;

  beforeAll(async () => {
    viewer = await startViewer({ main: await bundleViewer(), root: '/logs' });
    browser = await Browser.start();
    viewer.write(LOG, sampleLines(LINES));
    viewer.write('test.xml/cds_test.xml2026-10-01.log', sampleLines(3), new Date(Date.now() - 3_600_000 * 5));
    viewer.write('test.xml/cds_test.xml2026-12-01.log', sampleLines(9), new Date(Date.now() - 86_400_000 * 3));
    viewer.write('archive.xml/cds_archive.xml2026-11-20.log', sampleLines(30));
  }, START_MS);
  afterAll(async () => {
    await browser?.stop();
    await viewer?.stop();
  });
  afterEach(() => browser.closeTabs());

  async function open(path = '', width = 1400): Promise<LogPage> {
    const page = new LogPage(await browser.tab({ viewport: { width, height: 800 } }), viewer);
    await page.logIn();
    await page.open(path);
    return page;
  }

  test.each([360, 800, 1400])('opens a log from the tree, %i px wide', async (width) => {
    const page = await open('', width);
    await page.page.getByRole('treeitem', { name: 'test.xml' }).click();
    await page.page.getByRole('treeitem', { name: /2026-11-21/ }).click();
    await page.see(LINES);
    expect(page.page.url()).toBe(`${viewer.url}log/${LOG}`);
    expect(await page.page.title()).toContain('cds_test.xml2026-11-21.log');
    await page.tab.picture(`opened-${width}`);
    page.expectNoFaults();
  });

  test('asks for the end of the log in the address before anything else, and once', async () => {
    const page = await open();
    await page.page.getByRole('treeitem').first().waitFor();
    const asked: string[] = [];
    page.page.on('request', (request) => asked.push(request.url()));
    await page.open(`log/${LOG}`);
    await page.see(LINES);
    await page.page.getByRole('treeitem', { name: /2026-11-21/ }).waitFor();
    const calls = asked.filter((url) => url.includes('/api/'));
    const end = `${viewer.url}api/${LOG}?lines=-400&numbered=false`;
    expect(calls[0]).toContain(end);
    expect(calls.filter((url) => url.startsWith(end))).toHaveLength(1);
    page.expectNoFaults();
  });

  test('shows in the tree which log is open, also far down', async () => {
    for (let count = 100; count < 200; count += 1) viewer.write(`many.xml/cds_many.xml-${count}.log`, sampleLines(1));
    const page = await open('log/many.xml/cds_many.xml-199.log');
    const item = page.page.getByRole('treeitem', { name: /-199/ });
    await item.waitFor();
    await until('the log to be in sight', 5_000, async () =>
      item.evaluate((link) => {
        const { top, bottom } = link.getBoundingClientRect();
        return top >= 0 && bottom <= link.ownerDocument.documentElement.clientHeight;
      }),
    );
    expect(await item.getAttribute('aria-current')).toBe('page');
  });

  test('says that the server may not read a log', async () => {
    viewer.write('guarded.xml/guarded.log', sampleLines(1));
    const page = await open();
    const body = JSON.stringify({ type: 'about:blank', status: 403, code: 'not_readable', detail: 'no right' });
    await page.page.route('**/api/guarded.xml/guarded.log*', (route) =>
      route.fulfill({ status: 403, contentType: 'application/problem+json', body }),
    );
    await page.open('log/guarded.xml/guarded.log');
    await page.page.getByRole('heading', { name: 'The server may not read this' }).waitFor();
    expect(await page.pane.count()).toBe(0);
  });

  test('lists logs with their sizes and ages, by name or newest first', async () => {
    const page = await open();
    await page.page.getByRole('treeitem', { name: 'test.xml' }).click();
    const logs = page.page.getByRole('treeitem', { level: 2 });
    await logs.first().waitFor();
    const names = () => logs.locator('.visually-hidden').allTextContents();
    const oldest = expect.stringMatching(/^cds_test.xml2026-10-01.log, \d+ B, 5 h$/);
    const middle = expect.stringMatching(/^cds_test.xml2026-11-21.log, \d[.]\d MB, (now|\d+ s)$/);
    const newestName = expect.stringMatching(/^cds_test.xml2026-12-01.log, \d[.]\d KB, 3 d$/);
    expect(await names()).toEqual([oldest, middle, newestName]);
    await page.tool('Newest').click();
    expect(await names()).toEqual([middle, oldest, newestName]);
  });

  test('searches routes and logs by words of their names', async () => {
    const page = await open();
    await page.page.getByLabel('Search routes and logs').fill('archive 11-20');
    const logs = page.page.getByRole('treeitem', { level: 2 });
    await logs.first().waitFor();
    expect(await page.page.getByRole('treeitem').count()).toBe(2);
    await page.page.getByLabel('Search routes and logs').fill('nothing like it');
    await page.page.getByText('No log has that name').waitFor();
  });

  test('follows the end of a log until someone scrolls up, and says so', async () => {
    viewer.write('test.xml/growing.log', sampleLines(500));
    const page = await open('log/test.xml/growing.log');
    await page.see(500);
    await page.hear(page.message, 'Following new lines');
    viewer.append('test.xml/growing.log', sampleLines(7, 500));
    await page.see(507);
    await page.pane.hover();
    await page.page.mouse.wheel(0, -300);
    await page.hear(page.message, 'Following stopped: you scrolled up');
    expect(await page.tool('Follow').getAttribute('aria-pressed')).toBe('false');
    viewer.append('test.xml/growing.log', sampleLines(100, 507));
    const before = await page.numbers();
    await page.tool('Follow').click();
    await page.see(607);
    expect(before).not.toContain(607);
    page.expectNoFaults();
  });

  test('goes on following while the window changes its size', async () => {
    viewer.write('test.xml/resized.log', sampleLines(500));
    const page = await open('log/test.xml/resized.log');
    await page.see(500);
    await page.hear(page.message, 'Following new lines');
    for (const width of [360, 1400, 700]) {
      await page.page.setViewportSize({ width, height: width + 100 });
      await page.see(500);
    }
    viewer.append('test.xml/resized.log', sampleLines(1, 500));
    await page.see(501);
    expect(await page.message.textContent()).toBe('Following new lines');
  });

  test('shows each followed line once, in order', async () => {
    viewer.write('test.xml/steady.log', sampleLines(1));
    const page = await open('log/test.xml/steady.log');
    await page.see(1);
    for (let count = 1; count < 400; count += 3) viewer.append('test.xml/steady.log', sampleLines(3, count));
    await page.see(400);
    const texts = await page.pane.locator('.text').allTextContents();
    const numbers = await page.numbers();
    expect(texts.map((text) => Number(/\[(\d+)\]/.exec(text)?.[1]))).toEqual(numbers);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  });

  test('goes to a line, and says how many there are where there is none such', async () => {
    const page = await open(`log/${LOG}`);
    await page.see(LINES);
    await page.page.keyboard.press('g');
    await page.page.keyboard.type('12345');
    await page.page.keyboard.press('Enter');
    await page.see(12_345);
    expect(await page.line(12_345).textContent()).toContain('[12345]');
    expect(page.page.url()).toBe(`${viewer.url}log/${LOG}#L12345`);
    await page.page.getByLabel('Go to line').fill('999999');
    await page.page.getByLabel('Go to line').press('Enter');
    await page.see(LINES);
    await page.hear(page.message, /50,000 lines only|you went to a line/);
  });

  test('wraps long lines on request, without losing the place', async () => {
    const page = await open(`log/${LOG}#L1000`);
    await page.see(1_000);
    const heights = () =>
      page.pane
        .getByRole('listitem')
        .evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().height)));
    expect(new Set(await heights()).size).toBe(1);
    await page.page.setViewportSize({ width: 700, height: 800 });
    await page.tool('Wrap').click();
    await until('wrapped lines', 5_000, async () => new Set(await heights()).size > 1);
    await page.see(1_000);
    await page.tool('Wrap').click();
    await until('unwrapped lines', 5_000, async () => new Set(await heights()).size === 1);
  });

  test('keeps the heights of wrapped lines that it counts on', async () => {
    const page = await open(`log/${LOG}#L1000`, 700);
    await page.see(1_000);
    await page.tool('Wrap').click();
    for (let step = 0; step < 5; step += 1) await page.pane.press('PageDown');
    await page.pane.press('End');
    await page.see(LINES);
    const ends = await page.line(LINES).evaluate((text) => {
      const pane = text.closest('.pane');
      return {
        line: text.getBoundingClientRect().bottom,
        pane: (pane?.getBoundingClientRect().top ?? 0) + (pane?.clientHeight ?? 0),
      };
    });
    expect(Math.abs(ends.line - ends.pane)).toBeLessThan(3);
  });

  test('finds text, and goes to the next and the previous match', async () => {
    const page = await open('log/archive.xml/cds_archive.xml2026-11-20.log');
    await page.see(30);
    await page.page.keyboard.press('/');
    await page.page.keyboard.type('error youtube');
    await page.hear(page.found, '1 of 3');
    await page.page.keyboard.press('Enter');
    await page.hear(page.found, '2 of 3');
    await page.page.keyboard.press('Shift+Enter');
    await page.hear(page.found, '1 of 3');
    await page.page.keyboard.press('Shift+Enter');
    await page.hear(page.found, '3 of 3');
    expect(await page.pane.locator('mark').count()).toBe(3);
    await page.page.getByLabel('Match case').click();
    await page.hear(page.found, 'No match');
    await page.page.getByLabel('Match case').click();
    await page.page.getByLabel('Regular expression').click();
    await page.page.getByLabel('Search in the log').fill('ER+OR|WARN');
    await page.hear(page.found, /of 6$/);
    await page.page.getByLabel('Search in the log').press('Escape');
    await page.hear(page.found, '');
    expect(await page.pane.locator('mark').count()).toBe(0);
  });

  test('says that there may be more matches than it shows', async () => {
    const page = await open(`log/${LOG}`);
    await page.see(LINES);
    await page.page.getByLabel('Search in the log').fill('INFO');
    await page.hear(page.found, /of first 1,000$/);
    expect(await page.tool('Next match').isEnabled()).toBe(true);
  });

  test('colours levels and what ANSI sequences colour, which themselves are not seen', async () => {
    const page = await open(`log/${LOG}#L1-L12`);
    await page.see(2);
    const row = (number: number) => page.line(number).locator('..');
    expect(await row(2).getAttribute('class')).toContain('error');
    expect(await row(10).getAttribute('class')).toContain('warning');
    expect(await row(4).getAttribute('class')).toContain('debug');
    expect(await page.line(3).textContent()).toContain('✓ transcoded master.mov to 1080p');
    expect(await page.line(3).locator('.fg-2').textContent()).toBe('✓');
    expect(await page.line(3).locator('.bold').textContent()).toBe('master.mov');
  });

  test('copies a link to a line or a range, which shows them again', async () => {
    const page = await open(`log/${LOG}#L1000`);
    await page.see(1_000);
    await page.pane.getByLabel('Line 1003', { exact: true }).click();
    await page.pane.getByLabel('Line 1007', { exact: true }).click({ modifiers: ['Shift'] });
    await page.page.keyboard.press('c');
    await page.hear(page.message, 'Copied the link to lines 1003 to 1007');
    const link = await page.page.evaluate<string>('navigator.clipboard.readText()');
    expect(link).toBe(`${viewer.url}log/${LOG}#L1003-L1007`);
    const other = await open(link.slice(viewer.url.length));
    await other.see(1_003);
    expect(await other.pane.locator('.selected').count()).toBe(5);
  });

  test('downloads the whole log, byte for byte', async () => {
    const page = await open('log/archive.xml/cds_archive.xml2026-11-20.log');
    await page.see(30);
    const download = page.page.waitForEvent('download');
    await page.tool('Download').click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('cds_archive.xml2026-11-20.log');
    await page.hear(page.message, 'Downloaded cds_archive.xml2026-11-20.log');
    expect(readFileSync(await file.path(), 'utf8')).toBe(
      sampleLines(30)
        .map((line) => `${line}\n`)
        .join(''),
    );
    await page.hear(page.message, 'Downloaded cds_archive.xml2026-11-20.log');
    page.expectNoFaults();
  });

  test('does everything by keyboard', async () => {
    const page = await open();
    await page.page.getByRole('treeitem').first().waitFor();
    const { keyboard } = page.page;
    await keyboard.press('t');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowRight');
    await page.page.getByRole('treeitem', { name: /2026-11-20/ }).waitFor();
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await page.see(30);
    await page.pane.focus();
    await keyboard.press('Home');
    await page.see(1);
    await page.hear(page.message, 'Following stopped: you scrolled up');
    await keyboard.press('Shift+ArrowDown');
    await keyboard.press('Shift+ArrowDown');
    expect(page.page.url()).toMatch(/#L1-L2$/);
    await keyboard.press('f');
    await page.hear(page.message, 'Following new lines');
    await keyboard.press('w');
    expect(await page.tool('Wrap').getAttribute('aria-pressed')).toBe('true');
    await keyboard.press('/');
    await keyboard.type('error youtube');
    await page.hear(page.found, '1 of 3');
    await keyboard.press('Escape');
    await keyboard.press('/');
    await keyboard.type('error');
    await page.hear(page.found, /^1 of/);
    await page.pane.focus();
    await keyboard.press('n');
    await page.hear(page.found, /^2 of/);
    await keyboard.press('Shift+N');
    await page.hear(page.found, /^1 of/);
    const download = page.page.waitForEvent('download');
    await keyboard.press('d');
    expect((await download).suggestedFilename()).toBe('cds_archive.xml2026-11-20.log');
    await keyboard.press('c');
    await page.hear(page.message, /^Copied the link/);
    await keyboard.press('?');
    await page.page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await keyboard.press('Escape');
    await page.page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('leaves the focus where the last key put it, however late the screen is drawn', async () => {
    const page = await open();
    await page.page.addInitScript(
      'const frame = requestAnimationFrame; window.requestAnimationFrame = (callback) => setTimeout(() => frame(callback), 300);',
    );
    await page.open();
    await page.page.getByRole('treeitem').first().waitFor();
    await page.page.keyboard.press('t');
    await page.page.keyboard.press('ArrowDown');
    await page.page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
    expect(await page.page.evaluate<string>('document.activeElement.getAttribute("role")')).toBe('treeitem');
  });

  test('shows a job with its log and its pods in one place', async () => {
    viewer.writeJob('cds-film-abcde', LOG, { 'cds-film-abcde-1': sampleLines(5), 'cds-film-abcde-2': sampleLines(8) });
    const page = await open();
    await page.page.getByLabel('Job name').fill('cds-film-abcde');
    await page.page.getByLabel('Job name').press('Enter');
    await page.see(LINES);
    expect(page.page.url()).toBe(`${viewer.url}job/cds-film-abcde`);
    await page.page.getByRole('link', { name: /cds-film-abcde-2/ }).click();
    await page.see(8);
    await page.page.goBack();
    await page.see(LINES);
  });

  test('shows what becomes of a job while one looks', async () => {
    viewer.writeJob('cds-film-fghij', LOG, {});
    const page = await open();
    const event = (name: string, body: object) =>
      `event: job\ndata: ${JSON.stringify({ routingKey: `cds.job.${name}`, body })}\n\n`;
    const failed = event('failed', { 'failure-reason': 'BackoffLimitExceeded - too often', 'retry-count': 2 });
    const body = `: listening\n\n${event('running', { 'retry-count': 0 })}${failed}`;
    await page.page.route('**/api/-/jobs/*/events', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body }),
    );
    await page.open('job/cds-film-fghij');
    const events = page.page.getByRole('log', { name: 'Events' }).getByRole('listitem');
    await events.nth(1).waitFor();
    expect(await events.allTextContents()).toEqual([
      expect.stringMatching(/running/),
      expect.stringMatching(/failed BackoffLimitExceeded - too often, retry 2$/),
    ]);
  });

  test('begins a log anew that was truncated, and says so', async () => {
    viewer.write('test.xml/rotated.log', sampleLines(40));
    const page = await open('log/test.xml/rotated.log');
    await page.see(40);
    await page.hear(page.message, 'Following new lines');
    viewer.write('test.xml/rotated.log', ['the first after']);
    await page.hear(page.message, 'The log was started anew.');
    await page.see(1);
    await until('the new lines alone', 10_000, async () => (await page.numbers()).length === 1);
    expect(await page.line(1).textContent()).toBe('the first after');
  });

  test('says that a log was deleted while it was followed', async () => {
    viewer.write('test.xml/deleted.log', sampleLines(10));
    const page = await open('log/test.xml/deleted.log');
    await page.see(10);
    await page.hear(page.message, 'Following new lines');
    viewer.remove('test.xml/deleted.log');
    await page.hear(page.message, 'The log was deleted.');
    expect(await page.numbers()).toHaveLength(10);
  });

  test('says that it follows once the server does, and that a log was deleted before that', async () => {
    viewer.write('test.xml/soon-deleted.log', sampleLines(10));
    const page = await open();
    const isDeleted = Promise.withResolvers<void>();
    await page.page.route('**/soon-deleted.log?*follow=true*', async (route) => {
      await isDeleted.promise;
      await route.continue();
    });
    const following = page.page.waitForRequest('**/soon-deleted.log?*follow=true*');
    await page.open('log/test.xml/soon-deleted.log');
    await page.see(10);
    await following;
    expect(await page.message.textContent()).toBe('');
    viewer.remove('test.xml/soon-deleted.log');
    isDeleted.resolve();
    await page.hear(page.message, 'The log was deleted.');
    expect(await page.numbers()).toHaveLength(10);
  });

  test.each([
    ['log/test.xml/none.log', 'There is nothing here'],
    ['log/none.xml/none.log', 'There is nothing here'],
    ['job/cds-none', 'No log yet'],
    ['job/-', 'There is nothing here'],
    ['what/is/this', 'There is no such page'],
  ])('says that there is nothing at %s', async (path, title) => {
    const page = await open(path);
    await page.page.getByRole('heading', { name: title }).waitFor();
    expect(await page.pane.count()).toBe(0);
  });

  test('says that nothing was written yet, and shows the first line as it comes', async () => {
    viewer.write('test.xml/empty.log', []);
    const page = await open('log/test.xml/empty.log');
    await page.page.getByText('Nothing was written yet').waitFor();
    await page.hear(page.message, 'Following new lines');
    viewer.append('test.xml/empty.log', ['the first']);
    await page.see(1);
    expect(await page.line(1).textContent()).toBe('the first');
  });

  test('goes on following after the connection was lost', async () => {
    viewer.write('test.xml/broken.log', sampleLines(5));
    const page = await open('log/test.xml/broken.log');
    await page.see(5);
    await page.hear(page.message, 'Following new lines');
    await page.page.context().setOffline(true);
    await page.page.evaluate(() => undefined);
    viewer.append('test.xml/broken.log', sampleLines(2, 5));
    await page.page.context().setOffline(false);
    await page.see(7);
    expect(await page.numbers()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
