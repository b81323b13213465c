import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { encodeInmeta, loadInmetaSchema, type InmetaSchema } from '../../../runtime/responder/inmeta.ts';
import { folderWith } from '../../support/folder.ts';

let schema: InmetaSchema;
beforeAll(async () => {
  schema = await loadInmetaSchema();
});

const faultsOf = (text: string) => schema.faultsOf(Buffer.from(text));
const problemsOf = (text: string) => faultsOf(text).map(({ at, problem }) => `${at}: ${problem}`);

const group = '<meta-group type="movie meta"><meta name="title" value="A title"/></meta-group>';

describe('inmeta', () => {
  test.each([
    ['a group alone', `<meta-data>${group}</meta-data>`],
    ['a group without a type', '<meta-data><meta-group><meta name="" value=""/></meta-group></meta-data>'],
    ['indentation', `<?xml version="1.0"?>\n<meta-data>\n  ${group}\n</meta-data>\n`],
    ['no element of the movie', `<meta-data><meta-movie-info/>${group}</meta-data>`],
    [
      'every element of the movie',
      `<meta-data><meta-movie-info><meta-movie tokens="a"/><meta-track tokens="b"/><meta-video-track tokens="c"/><meta-audio-track
      tokens="d"/><meta-hint-track tokens="e"/></meta-movie-info>${group}</meta-data>`,
    ],
    ['a comment', `<meta-data><!-- DOCTYPE -->${group}</meta-data>`],
  ])('may have %s', (_, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  test.each([
    [
      'another root',
      `<meta>${group}</meta>`,
      "inmeta:1: Element 'meta': No matching global declaration available for the validation root",
    ],
    [
      'no group',
      '<meta-data/>',
      "inmeta:1: Element 'meta-data': Missing child element(s). Expected is one of ( meta-movie-info, meta-group )",
    ],
    [
      'two groups',
      `<meta-data>${group}\n${group}</meta-data>`,
      "inmeta:2: Element 'meta-group': This element is not expected",
    ],
    [
      'an empty group',
      '<meta-data><meta-group/></meta-data>',
      "inmeta:1: Element 'meta-group': Missing child element(s). Expected is ( meta )",
    ],
    [
      'the elements of the movie in another order',
      `<meta-data><meta-movie-info><meta-track tokens=""/><meta-movie tokens=""/></meta-movie-info>${group}</meta-data>`,
      "inmeta:1: Element 'meta-movie': This element is not expected. Expected is one of ( meta-video-track, meta-audio-track, meta-hint-track )",
    ],
    [
      'a track twice',
      `<meta-data><meta-movie-info><meta-track tokens=""/><meta-track tokens=""/></meta-movie-info>${group}</meta-data>`,
      "inmeta:1: Element 'meta-track': This element is not expected. Expected is one of ( meta-video-track, meta-audio-track, meta-hint-track )",
    ],
    [
      'a track without tokens',
      `<meta-data><meta-movie-info><meta-track/></meta-movie-info>${group}</meta-data>`,
      "inmeta:1: Element 'meta-track': The attribute 'tokens' is required but missing",
    ],
    [
      'text',
      `<meta-data>text${group}</meta-data>`,
      "inmeta:1: Element 'meta-data': Character content other than whitespace is not allowed because the content type is 'element-only'",
    ],
    [
      'another attribute',
      `<meta-data id="1">${group}</meta-data>`,
      "inmeta:1: Element 'meta-data', attribute 'id': The attribute 'id' is not allowed",
    ],
    ['an open tag', '<meta-data>\n<meta-group>', 'inmeta:2: Premature end of data in tag meta-group line 2'],
    ['no XML', 'title: A title', "inmeta:1: Start tag expected, '<' not found"],
    ['nothing', '', 'inmeta:1: Document is empty'],
    ['a NUL', `<meta-data>\0${group}</meta-data>`, 'inmeta:1: PCDATA invalid Char value 0'],
  ])('fails when it has %s', (_, text, problem) => {
    expect(problemsOf(text)).toContain(problem);
  });

  test('has all its faults in one report, with their lines', () => {
    const text =
      '<meta-data>\n<meta-group>\n<meta name="a"/>\n<meta value="b"/>\n<meta/>\n</meta-group>\n<more/></meta-data>';
    expect(problemsOf(text)).toEqual([
      "inmeta:3: Element 'meta': The attribute 'value' is required but missing",
      "inmeta:4: Element 'meta': The attribute 'name' is required but missing",
      "inmeta:5: Element 'meta': The attribute 'name' is required but missing",
      "inmeta:5: Element 'meta': The attribute 'value' is required but missing",
      "inmeta:7: Element 'more': This element is not expected",
    ]);
  });

  test.each([
    ['alone', '<!DOCTYPE meta-data>'],
    ['with a file', '<!DOCTYPE meta-data [<!ENTITY file SYSTEM "file:///etc/hostname">]>'],
    ['with a DTD from elsewhere', '<!DOCTYPE meta-data SYSTEM "file:///etc/hostname">'],
  ])('fails when it has a DOCTYPE %s', (_, doctype) => {
    expect(problemsOf(`${doctype}<meta-data>${group}</meta-data>`)).toEqual([
      'inmeta: got a DOCTYPE; expected none: inmeta needs no entities',
    ]);
  });

  test('fails at once when its entities multiply', () => {
    const entities = Array.from({ length: 12 }, (_, level) => `<!ENTITY e${level + 1} "${`&e${level};`.repeat(10)}">`);
    const text = `<!DOCTYPE meta-data [<!ENTITY e0 "0">${entities.join('')}]><meta-data><meta-group><meta name="&e12;" value=""/></meta-group></meta-data>`;
    const start = performance.now();
    expect(faultsOf(text)).not.toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('fetches nothing that it names', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(String(request.url));
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/schema.xsd`;
    const instance = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
    faultsOf(`<meta-data ${instance} xsi:noNamespaceSchemaLocation="${url}">${group}</meta-data>`);
    faultsOf(`<meta-data ${instance} xsi:schemaLocation="http://example.com ${url}">${group}</meta-data>`);
    faultsOf(`<!DOCTYPE meta-data SYSTEM "${url}"><meta-data>${group}</meta-data>`);
    await new Promise((resolve) => server.close(resolve));
    expect(asked).toEqual([]);
  });

  test('with 300,000 faults is reported in seconds, by the first 20 and their number', () => {
    const start = performance.now();
    const faults = faultsOf(`<meta-data><meta-group>${'<meta/>'.repeat(150_000)}</meta-group></meta-data>`);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(faults).toHaveLength(21);
    expect(faults.at(-1)).toEqual({ at: 'inmeta', problem: 'and 299980 more' });
    expect(faultsOf('<meta-data/>')).toHaveLength(1);
  });

  test('has faults that are short, whatever it is', () => {
    const [fault] = faultsOf(`<meta-data><${'x'.repeat(40_000)}/></meta-data>`);
    expect(fault?.problem.length).toBeLessThanOrEqual(203);
  });

  test('of any bytes gives a report and frees what it took', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(schema.faultsOf(bytes)).not.toEqual([]);
      }),
    );
    const valid = Buffer.from(`<meta-data>${group.repeat(1)}</meta-data>`);
    const flipped = fc.tuple(fc.nat(valid.length - 1), fc.nat(255));
    fc.assert(
      fc.property(flipped, ([index, byte]) => {
        const bytes = Buffer.from(valid);
        bytes[index] = byte;
        expect(Array.isArray(schema.faultsOf(bytes))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('takes no more memory for 20,000 documents than for the first', () => {
    const bytes = Buffer.from(
      `<meta-data><meta-group>${'<meta name="n" value="v"/>'.repeat(100)}</meta-group></meta-data>`,
    );
    const bad = Buffer.from('<meta-data><meta-group><meta/></meta-group></meta-data>');
    const many = (count: number) => {
      for (let done = 0; done < count; done += 1) schema.faultsOf(done % 10 === 0 ? bad : bytes);
    };
    many(1_000);
    const before = process.memoryUsage().rss;
    many(20_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  });
});

describe('the text of inmeta', () => {
  const document = `<meta-data><meta-group><meta name="title" value="Zoë 😀"/></meta-group></meta-data>`;

  test.each(['ISO-8859-1', 'UTF-16', 'windows-1252', 'utf8', 'no-such-encoding'])(
    'is valid, and said to be UTF-8, though it was declared to be %s',
    (encoding) => {
      const bytes = encodeInmeta(`<?xml version="1.0" encoding="${encoding}"?>\n${document}`);
      expect(Buffer.from(bytes).toString()).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${document}`);
      expect(schema.faultsOf(bytes)).toEqual([]);
    },
  );

  test.each([
    document,
    `<?xml version="1.0"?>${document}`,
    `<?xml version='1.0' encoding='utf-8' standalone='yes'?>${document}`,
    `<?xml version="1.0"?><!-- encoding="ISO-8859-1" -->${document}`,
  ])('stays as it is: %s', (text) => {
    const bytes = encodeInmeta(text);
    expect(Buffer.from(bytes).toString()).toBe(text);
    expect(schema.faultsOf(bytes)).toEqual([]);
  });

  test('keeps its quotes and what stands around the encoding', () => {
    const text = `\uFEFF<?xml version = '1.0'  encoding = 'latin1'  standalone='yes' ?>${document}`;
    const bytes = encodeInmeta(text);
    expect(Buffer.from(bytes).toString()).toBe(text.replace('latin1', 'UTF-8'));
    expect(schema.faultsOf(bytes)).toEqual([]);
  });
});

describe('the schema of inmeta', () => {
  const note =
    '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="note" type="xs:string"/></xs:schema>';

  test('may be another one', async () => {
    const other = await loadInmetaSchema(join(folderWith({ 'note.xsd': note }), 'note.xsd'));
    expect(other.faultsOf(Buffer.from('<note/>'))).toEqual([]);
    expect(other.faultsOf(Buffer.from(`<meta-data>${group}</meta-data>`))).toHaveLength(1);
  });

  test.each([
    ['no XML', 'element note'],
    ['no schema', '<note/>'],
    [
      'of two wrong types',
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a" type="b"/><xs:element name="c" type="d"/></xs:schema>',
    ],
  ])('fails when it is %s', async (_, text) => {
    const path = join(folderWith({ 'inmeta.xsd': text }), 'inmeta.xsd');
    await expect(loadInmetaSchema(path)).rejects.toMatchObject({
      code: 'ERR_RESPONDER_INMETA_XSD',
      exitCode: 78,
      message: expect.stringMatching(
        /^INMETA_XSD: got ".*\/inmeta\.xsd", of which .+; expected an XML schema in one file; correct/s,
      ),
    });
  });

  test('fails when its file is missing', async () => {
    const path = join(folderWith(), 'inmeta.xsd');
    await expect(loadInmetaSchema(path)).rejects.toMatchObject({ code: 'ERR_RESPONDER_INMETA_XSD', exitCode: 78 });
  });
});
