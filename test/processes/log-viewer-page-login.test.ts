import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeWhere } from '../support/describe-on.ts';
import { Browser, lookUpBrowser } from '../support/log-viewer/browser.ts';
import { bundleViewer } from '../support/log-viewer/bundled.ts';
import { LogPage } from '../support/log-viewer/log-page.ts';
import { startLoginProvider, type LoginProvider } from '../support/log-viewer/login-provider.ts';
import { sampleLines } from '../support/log-viewer/sample-log.ts';
import { startViewer, TOKEN_KEY, type Viewer } from '../support/log-viewer/deployed-viewer.ts';

const START_MS = 60_000;
const LOG = 'test.xml/cds_test.log';
/** Shorter than a test, longer than a login takes. */
const SHORT_SECONDS = 6;

jest.setTimeout(60_000);

describeWhere("the login of the log viewer's page", 'a Chromium', lookUpBrowser(), () => {
  let main: string;
  let browser: Browser;
  const viewers: Viewer[] = [];
  const providers: LoginProvider[] = [];

  beforeAll(async () => {
    main = await bundleViewer();
    browser = await Browser.start();
  }, START_MS);
  afterAll(() => browser?.stop());
  afterEach(async () => {
    await browser.closeTabs();
    await Promise.all([...viewers.splice(0), ...providers.splice(0)].map((each) => each.stop()));
  });

  async function open(viewer: Viewer): Promise<LogPage> {
    viewers.push(viewer);
    viewer.write(LOG, sampleLines(100));
    return new LogPage(await browser.tab(), viewer);
  }

  describe('at an OpenID Connect provider', () => {
    async function openWithProvider(seconds?: number) {
      const provider = await startLoginProvider(seconds);
      providers.push(provider);
      const page = await open(await startViewer({ main, root: '/logs', oidc: provider }));
      const { url } = viewers[0]!;
      provider.allow(url);
      return { provider, page, url };
    }

    test('leads back to the lines that were asked for, with no token in any address', async () => {
      const { page, url, provider } = await openWithProvider();
      const addresses: string[] = [];
      page.page.on('request', (request) => addresses.push(request.url()));
      await page.open(`log/${LOG}#L40-L42`);
      await logInAs('someone', page.page);
      await page.see(40);
      expect(page.page.url()).toBe(`${url}log/${LOG}#L40-L42`);
      expect(provider.asked).toEqual(expect.arrayContaining(['/auth', '/token']));
      const token = await page.page.evaluate<string>(`sessionStorage.getItem('log-viewer.token')`);
      expect(token.split('.')).toHaveLength(3);
      expect(addresses.filter((address) => address.includes(token))).toEqual([]);
      const authorization = new URL(addresses.find((address) => address.startsWith(`${provider.issuer}/auth?`))!);
      expect(authorization.searchParams.get('code_challenge_method')).toBe('S256');
      expect([...authorization.searchParams.keys()]).toEqual(
        expect.arrayContaining(['nonce', 'state', 'code_challenge']),
      );
      expect(page.tab.faults.filter((fault) => fault.includes(url))).toEqual([]);
    });

    test.each([
      ['works where its origin is set', true],
      ['is kept from the page where it is not', false],
    ])('whose token endpoint is elsewhere %s', async (_, isSet) => {
      const provider = await startLoginProvider();
      providers.push(provider);
      const { elsewhere } = provider;
      const origins = isSet ? [elsewhere] : undefined;
      const page = await open(await startViewer({ main, root: '/logs', oidc: { ...provider, origins } }));
      provider.allow(viewers[0]!.url);
      await page.page.route('**/.well-known/openid-configuration', async (route) => {
        const response = await route.fetch();
        const found = (await response.json()) as object;
        await route.fulfill({ response, json: { ...found, token_endpoint: `${elsewhere}/token` } });
      });
      await page.open(`log/${LOG}`);
      await logInAs('someone', page.page);
      if (isSet) await page.see(100);
      else await page.page.getByRole('heading', { name: 'The login did not work' }).waitFor();
      expect(provider.asked.includes('/token')).toBe(isSet);
    });

    test('leads back to a job', async () => {
      const { page, url } = await openWithProvider();
      viewers[0]!.writeJob('cds-film-abcde', LOG, {});
      await page.open('job/cds-film-abcde');
      await logInAs('someone', page.page);
      await page.see(100);
      expect(page.page.url()).toBe(`${url}job/cds-film-abcde`);
    });

    test('says that someone may not read logs', async () => {
      const { page } = await openWithProvider();
      await page.open(`log/${LOG}`);
      await logInAs('stranger', page.page);
      await page.page.getByRole('heading', { name: 'You may not read logs' }).first().waitFor();
      expect(await page.page.getByRole('treeitem').count()).toBe(0);
      await page.tab.picture('login-forbidden');
    });

    test('refuses an answer to a login that it did not begin', async () => {
      const { page, url } = await openWithProvider();
      await page.open('?code=stolen&state=made-up');
      await page.page.getByRole('heading', { name: 'The login did not work' }).waitFor();
      expect(page.page.url()).toBe(url);
      await page.tab.picture('login-failed');
    });

    test('says that the login has ended, and goes on at the same place after another login', async () => {
      const { page, url } = await openWithProvider(SHORT_SECONDS);
      await page.open(`log/${LOG}`);
      await logInAs('someone', page.page);
      await page.see(100);
      await page.page.getByText('Your session has ended.').waitFor();
      // What was there can still be read.
      await page.see(100);
      await page.tab.picture('login-expired');
      await page.tool('Log in again').click();
      await consent(page.page);
      await page.see(100);
      expect(page.page.url()).toBe(`${url}log/${LOG}`);
      expect(await page.page.getByText('Your session has ended.').count()).toBe(0);
    });
  });

  describe('where a host page keeps the token', () => {
    test('takes it from localStorage', async () => {
      const page = await open(await startViewer({ main }));
      await page.logIn();
      await page.open(`log/${LOG}`);
      await page.see(100);
      expect(page.tab.faults).toEqual([]);
    });

    test('says that nobody is logged in, and goes on once someone is', async () => {
      const page = await open(await startViewer({ main }));
      await page.open(`log/${LOG}#L7`);
      await page.page.getByRole('heading', { name: 'You are not logged in' }).waitFor();
      await page.tab.picture('login-none');
      await putToken(page, await viewers[0]!.token());
      await page.see(7);
      expect(page.page.url()).toMatch(/#L7$/);
    });

    test('says that the login has ended, and goes on once there is another token', async () => {
      const page = await open(await startViewer({ main }));
      await page.open();
      await page.page.getByRole('heading', { name: 'You are not logged in' }).waitFor();
      await putToken(page, await viewers[0]!.token({ expiresInSeconds: SHORT_SECONDS }));
      await page.page.getByRole('heading', { name: 'Pick a log' }).waitFor();
      await page.open(`log/${LOG}`);
      await page.page.getByText('Your session has ended.').waitFor();
      await putToken(page, await viewers[0]!.token());
      await page.page.getByText('Your session has ended.').waitFor({ state: 'detached' });
      await page.see(100);
      expect(await page.tool('Try again').count()).toBe(0);
    });
  });
});

/** As another tab of the host page does it. */
async function putToken(page: LogPage, token: string): Promise<void> {
  const other = await page.page.context().newPage();
  await other.goto(new URL('/livez', page.page.url()).href);
  await other.evaluate(`localStorage.setItem(${JSON.stringify(TOKEN_KEY)}, ${JSON.stringify(token)})`);
  await other.close();
}

async function logInAs(name: string, page: Page): Promise<void> {
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await consent(page);
}

async function consent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
}
