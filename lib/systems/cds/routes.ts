import { SaxesParser, type SaxesTagPlain } from 'saxes';

/** What is wrong with a route, and where. */
export interface RouteFault {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
  readonly expected: string;
}

/** A route that was read. */
export interface CheckedRoute {
  /** The route, indented by two spaces a level. Where there are faults, as it was. */
  readonly text: string;
  readonly faults: readonly RouteFault[];
}

interface Element {
  readonly tag: SaxesTagPlain;
  readonly children: (Element | string)[];
  readonly line: number;
}

/** The methods of a route, in their order. @see https://github.com/guardian/content_delivery_system */
const methods = ['input-method', 'process-method', 'output-method', 'success-method', 'fail-method'];
const sequence =
  'input-method (one or more), then any number of process-method, output-method, success-method and fail-method, in this order';

/** Checks that a route is well-formed XML in UTF-8 and has the parts a route must have, and prints it anew. */
export function checkRoute(content: Uint8Array): CheckedRoute {
  const faults: RouteFault[] = [];
  const text = new TextDecoder().decode(content);
  const root = parse(text, faults);
  if (root !== undefined && faults.length === 0) checkRules(root, faults);
  return {
    text:
      root === undefined || faults.length > 0 ? text : `<?xml version="1.0" encoding="UTF-8"?>\n${print(root, '')}\n`,
    faults,
  };
}

function parse(text: string, faults: RouteFault[]): Element | undefined {
  const parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  const open: Element[] = [];
  let root: Element | undefined;
  const fault = (problem: string, expected: string) => faults.push({ line: parser.line, problem, expected });
  const add = (child: string) => open.at(-1)?.children.push(child);
  parser.on('error', (error) => fault(error.message.replace(/^\d+:\d+: /, ''), 'well-formed XML'));
  parser.on('doctype', () => fault('a DOCTYPE', 'none: a route needs no entities'));
  parser.on('opentag', (tag) => {
    const element: Element = { tag, children: [], line: parser.line };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (value) => add(escape(value)));
  parser.on('cdata', (value) => add(`<![CDATA[${value}]]>`));
  parser.on('comment', (value) => add(`<!--${value}-->`));
  parser.on('processinginstruction', ({ target, body }) => add(`<?${target} ${body}?>`));
  parser.write(text).close();
  if (text.includes('\uFFFD')) fault('bytes that are no UTF-8', 'text in UTF-8');
  return root;
}

function checkRules({ tag, children, line }: Element, faults: RouteFault[]): void {
  if (tag.name !== 'route')
    faults.push({ line, problem: `the root element ${tag.name}`, expected: 'the root element route' });
  for (const name of ['name', 'type']) {
    if (!tag.attributes[name])
      faults.push({ line, problem: `a route without ${name}`, expected: `the attribute ${name} on route` });
  }
  const elements = children.filter((child) => typeof child !== 'string');
  if (!elements.some((element) => element.tag.name === 'input-method'))
    faults.push({ line, problem: 'no input-method', expected: sequence });
  let last = 0;
  for (const element of elements) {
    const place = methods.indexOf(element.tag.name);
    if (place < last)
      faults.push({
        line: element.line,
        problem: place < 0 ? element.tag.name : `${element.tag.name} after ${methods[last]}`,
        expected: sequence,
      });
    if (place >= 0 && !element.tag.attributes['name'])
      faults.push({
        line: element.line,
        problem: `${element.tag.name} without name`,
        expected: 'the attribute name on every method',
      });
    last = Math.max(last, place);
  }
  if (children.some((child) => typeof child === 'string' && !child.startsWith('<') && child.trim() !== '')) {
    faults.push({ line, problem: 'text between methods', expected: sequence });
  }
}

/** White space counts where an element has text, so only elements without text are indented. */
function print({ tag, children }: Element, indent: string): string {
  const attributes = Object.entries(tag.attributes).map(
    ([name, value]) => ` ${name}="${escape(value).replaceAll('"', '&quot;')}"`,
  );
  const start = `${indent}<${tag.name}${attributes.join('')}`;
  const hasText = children.some(
    (child) =>
      typeof child === 'string' && (child.startsWith('<![CDATA[') || (!child.startsWith('<') && child.trim() !== '')),
  );
  if (hasText)
    return `${start}>${children.map((child) => (typeof child === 'string' ? child : print(child, ''))).join('')}</${tag.name}>`;
  const parts = children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  if (parts.length === 0) return `${start}/>`;
  const inner = parts.map((child) => (typeof child === 'string' ? `${indent}  ${child}` : print(child, `${indent}  `)));
  return `${start}>\n${inner.join('\n')}\n${indent}</${tag.name}>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
