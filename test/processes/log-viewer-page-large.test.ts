import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { until } from '../support/control-plane/until.ts';
import { describeWhere } from '../support/describe-on.ts';
import { Browser, lookUpBrowser } from '../support/log-viewer/browser.ts';
import { bundleViewer } from '../support/log-viewer/bundled.ts';
import { startViewer, type Viewer } from '../support/log-viewer/deployed-viewer.ts';
import { LogPage } from '../support/log-viewer/log-page.ts';

const START_MS = 120_000;
const LOG = 'test.xml/large.log';
const LINES = 10_000_000;
/** Lines of the page at most, of a screen of 800 px. */
const MOST_ROWS = 60;

jest.setTimeout(60_000);

describeWhere('a log of ten million lines in the page', 'a Chromium', lookUpBrowser(), () => {
  let viewer: Viewer;
  let browser: Browser;

  beforeAll(async () => {
    viewer = await startViewer({ main: await bundleViewer() });
    browser = await Browser.start();
    mkdirSync(dirname(viewer.fileOf(LOG)));
    const file = openSync(viewer.fileOf(LOG), 'w');
    const step = 100_000;
    for (let from = 1; from <= LINES; from += step) {
      writeSync(file, Array.from({ length: step }, (_, index) => `[${from + index}]\n`).join(''));
    }
    closeSync(file);
  }, START_MS);
  afterAll(async () => {
    await browser?.stop();
    await viewer?.stop();
  });
  afterEach(() => browser.closeTabs());

  async function open(path: string): Promise<LogPage> {
    const page = new LogPage(await browser.tab({ viewport: { width: 1000, height: 800 } }), viewer);
    await page.logIn();
    await page.open(path);
    return page;
  }

  /** Lines on the screen have the text that their numbers promise. */
  async function expectRight(page: LogPage): Promise<readonly number[]> {
    await until('the lines', 10_000, async () => (await page.pane.locator('.pending').count()) === 0);
    const numbers = await page.numbers();
    expect(await page.pane.locator('.text').allTextContents()).toEqual(numbers.map((number) => `[${number}]`));
    expect(numbers.length).toBeLessThan(MOST_ROWS);
    return numbers;
  }

  test('is shown from its end, with only the lines on the screen in the page', async () => {
    const page = await open(`log/${LOG}`);
    await page.see(LINES);
    expect((await expectRight(page)).at(-1)).toBe(LINES);
    expect(await page.pane.evaluate((pane) => pane.scrollHeight)).toBeLessThan(17_000_000);
    page.expectNoFaults();
  });

  test('can be read before its lines are counted, and stays where it is when they are', async () => {
    const page = new LogPage(await browser.tab({ viewport: { width: 1000, height: 800 } }), viewer);
    await page.logIn();
    const counted = Promise.withResolvers<void>();
    await page.page.route('**/large.log?lines=-*', async (route) => {
      const response = await route.fetch();
      if (!route.request().url().includes('numbered=false')) {
        await counted.promise;
        await route.fulfill({ response });
        return;
      }
      const { 'x-log-lines': _lines, 'x-log-first-line': _first, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await page.open(`log/${LOG}`);
    const texts = page.pane.locator('.text');
    await until('the last line', 10_000, async () => (await texts.allTextContents()).includes(`[${LINES}]`));
    expect(await page.pane.locator('a.number').count()).toBe(0);
    await page.pane.hover();
    await page.page.mouse.wheel(0, -1_900);
    await until('lines further up', 10_000, async () => !(await texts.allTextContents()).includes(`[${LINES}]`));
    counted.resolve();
    await page.pane.locator('a.number').first().waitFor();
    const [first = 0] = await expectRight(page);
    expect(LINES - first).toBeGreaterThan(40);
    expect(LINES - first).toBeLessThan(400);
  });

  test('is scrolled by the wheel as any other, at any place', async () => {
    const page = await open(`log/${LOG}#L5000000`);
    await page.see(5_000_000);
    const [before = 0] = await expectRight(page);
    await page.pane.hover();
    for (let turn = 0; turn < 5; turn += 1) await page.page.mouse.wheel(0, 190);
    const lines = 50;
    await until(`the ${lines} lines`, 10_000, async () => ((await page.numbers())[0] ?? 0) >= before + lines);
    const [after = 0] = await expectRight(page);
    expect(after - before).toBe(lines);
  });

  test('is scrolled by its bar in proportion, from one end to the other', async () => {
    const page = await open(`log/${LOG}`);
    await page.see(LINES);
    const drag = (part: number) =>
      page.pane.evaluate((pane, part) => {
        pane.scrollTop = (pane.scrollHeight - pane.clientHeight) * part;
      }, part);
    for (const part of [0.5, 0.25, 0]) {
      await drag(part);
      await until(
        `the part ${part}`,
        10_000,
        async () => Math.abs(((await page.numbers())[0] ?? 0) / LINES - part) < 0.001,
      );
      await expectRight(page);
    }
    await page.see(1);
    await drag(1);
    await page.see(LINES);
  });

  test('is gone through by keys and by numbers', async () => {
    const page = await open(`log/${LOG}`);
    await page.see(LINES);
    await page.pane.focus();
    await page.page.keyboard.press('Home');
    await page.see(1);
    await page.page.keyboard.press('PageDown');
    const [second = 0] = await expectRight(page);
    expect(second).toBeGreaterThan(30);
    await page.page.getByLabel('Go to line').fill('7654321');
    await page.page.getByLabel('Go to line').press('Enter');
    await page.see(7_654_321);
    await expectRight(page);
    await page.page.keyboard.press('End');
    await page.see(LINES);
    await expectRight(page);
  });
});
