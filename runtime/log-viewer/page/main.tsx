import { render, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Api, logPath } from './api.ts';
import { App } from './app.tsx';
import { expectEnd } from './line-store.ts';
import { openSession, type PageSettings, type Session } from './session.ts';
import { State } from './states.tsx';
import { placeOf } from './use-place.ts';

/** What is on the screen before someone is logged in, or instead of that. */
type Stage =
  | { readonly at: 'leaving' }
  | { readonly at: 'unauthenticated'; readonly session: Session }
  | { readonly at: 'failed'; readonly message: string }
  | { readonly at: 'ready'; readonly session: Session; readonly api: Api };

const root = new URL('.', document.baseURI).href;
const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element called page');

/** Whether what index.html has to show in the meantime is gone. */
let isShown = false;
void start(page);

async function start(page: HTMLElement): Promise<void> {
  let stage: Stage;
  try {
    const session = await openSession(settings(), root);
    stage = session.token() === undefined ? { at: 'unauthenticated', session } : readyWith(session);
    if (stage.at === 'unauthenticated' && session.logIn !== undefined) {
      stage = { at: 'leaving' };
      show(stage, page);
      await session.logIn();
    }
  } catch (error) {
    stage = { at: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  show(stage, page);
}

function settings(): PageSettings {
  const text = document.getElementById('settings')?.textContent ?? '';
  if (text === '') throw new Error('index.html has no settings: the log viewer has to serve it');
  return JSON.parse(text) as PageSettings;
}

/** The lines of a log that the address names are asked for before anything is drawn, so that both take their time together. */
function readyWith(session: Session): Stage {
  const api = new Api(root, () => session.token());
  const place = placeOf(root, location.href);
  if (place.at === 'log' && place.range === undefined) expectEnd(api, logPath(place.route, place.log));
  return { at: 'ready', session, api };
}

function show(stage: Stage, page: HTMLElement): void {
  if (!isShown) page.replaceChildren();
  isShown = true;
  render(<Page stage={stage} />, page);
}

function Page({ stage }: { readonly stage: Stage }): JSX.Element {
  if (stage.at === 'ready') return <LoggedIn session={stage.session} first={stage.api} />;
  return (
    <>
      <header class="bar">
        <h1 class="brand">Logs</h1>
      </header>
      <main>
        <Before stage={stage} />
      </main>
    </>
  );
}

function Before({ stage }: { readonly stage: Exclude<Stage, { at: 'ready' }> }): JSX.Element {
  const isWaiting = stage.at === 'unauthenticated';
  useEffect(() => {
    if (isWaiting) stage.session.onRenewed(() => location.reload());
  }, [isWaiting]);
  if (stage.at === 'leaving')
    return (
      <State title="Going to the login…">
        <p>You come back to this page afterwards.</p>
      </State>
    );
  if (stage.at === 'unauthenticated')
    return (
      <State title="You are not logged in">
        <p>Log in where you usually do, in another tab. This page goes on by itself then.</p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          Try again
        </button>
      </State>
    );
  return (
    <State title="The login did not work" isAlert>
      <p class="detail">{stage.message}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Try again
      </button>
    </State>
  );
}

function LoggedIn({ session, first }: { readonly session: Session; readonly first: Api }): JSX.Element {
  const [isExpired, setExpired] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [generation, setGeneration] = useState(0);
  const [api, setApi] = useState(first);
  api.onExpired = () => setExpired(true);
  const renew = (): void => {
    if (session.logIn !== undefined) {
      session.logIn().catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
      return;
    }
    setExpired(false);
    setApi(new Api(root, () => session.token()));
    setGeneration((generation) => generation + 1);
  };
  useEffect(() => session.onRenewed(renew), [session]);
  const elsewhere = 'Log in where you usually do, in another tab; this page goes on by itself then.';
  const here =
    failure === undefined ? 'You come back to this place after the login.' : `The login did not work: ${failure}`;
  const remedy = session.logIn === undefined ? elsewhere : here;
  const action = session.logIn === undefined ? 'Try again' : 'Log in again';
  return (
    <App key={generation} api={api} root={root} expired={isExpired ? { remedy, action, onRenew: renew } : undefined} />
  );
}
