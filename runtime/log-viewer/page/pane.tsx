import type { JSX } from 'preact';
import { useEffect, useImperativeHandle, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Ref } from 'preact';
import { LogLine } from './log-line.tsx';
import type { LineStore } from './line-store.ts';
import type { Matches } from './matches.ts';
import type { LineRange } from './place.ts';
import { ScrollMap } from './scroll-map.ts';
import { MAX_SHOWN, wrappedHeights } from './wrapped-heights.ts';

/** What the rest of the page asks of a pane. */
export interface PaneHandle {
  /** Shows a line, from 0, a third below the upper edge; without `isForced` only if it is not on the screen. */
  show(line: number, isForced?: boolean): void;
  showEnd(): void;
  focus(): void;
  /** The first line on the screen, from 0. */
  readonly top: number;
}

interface PaneProps {
  readonly store: LineStore;
  /** What it is called to those who do not see it. */
  readonly label: string;
  readonly isWrapped: boolean;
  /** Whether it stays at the end while lines come. */
  readonly isFollowing: boolean;
  readonly selected: LineRange | undefined;
  readonly matches: Matches | undefined;
  /** The match that was gone to last; a line from 0. */
  readonly current: number | undefined;
  /** The address of a line. */
  readonly hrefOf: (line: number) => string;
  readonly onSelect: (range: LineRange) => void;
  readonly onScrolledUp: () => void;
  readonly handle: Ref<PaneHandle>;
}

/** What of a line's width is neither its text nor its number; see page.css. */
const BESIDE_PX = 36;

/** The scroll bar is put right when scrolling has been still for so long, in milliseconds. */
const STILL_MS = 150;

/** The lines of a log of any length, of which only those on the screen are in the page. */
export function Pane(props: PaneProps): JSX.Element {
  const { store, isWrapped, isFollowing } = props;
  // Lines keep what they were first given to call.
  const latest = useRef(props);
  latest.current = props;
  const [, render] = useReducer((count: number) => count + 1, 0);
  const scroller = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const map = (useRef<ScrollMap>(undefined).current ??= new ScrollMap());
  const lastTop = useRef(0);
  const shift = useRef(0);
  const size = useRef({ width: 0, charWidth: 8 });
  const heights = (useRef<ReturnType<typeof wrappedHeights>>(undefined).current ??= wrappedHeights());
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isScrolling = useRef(false);
  const total = store.total ?? 0;
  const gutter = Math.max(String(total).length, 3);

  const columns = Math.max(Math.floor((size.current.width - BESIDE_PX) / size.current.charWidth - gutter), 10);
  const lineHeight = map.lines.lineHeight;
  map.lines = isWrapped
    ? { count: total, lineHeight, ...heights.of(store, columns, lineHeight) }
    : { count: total, lineHeight };
  if (store.shift > shift.current) map.shiftBy(store.shift);
  shift.current = store.shift;
  if (isFollowing) map.moveToEnd();
  else map.settle();
  const { first, end } = map.visible;
  useEffect(() => store.want(first, end));

  /** Puts the scroll bar where the map is. */
  const align = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const top = map.scrollTop;
    if (Math.abs(element.scrollTop - top) >= 1) element.scrollTop = top;
    lastTop.current = element.scrollTop;
  };
  useLayoutEffect(() => {
    if (!isScrolling.current || isFollowing) align();
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    const sample = probe.current;
    if (element === null || sample === null) return undefined;
    const measure = (): void => {
      const { width, height } = sample.getBoundingClientRect();
      map.viewportPx = element.clientHeight;
      map.lines = { ...map.lines, lineHeight: height };
      size.current = { width: element.clientWidth, charWidth: width / sample.textContent.length };
      render(undefined);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [map]);

  const moved = (isUp: boolean): void => {
    if (isUp) props.onScrolledUp();
    render(undefined);
  };
  const onScroll = (): void => {
    const element = scroller.current;
    // Where the pane has another height, the browser may have scrolled, not a person.
    if (element === null || element.clientHeight !== map.viewportPx) return;
    const delta = element.scrollTop - lastTop.current;
    if (Math.abs(delta) < 1) return;
    lastTop.current = element.scrollTop;
    if (!map.isExact && Math.abs(delta) < map.viewportPx * 1.5) map.moveBy(delta);
    else map.scrollTop = element.scrollTop;
    isScrolling.current = true;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      isScrolling.current = false;
      align();
    }, STILL_MS);
    moved(delta < 0);
  };
  const moveBy = (px: number): void => {
    map.moveBy(px);
    moved(px < 0);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(map.viewportPx - lineHeight, lineHeight);
    const action = {
      ArrowDown: () => (event.shiftKey ? extend(1) : moveBy(lineHeight)),
      ArrowUp: () => (event.shiftKey ? extend(-1) : moveBy(-lineHeight)),
      PageDown: () => moveBy(page),
      PageUp: () => moveBy(-page),
      ' ': () => moveBy(event.shiftKey ? -page : page),
      Home: () => {
        map.moveTo(0);
        moved(true);
      },
      End: () => {
        map.moveToEnd();
        moved(false);
      },
    }[event.key];
    if (action === undefined || (event.target !== event.currentTarget && event.key === ' ')) return;
    event.preventDefault();
    action();
  };
  /** Selects the first line on the screen, then moves the end of the selection. */
  const extend = (step: 1 | -1): void => {
    const { selected, onSelect } = props;
    if (selected === undefined) {
      onSelect({ first: first + 1, last: first + 1 });
      return;
    }
    const last = Math.min(Math.max(selected.last + step, selected.first), total);
    onSelect({ first: selected.first, last });
    show(last - 1);
  };
  const show = (line: number, isForced = false): void => {
    const { first, end } = map.visible;
    if (!isForced && line > first && line < end - 2) {
      render(undefined);
      return;
    }
    const isUp = line < map.anchor.line;
    map.moveTo(Math.min(Math.max(line, 0), Math.max(total - 1, 0)), map.viewportPx / 3);
    moved(isUp);
  };
  useImperativeHandle(props.handle, () => ({
    show,
    showEnd: () => {
      map.moveToEnd();
      render(undefined);
    },
    focus: () => scroller.current?.focus({ preventScroll: true }),
    get top() {
      return map.anchor.line;
    },
  }));
  useEffect(() => () => clearTimeout(timer.current), []);

  const onClickNumber = (line: number, event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const number = line + 1;
    const { selected, onSelect } = latest.current;
    const range =
      event.shiftKey && selected !== undefined
        ? { first: Math.min(selected.first, number), last: Math.max(selected.last, number) }
        : { first: number, last: number };
    onSelect(range);
  };

  const numbers = Array.from({ length: end - first }, (_, index) => first + index);
  const rowsTop = -map.anchor.offset;
  const minWidth = isWrapped ? undefined : `calc(${Math.min(store.longest, MAX_SHOWN) + gutter + 4}ch + 1rem)`;
  return (
    <div
      class={isWrapped ? 'pane wrapped' : 'pane'}
      ref={scroller}
      role="region"
      aria-label={props.label}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      onWheel={(event) => event.deltaY < 0 && props.onScrolledUp()}
    >
      <span class="probe" ref={probe} aria-hidden="true">
        {'0'.repeat(50)}
      </span>
      <div class="scrolled" style={{ height: `${map.heightPx}px`, minWidth }}>
        <ol
          class="rows"
          style={{ height: `${map.viewportPx}px`, '--gutter': `${gutter}ch`, '--shift': `${rowsTop}px` }}
        >
          {numbers.map((line) => (
            <LogLine
              key={line}
              line={line}
              text={store.get(line)}
              total={store.isNumbered ? total : undefined}
              marks={props.matches?.ranges.get(line)}
              isCurrent={props.current === line}
              isSelected={
                props.selected !== undefined && line + 1 >= props.selected.first && line + 1 <= props.selected.last
              }
              href={props.hrefOf(line)}
              onClickNumber={onClickNumber}
            />
          ))}
        </ol>
      </div>
    </div>
  );
}
