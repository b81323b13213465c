import { SaxesParser } from 'saxes';

/** An element of a document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** All text in it and below. */
  text: string;
}

/**
 * The elements of an XML document in their order, the outermost one first.
 *
 * @throws when the document is not well-formed
 */
export function elementsOf(xml: string): Element[] {
  const all: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
    all.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (text) => {
    for (const element of open) element.text += text;
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return all;
}

/** What a diagram shows. */
export interface ShownDiagram {
  readonly title: string;
  readonly description: string;
  /** Each text, its lines joined. */
  readonly texts: readonly string[];
  /** The names of the calls, drawn as lines or written into their callers' boxes, such as `web dials db at redis 6379`. */
  readonly calls: readonly string[];
}

/** Reads a diagram. */
export function shown(svg: string): ShownDiagram {
  const elements = elementsOf(svg);
  const textOf = (name: string): string => elements.find((element) => element.name === name)?.text ?? '';
  return {
    title: textOf('title'),
    description: textOf('desc'),
    texts: elements.filter(({ name }) => name === 'text').map(({ text }) => text),
    calls: elements
      .filter(({ name, attributes }) => /^(path call|g named-call)\b/.test(`${name} ${attributes['class']}`))
      .map(({ children }) => children[0]?.text ?? ''),
  };
}
