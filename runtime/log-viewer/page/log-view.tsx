import type { JSX } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import type { Api } from './api.ts';
import { follow, type FollowState } from './follow.ts';
import { ageText, plural, timeText } from './format.ts';
import { LineStore } from './line-store.ts';
import { LogToolbar } from './log-toolbar.tsx';
import { nextMatch } from './matches.ts';
import { Pane, type PaneHandle } from './pane.tsx';
import type { LineRange } from './place.ts';
import { FaultState, Loading, State } from './states.tsx';
import { useDownload } from './use-download.ts';
import { useKeys } from './use-keys.ts';
import { useSearch } from './use-search.ts';

interface LogViewProps {
  readonly api: Api;
  /** Where the API has the log; another path is another view: give it as key too. */
  readonly path: string;
  /** The file's name. */
  readonly name: string;
  /** The lines of the address. */
  readonly range: LineRange | undefined;
  /** The whole address of lines of this log, or of the log. */
  readonly hrefOf: (range: LineRange | undefined) => string;
  readonly onRange: (range: LineRange) => void;
}

const MESSAGES: Readonly<Record<FollowState, string>> = {
  paused: 'Not following',
  following: 'Following new lines',
  waiting: 'The connection was lost. Trying again.',
  gone: 'The log was deleted',
  failed: 'Following failed',
};
const LONGEST_FRAME_MS = 250;
const WRAP_KEY = 'log-viewer.wrap';

/** A log: what can be done with it, its lines, and what is going on. It begins at the end and follows, or at the lines that its address names. */
export function LogView({ api, path, name, range, hrefOf, onRange }: LogViewProps): JSX.Element {
  const [, render] = useReducer((count: number) => count + 1, 0);
  const store = useMemo(() => new LineStore(api, path), [api, path]);
  const pane = useRef<PaneHandle>(null);
  const [isFollowing, setFollowing] = useState(range === undefined);
  const [state, setState] = useState<FollowState>('paused');
  const end = useRef<() => void>(() => undefined);
  const [message, setMessage] = useState('');
  const [isWrapped, setWrapped] = useState(() => localStorage.getItem(WRAP_KEY) === 'yes');
  const [attempt, setAttempt] = useState(0);
  const { matches, query, setQuery } = useSearch(api, path);
  const [current, setCurrent] = useState<number>();
  const saving = useDownload(api, path, name, setMessage);
  const lines = store.total ?? 0;

  useLayoutEffect(() => {
    let frame: number | undefined;
    let isFirst = true;
    store.onChange = () => {
      if (isFirst) render(undefined);
      isFirst = false;
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        render(undefined);
      });
    };
    return () => {
      store.onChange = () => undefined;
      if (frame !== undefined) cancelAnimationFrame(frame);
      store.close();
    };
  }, [store]);

  // Before what is there now is painted: the sooner lines are asked for, the sooner they are here.
  useLayoutEffect(() => {
    if (!isFollowing) return undefined;
    const controller = new AbortController();
    end.current = () => controller.abort();
    const begin = async (): Promise<void> => {
      await store.loadEnd(painted);
      if (controller.signal.aborted || !store.isNumbered) return;
      await follow(api, store, controller.signal, (state, text) => {
        setState(state);
        setMessage(text ?? MESSAGES[state]);
        if (state === 'gone' || state === 'failed') setFollowing(false);
      });
    };
    void begin();
    return () => controller.abort();
  }, [api, store, isFollowing, attempt]);

  const stop = useCallback((why: string): void => {
    // at once, so that nothing says after this that it follows
    end.current();
    setFollowing((isFollowing) => {
      if (isFollowing) {
        setState('paused');
        setMessage(`Following stopped: ${why}`);
      }
      return false;
    });
  }, []);
  const start = (): void => {
    setFollowing(true);
    pane.current?.showEnd();
  };
  const show = (line: number, why: string, isForced = false): void => {
    stop(why);
    pane.current?.show(line, isForced);
  };

  // The lines of the address, also when it changes while the log is open.
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (range === undefined) return;
    const key = `${range.first}-${attempt}`;
    if (shown.current === key) return;
    shown.current = key;
    const isKnown = store.total !== undefined;
    const showRange = (): void => {
      if (store.total === undefined) return;
      if (range.first > store.total) setMessage(`The log has ${plural(store.total, 'line')} only`);
      show(range.first - 1, 'you went to a line', !isKnown);
    };
    if (isKnown) showRange();
    else void store.loadAround(range.first - 1).then(() => requestAnimationFrame(showRange));
  });

  const goTo = (line: number): void => {
    if (line > lines) setMessage(`The log has ${plural(lines, 'line')} only`);
    const number = Math.min(Math.max(line, 1), Math.max(lines, 1));
    onRange({ first: number, last: number });
    show(number - 1, 'you went to a line', true);
    pane.current?.focus();
  };
  const goToMatch = (step: 1 | -1): void => {
    if (matches === undefined || matches.lines.length === 0) return;
    const from = current ?? (pane.current?.top ?? 0) - (step === 1 ? 1 : 0);
    const line = matches.lines[nextMatch(matches.lines, from, step)] ?? 0;
    setCurrent(line);
    show(line, 'you went to a match');
  };
  useEffect(() => setCurrent(undefined), [query]);
  useEffect(() => {
    if (matches?.isDone && current === undefined) goToMatch(1);
  }, [matches?.isDone]);

  const copy = async (): Promise<void> => {
    const href = hrefOf(range);
    const what =
      range === undefined
        ? 'the log'
        : range.first === range.last
          ? `line ${range.first}`
          : `lines ${range.first} to ${range.last}`;
    try {
      await navigator.clipboard.writeText(href);
      setMessage(`Copied the link to ${what}`);
    } catch {
      setMessage(`The browser did not let the link be copied: ${href}`); // so that it can be done by hand
    }
  };
  const wrap = (): void => {
    localStorage.setItem(WRAP_KEY, isWrapped ? 'no' : 'yes');
    setWrapped(!isWrapped);
  };
  const toggleFollowing = (): void => (isFollowing ? stop('you switched it off') : start());

  useKeys({
    f: toggleFollowing,
    w: wrap,
    n: () => goToMatch(1),
    N: () => goToMatch(-1),
    c: () => void copy(),
    d: saving.toggle,
    g: () => document.getElementById('go-to-line')?.focus(),
    '/': () => document.getElementById('search')?.focus(),
  });

  const retry = (): void => {
    store.forget();
    setAttempt(attempt + 1);
    if (range === undefined) setFollowing(true);
    render(undefined);
  };
  const { fault } = store;
  return (
    <section class="log" aria-label={`Log ${name}`}>
      <LogToolbar
        isFollowing={isFollowing}
        isWrapped={isWrapped}
        isSaving={saving.isSaving}
        lines={lines}
        query={query}
        matches={matches}
        current={current}
        onFollow={toggleFollowing}
        onWrap={wrap}
        onGoTo={goTo}
        onCopy={() => void copy()}
        onDownload={saving.toggle}
        onQuery={setQuery}
        onStep={goToMatch}
        onLeaveSearch={() => pane.current?.focus()}
      />
      {store.total === undefined && fault === undefined && <Loading what="the log" />}
      {store.total === undefined && fault !== undefined && <FaultState fault={fault} onRetry={retry} />}
      {store.total === 0 && (
        <State title="Nothing was written yet">
          <p>
            {isFollowing ? 'Lines appear here as soon as there are any.' : 'Follow the log to see lines as they come.'}
          </p>
        </State>
      )}
      {lines > 0 && (
        <Pane
          handle={pane}
          store={store}
          label={`Lines of ${name}`}
          isWrapped={isWrapped}
          isFollowing={isFollowing}
          selected={range}
          matches={matches}
          current={current}
          hrefOf={(line) => hrefOf({ first: line + 1, last: line + 1 })}
          onSelect={(range) => {
            shown.current = `${range.first}-${attempt}`;
            stop('you selected a line');
            onRange(range);
          }}
          onScrolledUp={() => stop('you scrolled up')}
        />
      )}
      <footer class={`status ${state}`}>
        <span class="dot" aria-hidden="true" />
        <span class="message" role="status">
          {lines > 0 && fault !== undefined ? fault.message : message || (isFollowing ? '' : MESSAGES.paused)}
        </span>
        {store.isNumbered && <span class="count">{plural(lines, 'line')}</span>}
        {store.modified && (
          <span class="modified" title={timeText(store.modified)}>
            written {agoText(store.modified)}
          </span>
        )}
      </footer>
    </section>
  );
}

/** Resolves once what is in the page is on the screen; soon where nothing is painted, as in a tab in the background. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_FRAME_MS);
  });
}

function agoText(then: Date): string {
  const age = ageText(then, new Date());
  return age === 'now' ? 'just now' : `${age} ago`;
}
