/** An event of a text/event-stream; the data is parsed as JSON. */
export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The lines of a stream of UTF-8, each as soon as it is complete; a last one without newline too. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** The events of a text/event-stream; comments are passed over. @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
export async function* eventsOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerEvent> {
  let event = 'message';
  let data: string[] = [];
  for await (const raw of linesOf(stream)) {
    const line = raw.replace(/\r$/, '');
    if (line === '') {
      if (data.length > 0) yield { event, data: JSON.parse(data.join('\n')) as unknown };
      event = 'message';
      data = [];
    } else {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
      if (field === 'event') event = value;
      else if (field === 'data') data.push(value);
    }
  }
}
