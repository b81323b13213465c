import { expect } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { until } from '../control-plane/until.ts';
import type { Tab } from './browser.ts';
import { TOKEN_KEY, type Viewer } from './deployed-viewer.ts';

const WAIT_MS = 10_000;

/** The page as a person uses it: by what can be seen and what is said. */
export class LogPage {
  readonly tab: Tab;
  readonly #viewer: Viewer;

  constructor(tab: Tab, viewer: Viewer) {
    this.tab = tab;
    this.#viewer = viewer;
  }

  get page() {
    return this.tab.page;
  }

  /** Puts a token where a host page would. */
  async logIn(token?: string): Promise<void> {
    const value = token ?? (await this.#viewer.token());
    const put = `if (location.protocol === 'http:') localStorage.setItem(${JSON.stringify(TOKEN_KEY)}, ${JSON.stringify(value)})`;
    await this.page.addInitScript(put);
  }

  /** Goes to an address below the page's root. */
  async open(path = ''): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(this.#viewer.url + path);
  }

  get pane(): Locator {
    return this.page.getByRole('region', { name: /^Lines of/ });
  }

  /** The numbers of the lines on the screen. */
  async numbers(): Promise<readonly number[]> {
    const texts = await this.pane.locator('.number').allTextContents();
    return texts.map(Number);
  }

  /** The text of a line on the screen; the first is 1. */
  line(number: number): Locator {
    return this.pane
      .getByRole('listitem')
      .filter({ has: this.page.getByLabel(`Line ${number}`, { exact: true }) })
      .locator('.text:not(.pending)');
  }

  /** Waits until a line is on the screen. */
  async see(number: number): Promise<void> {
    await this.line(number).waitFor({ timeout: WAIT_MS });
  }

  tool(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** What the line at the bottom says. */
  get message(): Locator {
    return this.page.locator('.status .message');
  }

  get found(): Locator {
    return this.page.locator('#found');
  }

  /** Waits until something says something. */
  async hear(locator: Locator, text: string | RegExp): Promise<void> {
    const matches = (heard: string): boolean => (typeof text === 'string' ? heard === text : text.test(heard));
    let heard = '';
    await until(String(text), WAIT_MS, async () => {
      heard = (await locator.textContent({ timeout: WAIT_MS })) ?? '';
      return matches(heard);
    }).catch((error: unknown) => {
      throw new Error(`got ${JSON.stringify(heard)}`, { cause: error });
    });
  }

  /** Every fault of the page so far, but answers that a test asked for. */
  expectNoFaults(...expected: readonly RegExp[]): void {
    expect(this.tab.faults.filter((fault) => !expected.some((each) => each.test(fault)))).toEqual([]);
  }
}
