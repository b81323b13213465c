import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { logPath, type Api } from './api.ts';
import { Help } from './help.tsx';
import { Icon } from './icons.tsx';
import { JobPage } from './job-page.tsx';
import { LogView } from './log-view.tsx';
import { pathOf, type LineRange, type Place } from './place.ts';
import { State } from './states.tsx';
import { Tree } from './tree.tsx';
import { useKeys } from './use-keys.ts';
import { usePlace } from './use-place.ts';

interface AppProps {
  readonly api: Api;
  /** The address of the page, with slash at its end. */
  readonly root: string;
  /** What to do about a session that ended; undefined while it has not. */
  readonly expired: { readonly remedy: string; readonly action: string; readonly onRenew: () => void } | undefined;
}

/** The page of someone who is logged in: the tree, and what was picked. */
export function App({ api, root, expired }: AppProps): JSX.Element {
  const { place, go } = usePlace(root);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const isTreeShown = isMenuOpen || place.at === 'home';
  useEffect(() => setMenuOpen(false), [pathOf({ ...place, range: undefined } as Place)]);
  useEffect(() => {
    document.title = titleOf(place);
  }, [place]);
  useKeys({
    '?': () => setHelpOpen(true),
    t: () => {
      const filter = document.getElementById('filter');
      filter?.focus();
      setMenuOpen(true);
      // On a narrow screen it can have the focus only once it is shown. Elsewhere the next key may have moved the focus on by then.
      if (document.activeElement !== filter) requestAnimationFrame(() => filter?.focus());
    },
  });
  const onRange = (range: LineRange): void => {
    if (place.at === 'log' || place.at === 'job') go({ ...place, range }, true);
  };
  return (
    <>
      <header class="bar">
        <button
          type="button"
          class="tool square menu"
          aria-expanded={isTreeShown}
          aria-controls="tree"
          aria-label="All logs"
          onClick={() => setMenuOpen(!isMenuOpen)}
        >
          <Icon name="menu" />
        </button>
        <a class="brand" href={root}>
          Logs
        </a>
        <Crumbs place={place} />
        <button type="button" class="tool square" aria-label="Keys" title="Keys (?)" onClick={() => setHelpOpen(true)}>
          <Icon name="help" />
        </button>
      </header>
      {expired && (
        <div class="banner" role="alert">
          <p>
            <strong>Your session has ended.</strong> {expired.remedy}
          </p>
          <button type="button" class="primary" onClick={expired.onRenew}>
            {expired.action}
          </button>
        </div>
      )}
      <div class={['columns', isTreeShown && 'tree-shown', place.at === 'home' && 'at-home'].filter(Boolean).join(' ')}>
        <nav id="tree" aria-label="Logs">
          <JobForm onOpen={(job) => go({ at: 'job', job })} />
          <Tree api={api} root={root} open={place.at === 'log' ? place : undefined} />
        </nav>
        <main>
          <Main api={api} root={root} place={place} onRange={onRange} />
        </main>
      </div>
      {isHelpOpen && <Help onClose={() => setHelpOpen(false)} />}
    </>
  );
}

interface MainProps {
  readonly api: Api;
  readonly root: string;
  readonly place: Place;
  readonly onRange: (range: LineRange) => void;
}

function Main({ api, root, place, onRange }: MainProps): JSX.Element {
  if (place.at === 'job') return <JobPage api={api} root={root} place={place} onRange={onRange} />;
  if (place.at === 'log') {
    const { route, log, range } = place;
    const path = logPath(route, log);
    const hrefOf = (range: LineRange | undefined): string => root + pathOf({ at: 'log', route, log, range });
    return <LogView key={path} api={api} path={path} name={log} range={range} hrefOf={hrefOf} onRange={onRange} />;
  }
  if (place.at === 'home')
    return (
      <State title="Pick a log">
        <p>The tree has them by route. A job's logs open by its name.</p>
      </State>
    );
  return (
    <State title="There is no such page" isAlert>
      <p>The address should be /log/route/file or /job/name. Pick a log from the tree instead.</p>
    </State>
  );
}

function Crumbs({ place }: { readonly place: Place }): JSX.Element {
  if (place.at === 'job') return <span class="crumbs" />;
  if (place.at !== 'log')
    return (
      <span class="crumbs">
        <h1 class="visually-hidden">Logs</h1>
      </span>
    );
  return (
    <h1 class="crumbs">
      <span class="folder">{place.route}</span>
      <span class="folder">/</span>
      <span class="leaf">{place.log}</span>
    </h1>
  );
}

function JobForm({ onOpen }: { readonly onOpen: (job: string) => void }): JSX.Element {
  const [name, setName] = useState('');
  return (
    <form
      class="job-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onOpen(name.trim());
        setName('');
      }}
    >
      <input
        aria-label="Job name"
        placeholder="Job name"
        autocomplete="off"
        spellcheck={false}
        value={name}
        onInput={({ currentTarget }) => setName(currentTarget.value)}
      />
      <button type="submit" class="tool">
        Open
      </button>
    </form>
  );
}

function titleOf(place: Place): string {
  if (place.at === 'log') return `${place.log} · ${place.route} · Logs`;
  return place.at === 'job' ? `${place.job} · Logs` : 'Logs';
}
