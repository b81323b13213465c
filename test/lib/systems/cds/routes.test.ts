import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { checkRoute } from '../../../../lib/systems/cds/routes.ts';

const check = (text: string) => checkRoute(new TextEncoder().encode(text));
const faultsIn = (text: string) => check(text).faults;
const route = (inner: string): string => `<route name="r" type="active">${inner}</route>`;
const input = '<input-method name="in"/>';
/** What a route prints to. @throws when it has faults */
const printed = (text: string): string => {
  const { text: found, faults } = check(text);
  expect(faults).toEqual([]);
  return found;
};
const sequence =
  'input-method (one or more), then any number of process-method, output-method, success-method and fail-method, in this order';

describe('a route', () => {
  test('may be one input-method', () => {
    expect(faultsIn(route(input))).toEqual([]);
  });

  test('may have many methods of each kind, in their order', () => {
    const methods = ['input', 'input', 'process', 'process', 'output', 'output', 'success', 'success', 'fail', 'fail'];
    expect(faultsIn(route(methods.map((kind) => `<${kind}-method name="x"/>`).join('')))).toEqual([]);
  });

  test('may leave out any kind but the first', () => {
    expect(faultsIn(route(`${input}<fail-method name="x"/>`))).toEqual([]);
  });

  test('may hold any elements in its methods', () => {
    expect(faultsIn(route('<input-method name="in"><any><process-method/>thing</any></input-method>'))).toEqual([]);
  });

  test('may have comments, processing instructions and attributes of its own', () => {
    const text = `<?xml version="1.0"?><!-- a --><route name="r" type="active" owner="me"><!-- b -->${input}<?p i?></route><!-- c -->`;
    expect(faultsIn(text)).toEqual([]);
  });

  test('may begin with a byte order mark', () => {
    expect(faultsIn(`\uFEFF<?xml version="1.0"?>${route(input)}`)).toEqual([]);
  });
});

describe('a fault', () => {
  test('fails when the root is another element', () => {
    expect(faultsIn(`<path name="r" type="t">${input}</path>`)).toEqual([
      { line: 1, problem: 'the root element path', expected: 'the root element route' },
    ]);
  });

  test.each([
    ['<route type="t">', 'name'],
    ['<route name="r">', 'type'],
    ['<route name="" type="t">', 'name'],
  ])('fails when the route is %s, without %s', (tag, name) => {
    expect(faultsIn(`${tag}${input}</route>`)).toEqual([
      { line: 1, problem: `a route without ${name}`, expected: `the attribute ${name} on route` },
    ]);
  });

  test('fails when there is no input-method', () => {
    expect(faultsIn(route('<output-method name="out"/>'))).toEqual([
      { line: 1, problem: 'no input-method', expected: sequence },
    ]);
  });

  test.each([
    ['process-method', 'input-method'],
    ['output-method', 'process-method'],
    ['success-method', 'output-method'],
    ['fail-method', 'success-method'],
  ])('fails when %s is followed by %s', (one, other) => {
    expect(faultsIn(route(`${input}\n<${one} name="x"/>\n<${other} name="y"/>`))).toEqual([
      { line: 3, problem: `${other} after ${one}`, expected: sequence },
    ]);
  });

  test('fails when there is an element that is no method', () => {
    expect(faultsIn(route(`${input}\n\n<outputmethod name="x"/>`))).toEqual([
      { line: 3, problem: 'outputmethod', expected: sequence },
    ]);
  });

  test.each(['<process-method/>', '<process-method name=""/>'])('fails when a method has no name: %s', (method) => {
    expect(faultsIn(route(`${input}\n${method}`))).toEqual([
      { line: 2, problem: 'process-method without name', expected: 'the attribute name on every method' },
    ]);
  });

  test('names the line on which a tag of several lines begins', () => {
    expect(faultsIn(route(`${input}\n<process-method\n  kind="a"\n/>`))).toEqual([
      expect.objectContaining({ line: 2 }),
    ]);
  });

  test.each([
    ['text', 'stray'],
    ['CDATA', '<![CDATA[stray]]>'],
  ])('fails when there is %s between the methods', (_what, stray) => {
    expect(faultsIn(route(`${input}${stray}`))).toEqual([
      expect.objectContaining({ problem: 'text between methods', expected: sequence }),
    ]);
  });

  test('fails when there are several, with all of them', () => {
    const text = '<route>\n<fail-method/>\n<input-method name="in"/>\n</route>';
    expect(faultsIn(text).map(({ line, problem }) => `${line}: ${problem}`)).toEqual([
      '1: a route without name',
      '1: a route without type',
      '2: fail-method without name',
      '3: input-method after fail-method',
    ]);
  });
});

describe('XML that is not well-formed', () => {
  test.each([
    ['is empty', '', 1, /root element/],
    ['is no XML', 'name=r', 1, /./],
    [
      'has a tag that is not closed',
      '<route name="r" type="t">\n<input-method name="in">\n</route>',
      3,
      /unexpected close/,
    ],
    ['ends too early', `<route name="r" type="t">\n${input}\n`, 3, /unclosed tag: route/],
    ['has an attribute twice', route(`\n<input-method name="a" name="b"/>`), 2, /duplicate attribute/],
    ['has an attribute without quotes', route('\n\n<input-method name=in/>'), 3, /unquoted attribute/],
    ['has an ampersand alone', route(`${input}\n<output-method name="a & b"/>`), 2, /./],
    ['has an entity nobody defined', route(`\n<input-method name="in">&nbsp;</input-method>`), 2, /undefined entity/],
    ['has two roots', `${route(input)}\n${route(input)}`, 2, /only one root|more than one root|one root/],
  ])('fails when it %s, and says where', (_what, text, line, problem) => {
    expect(faultsIn(text)).toContainEqual({
      line,
      problem: expect.stringMatching(problem),
      expected: 'well-formed XML',
    });
  });

  test('fails when it has a DOCTYPE, which could define entities', () => {
    const text = `<?xml version="1.0"?>\n<!DOCTYPE route [<!ENTITY e "x">]>\n${route(input)}`;
    expect(faultsIn(text)).toEqual([{ line: 2, problem: 'a DOCTYPE', expected: 'none: a route needs no entities' }]);
  });

  test('fails when it is not UTF-8, and says where', () => {
    const bytes = new TextEncoder().encode(route(`\n<input-method name="Zürich"/>\n`));
    const latin1 = Uint8Array.from(Buffer.from(new TextDecoder().decode(bytes), 'latin1'));
    expect(checkRoute(latin1).faults).toEqual([
      { line: 2, problem: 'bytes that are no UTF-8', expected: 'text in UTF-8' },
    ]);
  });

  test('is left as it was', () => {
    expect(check('<route>').text).toBe('<route>');
  });
});

test('the replacement character is a character like others', () => {
  expect(faultsIn(route('<input-method name="in"><a>\uFFFD</a></input-method>'))).toEqual([]);
});

describe('the printing of a route', () => {
  test('puts each element on a line of its own, indented by two spaces a level', () => {
    const text = `<?xml version='1.0'?>\n\n${route(`<input-method name='in'><a>1</a>\n\n\t<b/></input-method>`)}`;
    expect(printed(text)).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<route name="r" type="active">
  <input-method name="in">
    <a>1</a>
    <b/>
  </input-method>
</route>
`,
    );
  });

  test('touches no white space beside text', () => {
    const message = '<message> a <b>bold</b>\n  word </message>';
    expect(printed(route(`<input-method name="in">${message}</input-method>`))).toContain(message);
  });

  test('keeps an element that holds nothing but white space', () => {
    const separator = '<separator> </separator>';
    expect(printed(route(`<input-method name="in">${separator}</input-method>`))).toContain(separator);
  });

  test.each([
    ['a comment in a method', route('<input-method name="in"><!-- why -->\n<a/></input-method>'), '<!-- why -->'],
    ['a comment before the route', `<!-- licence -->\n${route(input)}`, '<!-- licence -->'],
    ['a comment after the route', `${route(input)}\n<!-- end -->`, '<!-- end -->'],
    ['a processing instruction', route(`<?run now?>${input}`), '<?run now?>'],
    ['a processing instruction before the route', `<?run now?>\n${route(input)}`, '<?run now?>'],
    ['CDATA', route('<input-method name="in"><a><![CDATA[1 < 2 & 3]]></a></input-method>'), '<![CDATA[1 < 2 & 3]]>'],
    ['entities', route('<input-method name="in"><a>&lt;&amp;&gt;</a></input-method>'), '<a>&lt;&amp;&gt;</a>'],
  ])('keeps %s', (_what, text, kept) => {
    expect(printed(text)).toContain(kept);
  });

  test('ends lines with a line feed', () => {
    expect(printed(route(`\r\n${input}\r\n`))).not.toContain('\r');
  });
});

interface Node {
  readonly name: string;
  readonly attributes: object;
  readonly children: (Node | string)[];
}

/** What a program reads of XML: white space between elements left out, neighbouring texts joined. */
function read(text: string): Node {
  const root: Node = { name: '', attributes: {}, children: [] };
  const open = [root];
  const parser = new SaxesParser();
  const add = (child: Node | string) => open.at(-1)?.children.push(child);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: Node = { name, attributes: { ...attributes }, children: [] };
    add(node);
    open.push(node);
  });
  parser.on('closetag', () => tidy(open.pop() as Node));
  parser.on('text', add);
  parser.on('cdata', (value) => add(`CDATA ${value}`));
  parser.on('comment', (body) => add({ name: '!--', attributes: { body }, children: [] }));
  parser.on('processinginstruction', ({ target, body }) => {
    add({ name: '?', attributes: { target, body }, children: [] });
  });
  parser.write(text).close();
  tidy(root);
  return root;
}

function tidy({ children }: Node): void {
  const hasText = children.some((child) => typeof child === 'string' && child.trim() !== '');
  const isLeaf = children.every((child) => typeof child === 'string');
  if (!hasText && !isLeaf) children.splice(0, Infinity, ...children.filter((child) => typeof child !== 'string'));
}

/** A route as a program might write it. */
const aRoute = (() => {
  const escape = (text: string) => text.replace(/[&<>"'\n\r\t]/g, (character) => `&#${character.codePointAt(0)};`);
  const someText = fc
    .string({
      unit: fc.constantFrom('a', 'é', '🎬', ' ', '\n', '\t', '\r', '&', '<', '>', '"', "'", ']'),
      maxLength: 6,
    })
    .map(escape);
  const name = fc.constantFrom('a', 'b-c', 'take-files', 'x:y', '_z');
  const gap = fc.constantFrom('', '', ' ', '\n', '\r\n\t ');
  const attributes = fc
    .uniqueArray(fc.tuple(fc.constantFrom('p', 'q', 'r:s'), someText), { selector: ([key]) => key, maxLength: 2 })
    .map((pairs) => pairs.map(([key, value]) => ` ${key}="${value}"`).join(''));
  const aside = fc.constantFrom('<!-- one\n  two -->', '<!---->', '<?p?>', '<?p q="1"?>');
  const cdata = fc.constantFrom('<![CDATA[]]>', '<![CDATA[ & < ]] ]]>');
  const { element } = fc.letrec<{ element: string; content: string }>((tie) => ({
    element: fc
      .tuple(name, attributes, fc.array(tie('content'), { maxLength: 3 }))
      .map(([tag, attribute, contents]) => `<${tag}${attribute}>${contents.join('')}</${tag}>`),
    content: fc.oneof({ depthSize: 'small' }, someText, gap, aside, cdata, tie('element')),
  }));
  const method = fc
    .tuple(attributes, fc.array(fc.oneof(element, gap, aside), { maxLength: 3 }))
    .map(([attribute, contents]) => `<input-method name="in"${attribute}>${contents.join('')}</input-method>`);
  return fc
    .tuple(fc.array(fc.oneof(method, gap, aside), { maxLength: 4 }), method, fc.option(aside, { nil: '' }))
    .map(([some, one, before]) => `${before}${route(`${some.join('')}${one}`)}`);
})();

describe('any route, printed', () => {
  test('reads the same as before', () => {
    fc.assert(
      fc.property(aRoute, (text) => {
        expect(read(printed(text))).toEqual(read(text));
      }),
    );
  });

  test('prints the same again', () => {
    fc.assert(
      fc.property(aRoute, (text) => {
        expect(printed(printed(text))).toBe(printed(text));
      }),
    );
  });
});
