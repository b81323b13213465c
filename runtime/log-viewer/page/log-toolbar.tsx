import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { SEARCH_LIMIT, type SearchQuery } from './api.ts';
import { countText, plural } from './format.ts';
import { Icon } from './icons.tsx';
import type { Matches } from './matches.ts';

interface LogToolbarProps {
  readonly isFollowing: boolean;
  readonly isWrapped: boolean;
  readonly isSaving: boolean;
  readonly lines: number;
  readonly query: SearchQuery;
  readonly matches: Matches | undefined;
  readonly current: number | undefined;
  readonly onFollow: () => void;
  readonly onWrap: () => void;
  /** Gets a line from 1. */
  readonly onGoTo: (line: number) => void;
  readonly onCopy: () => void;
  readonly onDownload: () => void;
  readonly onQuery: (query: SearchQuery) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onLeaveSearch: () => void;
}

/** What can be done with a log. */
export function LogToolbar(props: LogToolbarProps): JSX.Element {
  const { isFollowing, isWrapped, isSaving } = props;
  return (
    <div class="toolbar">
      <SearchBox {...props} />
      <GoToLine onGoTo={props.onGoTo} lines={props.lines} />
      <div class="actions" role="group" aria-label="Log">
        <button
          type="button"
          class="tool"
          aria-pressed={isFollowing}
          onClick={props.onFollow}
          title="Follow the end (f)"
        >
          <Icon name="follow" />
          <span>Follow</span>
        </button>
        <button type="button" class="tool" aria-pressed={isWrapped} onClick={props.onWrap} title="Wrap long lines (w)">
          <Icon name="wrap" />
          <span>Wrap</span>
        </button>
        <button type="button" class="tool" onClick={props.onCopy} title="Copy a link to the selected lines (c)">
          <Icon name="link" />
          <span>Copy link</span>
        </button>
        <button type="button" class="tool" onClick={props.onDownload} title="Download the whole log (d)">
          <Icon name={isSaving ? 'close' : 'download'} />
          <span>{isSaving ? 'Stop download' : 'Download'}</span>
        </button>
      </div>
    </div>
  );
}

function SearchBox({ query, matches, current, onQuery, onStep, onLeaveSearch }: LogToolbarProps): JSX.Element {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape') {
      onQuery({ ...query, text: '' });
      onLeaveSearch();
    } else return;
    event.preventDefault();
  };
  const isEmpty = matches === undefined || matches.lines.length === 0;
  return (
    <search class="search">
      <div class={matches?.fault === undefined ? 'field' : 'field invalid'}>
        <input
          id="search"
          type="search"
          aria-label="Search in the log"
          aria-describedby="found"
          placeholder="Search"
          autocomplete="off"
          spellcheck={false}
          value={query.text}
          onInput={({ currentTarget }) => onQuery({ ...query, text: currentTarget.value })}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          class="switch"
          aria-pressed={!query.ignoresCase}
          aria-label="Match case"
          title="Match case"
          onClick={() => onQuery({ ...query, ignoresCase: !query.ignoresCase })}
        >
          Aa
        </button>
        <button
          type="button"
          class="switch"
          aria-pressed={query.isRegex}
          aria-label="Regular expression"
          title="Regular expression"
          onClick={() => onQuery({ ...query, isRegex: !query.isRegex })}
        >
          .*
        </button>
      </div>
      <button
        type="button"
        class="tool square"
        aria-label="Previous match"
        title="Previous match (N)"
        disabled={isEmpty}
        onClick={() => onStep(-1)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="tool square"
        aria-label="Next match"
        title="Next match (n)"
        disabled={isEmpty}
        onClick={() => onStep(1)}
      >
        <Icon name="down" />
      </button>
      <span id="found" class={matches?.fault === undefined ? 'found' : 'found fault'} role="status">
        {foundText(matches, current)}
      </span>
    </search>
  );
}

function foundText(matches: Matches | undefined, current: number | undefined): string {
  if (matches === undefined) return '';
  const { lines, isDone, isTruncated, fault } = matches;
  if (fault !== undefined) return fault;
  if (!isDone) return lines.length === 0 ? 'Searching…' : `${countText(lines.length)} so far…`;
  if (lines.length === 0) return 'No match';
  const count = isTruncated ? `first ${countText(Math.min(lines.length, SEARCH_LIMIT))}` : countText(lines.length);
  const index = current === undefined ? -1 : lines.indexOf(current);
  if (index !== -1) return `${countText(index + 1)} of ${count}`;
  return isTruncated ? `${countText(lines.length)} or more` : plural(lines.length, 'line');
}

function GoToLine({ onGoTo, lines }: Pick<LogToolbarProps, 'onGoTo' | 'lines'>): JSX.Element {
  const [value, setValue] = useState('');
  return (
    <form
      class="go-to"
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== '') onGoTo(Number(value));
        setValue('');
      }}
    >
      <input
        id="go-to-line"
        aria-label="Go to line"
        title={`Go to line, 1 to ${countText(lines)} (g)`}
        placeholder="Line"
        inputMode="numeric"
        autocomplete="off"
        value={value}
        onInput={({ currentTarget }) => {
          currentTarget.value = currentTarget.value.replaceAll(/\D/g, '').slice(0, 15);
          setValue(currentTarget.value);
        }}
      />
    </form>
  );
}
