/** One line of the table. */
export interface Row {
  readonly title: string;
  readonly job: string;
  readonly text: string;
  /** `undefined`: not known yet. */
  readonly isRight: boolean | undefined;
}

const marks = new Map([
  [true, '✓'],
  [false, '✗'],
  [undefined, ' '],
]);

/** A table as lines of at most so many characters. @param width of a terminal, in characters. @default - as wide as it comes */
export function tableLines(rows: readonly Row[], width = Infinity): string[] {
  const titles = Math.max(...rows.map(({ title }) => title.length), 'request'.length);
  const jobs = Math.min(Math.max(...rows.map(({ job }) => job.length), 'Job'.length), 24);
  const line = (mark: string, title: string, job: string, text: string) =>
    cut(`${mark} ${title.padEnd(titles)}  ${cut(job, jobs).padEnd(jobs)}  ${text}`, width).trimEnd();
  return [
    line(' ', 'request', 'Job', 'so far'),
    ...rows.map(({ title, job, text, isRight }) => line(marks.get(isRight) ?? ' ', title, job, text)),
  ];
}

/** Shows lines in one place of a terminal, each time over those from before. */
export class LiveLines {
  readonly #write: (text: string) => void;
  #shown = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  show(lines: readonly string[]): void {
    // up to where the lines from before began, then all below it away
    const back = this.#shown === 0 ? '' : `\u001B[${this.#shown}A\u001B[0J`;
    this.#write(`${back}${lines.join('\n')}\n`);
    this.#shown = lines.length;
  }
}

const cut = (text: string, width: number): string => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
