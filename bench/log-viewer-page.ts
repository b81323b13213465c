/** Measures the log viewer's page in a real Chromium on a log of 1 GB, see README.md. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Browser, type Tab } from '../test/support/log-viewer/browser.ts';
import { startViewer, TOKEN_KEY, type Viewer } from '../test/support/log-viewer/deployed-viewer.ts';
import { sampleLines } from '../test/support/log-viewer/sample-log.ts';
import { median, percentile, rounded } from './statistics.ts';

const root = join(import.meta.dirname, '..');
const runs = Number(process.env['BENCH_RUNS'] ?? 7);
const followSeconds = Number(process.env['BENCH_SECONDS'] ?? 20);
const lines = 10_000_000;
const lineBytes = 107;
const linesPerSecond = 1_000;
const writeEveryMs = 50;
const route = 'test.xml';
const large = `${route}/large.log`;
const followed = `${route}/followed.log`;

/** What the page has noted of itself. @see https://www.w3.org/TR/longtasks/ */
interface Noted {
  readonly firstPaintMs: number;
  readonly longTasksMs: readonly number[];
}

/** Notes long tasks, and how long it took from the address or the last click until the first lines were on the screen. */
const noting = `
  window.longTasksMs = [];
  new PerformanceObserver((list) => longTasksMs.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  const lines = (begin) => new Promise((resolve) => {
    const look = () => document.querySelector('.pane .text:not(.pending)') ? setTimeout(() => resolve(performance.now() - begin)) : requestAnimationFrame(look);
    look();
  });
  window.shown = lines(0);
  addEventListener('click', () => { window.shown = lines(performance.now()); }, true);
`;

/** How long the browser waited for the end of the log. */
const firstAnswer = `performance.getEntriesByType('resource').filter(({ name }) => name.includes('large.log'))[0].duration`;

const folder = mkdtempSync(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'berth-bench-'));
const browser = await Browser.start();
try {
  execFileSync(process.execPath, ['bundle.ts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  cpSync(join(root, 'bundle'), join(folder, 'bundle'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeLargeLog();
  await measureFirstScreen();
  await measureFollowing();
} finally {
  await browser.stop();
  rmSync(folder, { recursive: true });
}

/** Each run has a server and a browser's profile of its own, so that nothing is known of the page or of the log. */
async function measureFirstScreen(): Promise<void> {
  const paints: number[] = [];
  const screens: number[] = [];
  const answers: number[] = [];
  const links: number[] = [];
  const middles: number[] = [];
  // The first turn, which fills the disk's cache, does not count.
  for (let turn = 0; turn <= runs; turn += 1) {
    const viewer = await startOn();
    const tab = await openTab(viewer, '');
    await tab.page.getByRole('treeitem', { name: route }).click();
    await tab.page.getByRole('treeitem', { name: /large/ }).click();
    const screen = await tab.page.evaluate<number>('window.shown');
    answers.push(await tab.page.evaluate<number>(firstAnswer));
    const { firstPaintMs } = await noted(tab);
    await tab.page.getByText('10,000,000 lines').waitFor();
    const begin = performance.now();
    await tab.page.getByLabel('Go to line').fill('5000000');
    await tab.page.getByLabel('Go to line').press('Enter');
    await tab.page.locator('.selected .text:not(.pending)').waitFor();
    const middle = performance.now() - begin;
    await browser.closeTabs();
    await viewer.stop();

    const other = await startOn();
    const linked = await openTab(other, `log/${large}`, false);
    const link = await linked.page.evaluate<number>('window.shown');
    await browser.closeTabs();
    await other.stop();
    if (turn === 0) {
      answers.length = 0;
      continue;
    }
    paints.push(firstPaintMs);
    screens.push(screen);
    middles.push(middle);
    links.push(link);
  }
  const of = (values: readonly number[]) => ({ ms: rounded(median(values)), mostMs: rounded(percentile(values, 100)) });
  print('first paint, cold', of(paints));
  print('1 GB: end of the log, from the click, cold', { ...of(screens), answerMs: rounded(median(answers)) });
  print('1 GB: end of the log, from the address, cold', of(links));
  print('1 GB: a line in the middle, from the key', of(middles));
}

async function measureFollowing(): Promise<void> {
  const viewer = await startOn();
  viewer.write(followed, sampleLines(10_000));
  const tab = await openTab(viewer, `log/${followed}`);
  await tab.page.getByText('Following new lines').waitFor();
  await tab.page.evaluate('longTasksMs.length = 0');
  const begin = performance.now();
  const atOnce = (linesPerSecond * writeEveryMs) / 1000;
  let written = 0;
  while (performance.now() - begin < followSeconds * 1000) {
    viewer.append(followed, sampleLines(atOnce, 10_000 + written));
    written += atOnce;
    await wait(Math.max(0, begin + (written / linesPerSecond) * 1000 - performance.now()));
  }
  const end = performance.now();
  await tab.page.getByLabel(`Line ${10_000 + written}`, { exact: true }).waitFor();
  const { longTasksMs } = await noted(tab);
  print(`follow ${linesPerSecond} lines/s`, {
    seconds: followSeconds,
    lines: written,
    behindMs: rounded(performance.now() - end),
    longTasks: longTasksMs.length,
    longestTaskMs: rounded(Math.max(0, ...longTasksMs)),
  });
  await browser.closeTabs();
  await viewer.stop();
}

async function startOn(): Promise<Viewer> {
  const viewer = await startViewer({ main: join(folder, 'bundle', 'log-viewer.js') });
  mkdirSync(dirname(viewer.fileOf(large)));
  // The same file for all of them.
  execFileSync('ln', [join(folder, 'large.log'), viewer.fileOf(large)]);
  return viewer;
}

/** @param isReady whether to wait until the tree is there. @default true */
async function openTab(viewer: Viewer, path: string, isReady = true): Promise<Tab> {
  const tab = await browser.tab();
  const token = JSON.stringify(await viewer.token());
  await tab.page.addInitScript(`localStorage.setItem('${TOKEN_KEY}', ${token});${noting}`);
  await tab.page.goto(viewer.url + path, { waitUntil: 'commit' });
  if (isReady) await tab.page.getByRole('treeitem').first().waitFor();
  return tab;
}

async function noted(tab: Tab): Promise<Noted> {
  return tab.page.evaluate<Noted>(
    `({ firstPaintMs: performance.getEntriesByName('first-paint')[0].startTime, longTasksMs })`,
  );
}

function writeLargeLog(): void {
  const file = openSync(join(folder, 'large.log'), 'w');
  const step = 100_000;
  for (let from = 0; from < lines; from += step) {
    const texts = Array.from({ length: step }, (_, index) =>
      `2026-11-21T08:00:00.000Z [${from + index + 1}] INFO route: a line as others have it`.padEnd(lineBytes - 1, '.'),
    );
    writeSync(file, `${texts.join('\n')}\n`);
  }
  closeSync(file);
}

function print(what: string, values: object): void {
  console.log(JSON.stringify({ bench: 'log-viewer-page', what, ...values, load: rounded(loadavg()[0] ?? 0, 1) }));
}
