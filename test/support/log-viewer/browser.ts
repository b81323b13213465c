import axe, { type AxeResults } from 'axe-core';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser as Chromium, type BrowserContextOptions, type Page } from 'playwright-core';
import { findProgram, missingPrograms, remedyFor, type SystemProgram } from '../debian-packages.ts';
import type { LookUp } from '../describe-on.ts';

/** A browser as people have one. */
export const BROWSER_PROGRAMS: readonly SystemProgram[] = [{ program: 'chromium', debianPackage: 'chromium' }];

/** Where screenshots are kept for people to look at; git ignores it. */
const screenshots = join(import.meta.dirname, '../../screenshots');

/** Nothing of the browser's own goes out to the network, and it runs where no sandbox can be had. @see https://peter.sh/experiments/chromium-command-line-switches/ */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost',
];

/** Whether a browser can be started here, else why not and what to do about it. */
export function lookUpBrowser(): LookUp {
  const missing = missingPrograms(BROWSER_PROGRAMS);
  return missing.length === 0 ? { found: true } : { found: false, reason: `chromium missing; ${remedyFor(missing)}` };
}

/** A real Chromium without a window. */
export class Browser {
  readonly #chromium: Chromium;
  readonly #close: (() => Promise<void>)[] = [];

  private constructor(chromium: Chromium) {
    this.#chromium = chromium;
  }

  static async start(): Promise<Browser> {
    return new Browser(await chromium.launch({ executablePath: findProgram('chromium'), args: FLAGS }));
  }

  /** A tab of a new profile. */
  async tab(options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await this.#chromium.newContext({ viewport: { width: 1400, height: 900 }, ...options });
    this.#close.push(() => context.close());
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    return new Tab(await context.newPage());
  }

  /** Closes all tabs. */
  async closeTabs(): Promise<void> {
    await Promise.all(this.#close.splice(0).map((close) => close()));
  }

  async stop(): Promise<void> {
    await this.#chromium.close();
  }
}

/** A tab that keeps what went wrong in it. */
export class Tab {
  readonly page: Page;
  /** What was written to the console as an error, thrown, or refused by the Content-Security-Policy. */
  readonly faults: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.text().includes('Content Security Policy'))
        this.faults.push(`${message.text()} ${message.location().url}`);
    });
  }

  /** What axe finds wrong with the page for people who cannot see, hear or point well: a line for each element. @see https://dequeuniversity.com/rules/axe/ */
  async violations(): Promise<readonly string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate<AxeResults>('axe.run()');
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  }

  /** Keeps a picture of the page, for people to look at. */
  async picture(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }
}
