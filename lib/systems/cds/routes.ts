import { isUtf8 } from 'node:buffer';
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
  const { before, root, after } = parse(text, faults);
  const line = illegalLine(content);
  if (line !== undefined) faults.push({ line, problem: 'bytes that are no UTF-8', expected: 'text in UTF-8' });
  if (root !== undefined && faults.length === 0) checkRules(root, faults);
  return {
    text:
      root === undefined || faults.length > 0
        ? text
        : ['<?xml version="1.0" encoding="UTF-8"?>', ...before, print(root, ''), ...after, ''].join('\n'),
    faults,
  };
}

/** The first line that is not UTF-8. No byte of a character of several bytes is a line feed. */
function illegalLine(content: Uint8Array): number | undefined {
  if (isUtf8(content)) return undefined;
  const lines = Buffer.from(content).toString('latin1').split('\n');
  return 1 + lines.findIndex((line) => !isUtf8(Buffer.from(line, 'latin1')));
}

interface Parsed {
  /** Comments and processing instructions before the root element. */
  readonly before: readonly string[];
  readonly root: Element | undefined;
  /** And after it. */
  readonly after: readonly string[];
}

function parse(text: string, faults: RouteFault[]): Parsed {
  const parser = new SaxesParser<{ position: true; xmlns: false }>({ position: true, xmlns: false });
  const open: Element[] = [];
  let root: Element | undefined;
  const fault = (problem: string, expected: string) => faults.push({ line: parser.line, problem, expected });
  const before: string[] = [];
  const after: string[] = [];
  const add = (child: string) => (open.at(-1)?.children ?? (root === undefined ? before : after)).push(child);
  let line = 1;
  parser.on('error', (error) => fault(error.message.replace(/^\d+:\d+: /, ''), 'well-formed XML'));
  parser.on('doctype', () => fault('a DOCTYPE', 'none: a route needs no entities'));
  // the name has ended with the character just read, which may be a line feed
  parser.on('opentagstart', () => (line = parser.column === 0 ? parser.line - 1 : parser.line));
  parser.on('opentag', (tag) => {
    const element: Element = { tag, children: [], line };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (value) => open.at(-1)?.children.push(escape(value)));
  parser.on('cdata', (value) => add(`<![CDATA[${value}]]>`));
  parser.on('comment', (value) => add(`<!--${value}-->`));
  parser.on('processinginstruction', ({ target, body }) => add(`<?${target} ${body}?>`));
  parser.write(text).close();
  return { before, root, after };
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
  if (children.some(isText)) {
    faults.push({ line, problem: 'text between methods', expected: sequence });
  }
}

const isText = (child: Element | string): boolean =>
  typeof child === 'string' && (child.startsWith('<![CDATA[') || (!child.startsWith('<') && child.trim() !== ''));

/** White space counts where an element has text, or nothing else; so only elements with elements and without text are indented. */
function print({ tag, children }: Element, indent: string): string {
  const attributes = Object.entries(tag.attributes).map(
    ([name, value]) =>
      ` ${name}="${escape(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`,
  );
  const start = `${indent}<${tag.name}${attributes.join('')}`;
  const isSpace = children.length > 0 && children.every((child) => typeof child === 'string' && child.trim() === '');
  if (isSpace || children.some(isText))
    return `${start}>${children.map((child) => (typeof child === 'string' ? child : print(child, ''))).join('')}</${tag.name}>`;
  const parts = children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  if (parts.length === 0) return `${start}/>`;
  const inner = parts.map((child) => (typeof child === 'string' ? `${indent}  ${child}` : print(child, `${indent}  `)));
  return `${start}>\n${inner.join('\n')}\n${indent}</${tag.name}>`;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;');
