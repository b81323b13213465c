import { render, type JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Api, ApiFault } from './api.ts';
import { App } from './app.tsx';
import { openSession, type Session } from './session.ts';
import { FaultState, State } from './states.tsx';

/** What is on the screen before someone is logged in, or instead of that. */
type Stage =
  | { readonly at: 'leaving' }
  | { readonly at: 'unauthenticated'; readonly session: Session }
  | { readonly at: 'unreachable'; readonly fault: ApiFault }
  | { readonly at: 'failed'; readonly message: string }
  | { readonly at: 'ready'; readonly session: Session };

const root = new URL('.', document.baseURI).href;
const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element called page');

/** Whether what index.html has to show in the meantime is gone. */
let isShown = false;
void start(page);

async function start(page: HTMLElement): Promise<void> {
  let stage: Stage;
  try {
    const config = await new Api(
      root,
      () => undefined,
      () => undefined,
    ).config();
    const session = await openSession(config, root);
    stage = session.token() === undefined ? { at: 'unauthenticated', session } : { at: 'ready', session };
    if (stage.at === 'unauthenticated' && session.logIn !== undefined) {
      stage = { at: 'leaving' };
      show(stage, page);
      await session.logIn();
    }
  } catch (error) {
    if (error instanceof ApiFault) stage = { at: 'unreachable', fault: error };
    else stage = { at: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  show(stage, page);
}

function show(stage: Stage, page: HTMLElement): void {
  if (!isShown) page.replaceChildren();
  isShown = true;
  render(<Page stage={stage} />, page);
}

function Page({ stage }: { readonly stage: Stage }): JSX.Element {
  if (stage.at === 'ready') return <LoggedIn session={stage.session} />;
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
  if (stage.at === 'unreachable') return <FaultState fault={stage.fault} onRetry={() => location.reload()} />;
  return (
    <State title="The login did not work" isAlert>
      <p class="detail">{stage.message}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        Try again
      </button>
    </State>
  );
}

function LoggedIn({ session }: { readonly session: Session }): JSX.Element {
  const [isExpired, setExpired] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [generation, setGeneration] = useState(0);
  const [api, setApi] = useState(() => newApi());
  function newApi(): Api {
    return new Api(
      root,
      () => session.token(),
      () => setExpired(true),
    );
  }
  const renew = (): void => {
    if (session.logIn !== undefined) {
      session.logIn().catch((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)));
      return;
    }
    setExpired(false);
    setApi(newApi());
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
