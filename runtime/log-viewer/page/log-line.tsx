import { Component, type JSX } from 'preact';
import { spansOf, type TextRange } from './ansi.ts';
import { countText } from './format.ts';
import { levelOf } from './level.ts';
import { MAX_SHOWN } from './wrapped-heights.ts';

interface LogLineProps {
  /** From 0. */
  readonly line: number;
  /** Undefined while it is on its way. */
  readonly text: string | undefined;
  /** Lines of the log; undefined while the number of this one is not known. */
  readonly total: number | undefined;
  readonly marks: readonly TextRange[] | undefined;
  /** Whether it is the match that was gone to last. */
  readonly isCurrent: boolean;
  readonly isSelected: boolean;
  readonly href: string;
  readonly onClickNumber: (line: number, event: MouseEvent) => void;
}

/** One line of a log, with its number, which is a link to it. */
export class LogLine extends Component<LogLineProps> {
  override shouldComponentUpdate(next: LogLineProps): boolean {
    const { props } = this;
    return (
      next.text !== props.text ||
      next.marks !== props.marks ||
      next.isSelected !== props.isSelected ||
      next.isCurrent !== props.isCurrent ||
      next.href !== props.href ||
      // A number that grows with each line of a followed log is not worth doing every line again.
      (next.total === undefined) !== (props.total === undefined)
    );
  }

  override render({ line, text, total, marks, isCurrent, isSelected, href, onClickNumber }: LogLineProps): JSX.Element {
    const level = text === undefined ? undefined : levelOf(text);
    const classes = ['row', level, isSelected && 'selected', isCurrent && 'current'].filter(Boolean).join(' ');
    return (
      <li class={classes} aria-posinset={total && line + 1} aria-setsize={total}>
        {total === undefined ? (
          <span class="number" />
        ) : (
          <a
            class="number"
            href={href}
            tabIndex={-1}
            aria-label={`Line ${line + 1}`}
            onClick={(event) => onClickNumber(line, event)}
          >
            {line + 1}
          </a>
        )}
        {text === undefined ? <span class="text pending">…</span> : <span class="text">{content(text, marks)}</span>}
      </li>
    );
  }
}

function content(text: string, marks: readonly TextRange[] | undefined): ComponentContent {
  const shown = text.length > MAX_SHOWN ? text.slice(0, MAX_SHOWN) : text;
  const spans = spansOf(shown, marks).map(({ text, classes }, index) => {
    if (classes === '') return text;
    if (!classes.endsWith('match'))
      return (
        <span key={index} class={classes}>
          {text}
        </span>
      );
    return (
      <mark key={index} class={classes}>
        {text}
      </mark>
    );
  });
  if (shown.length === text.length) return spans;
  return [
    ...spans,
    <span
      key="rest"
      class="rest"
    >{` … and ${countText(text.length - shown.length)} more characters: download the log to see them`}</span>,
  ];
}

type ComponentContent = readonly (string | JSX.Element)[];
