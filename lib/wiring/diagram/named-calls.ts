import { callText, type Box, type Call, type CallGraph } from './graph.ts';

/** In a diagram of more calls than that, lines to what many dial would cross most others. */
const mostLines = 30;
/** So many boxes that dial one are many. */
const many = 3;
/** Stands before what a box dials and has no line to, and where that is dialled. */
const mark = '→';

/**
 * Where there are many calls, names what three or more boxes dial in their boxes, in place of lines: each line would cross those of all others. What is
 * dialled says how many do. Ways in from outside are always lines.
 */
export function withNamedCalls(graph: CallGraph): CallGraph {
  const { boxes, calls } = graph;
  const callers = new Map<string, number>();
  for (const { from, row } of calls)
    if (from.kind !== 'public' && row !== undefined) callers.set(row.id, (callers.get(row.id) ?? 0) + 1);
  const isNamed = ({ from, row }: Call): boolean =>
    from.kind !== 'public' && row !== undefined && (callers.get(row.id) ?? 0) >= many;
  if (calls.length <= mostLines || !calls.some(isNamed)) return graph;

  const nameOf = ({ to, row }: Call): string => {
    const { heading, rows } = to;
    const isClear = rows.length === 1 && boxes.every((other) => other === to || other.heading !== heading);
    if (isClear || row === undefined) return `${mark} ${heading}`;
    return `${mark} ${row.text.startsWith(`${heading} `) ? '' : `${heading} `}${row.text}`;
  };
  const named = calls.filter(isNamed);
  const marked = new Map(
    boxes.map((box): [Box, Box] => [
      box,
      {
        ...box,
        dials: named.filter(({ from }) => from === box).map((call) => ({ name: nameOf(call), title: callText(call) })),
        rows: box.rows.map((row) => {
          const count = named.filter((call) => call.row?.id === row.id).length;
          return count === 0 ? row : { ...row, note: `dialled by ${count} boxes with ${mark}` };
        }),
      },
    ]),
  );
  const now = (box: Box): Box => marked.get(box) ?? box;
  return {
    boxes: boxes.map(now),
    calls: calls.filter((call) => !isNamed(call)).map((call) => ({ ...call, from: now(call.from), to: now(call.to) })),
  };
}
