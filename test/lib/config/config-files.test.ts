import { describe, expect, test } from '@jest/globals';
import { relative } from 'node:path';
import fc from 'fast-check';
import { ConfigFiles, ConfigKey, filesIn, type ConfigFilesProps } from '../../../lib/config/config-files.ts';
import { chart, faults, object } from '../../support/build.ts';
import { folderWith } from '../../support/folder.ts';

interface RenderedConfigMap {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: object };
  readonly immutable: boolean;
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}
type Files = ConfigFilesProps['files'];

const configMap = (files: Files, name = 'conf'): RenderedConfigMap => {
  const scope = chart();
  new ConfigFiles(scope, 'conf', { name, files });
  return object<RenderedConfigMap>(scope, 'ConfigMap');
};
function refusals(files: Files, name = 'conf'): string[] {
  const scope = chart();
  new ConfigFiles(scope, 'conf', { name, files });
  return faults(scope);
}
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

/** Files as a pod finds them. */
const mounted = ({ data = {}, binaryData = {} }: RenderedConfigMap): Record<string, string> =>
  Object.fromEntries([
    ...Object.entries(data).map(([name, text]) => [name, Buffer.from(text).toString('hex')]),
    ...Object.entries(binaryData).map(([name, text]) => [name, Buffer.from(text, 'base64').toString('hex')]),
  ]);

describe('files as a ConfigMap', () => {
  test('cannot be changed, and are in the namespace and with the labels of their chart', () => {
    const { immutable, metadata } = configMap({ 'a.txt': 'a' });
    expect(immutable).toBe(true);
    expect(metadata).toMatchObject({ namespace: 'shop', labels: { 'app.kubernetes.io/part-of': 'shop' } });
  });

  test('have a name that changes with any name and any content, and with nothing else', () => {
    const name = (files: Files) => configMap(files).metadata.name;
    expect(name({ a: '1', b: '2' })).toMatch(/^conf-[0-9a-f]{10}$/);
    expect(name({ b: '2', a: '1' })).toBe(name({ a: '1', b: '2' }));
    const others: Files[] = [
      { a: '1' },
      { a: '2', b: '1' },
      { a: '1', c: '2' },
      { a: '1', b: '2 ' },
      { a: '1', b: bytes(0xff) },
    ];
    expect(new Set([{ a: '1', b: '2' }, ...others].map(name)).size).toBe(6);
  });

  test('have the same name as text and as the bytes of that text', () => {
    expect(configMap({ a: 'ä' })).toEqual(configMap({ a: Buffer.from('ä') }));
  });

  test('are readable where they are text', () => {
    expect(configMap({ 'a.txt': 'a\r\n\tä\n', 'b.txt': Buffer.from('b') }).data).toEqual({
      'a.txt': 'a\r\n\tä\n',
      'b.txt': 'b',
    });
  });

  test.each([
    ['bytes that are no UTF-8', bytes(0xff, 0xfe, 0x00, 0x41)],
    ['UTF-8 that is cut off', bytes(0x61, 0xc3)],
    ['a zero byte', bytes(0x61, 0x00, 0x62)],
  ])('are kept to the byte where they hold %s', (_, content) => {
    const { data, binaryData } = configMap({ 'a.bin': content });
    expect(data ?? {}).toEqual({});
    expect(binaryData).toEqual({ 'a.bin': Buffer.from(content).toString('base64') });
  });

  test('keep a byte order mark', () => {
    expect(mounted(configMap({ a: bytes(0xef, 0xbb, 0xbf, 0x61) }))).toEqual({ a: 'efbbbf61' });
  });

  test('reach a pod as they were, whatever their bytes', () => {
    const content = fc.oneof(
      fc.uint8Array(),
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(content, content, (a, b) => {
        expect(mounted(configMap({ a, b }))).toEqual({
          a: Buffer.from(a).toString('hex'),
          b: Buffer.from(b).toString('hex'),
        });
      }),
    );
  });

  test('are a volume that cannot be written to', () => {
    const files = new ConfigFiles(chart(), 'conf', { name: 'conf', files: { a: '1' } });
    expect(files.source).toEqual({ configMap: { name: files.configMapName } });
    expect(files.writable).toBe(false);
  });

  test('give one file as the value of a variable', () => {
    const files = new ConfigFiles(chart(), 'conf', { name: 'conf', files: { a: '1' } });
    expect(files.key('a')).toEqual(new ConfigKey(files.configMapName, 'a'));
  });
});

describe('the files of a ConfigMap', () => {
  test('fails when there is none', () => {
    expect(refusals({})).toEqual([
      'test/shop/web/conf: files: got nothing; expected at least one file; add a file, correct the name of the folder, or leave the ConfigMap out ' +
        '[ERR_CONFIG_EMPTY]',
    ]);
  });

  test.each(['a', 'route.xml', 'A-b_c.D', '.hidden', '-', 'a'.repeat(253)])('may be called %s', (name) => {
    expect(refusals({ [name]: 'a' })).toEqual([]);
  });

  // https://github.com/kubernetes/apimachinery/blob/master/pkg/util/validation/validation.go, IsConfigMapKey
  test.each(['', '.', '..', '..a', 'a/b', 'a b', 'ä', 'a\n', 'a'.repeat(254)])(
    'fails when one is called %j',
    (name) => {
      expect(refusals({ [name]: 'a' })).toEqual([
        `test/shop/web/conf: files.${name}: got ${JSON.stringify(name).slice(0, 200)}${name.length > 198 ? '...' : ''}; ` +
          'expected a file name of letters, digits, dashes, dots and underscores, such as "route.xml"; ' +
          'rename the file; a folder in a folder needs a ConfigMap of its own [ERR_CONFIG_FILE_NAME]',
      ]);
    },
  );

  test.each(['', 'RSA ', 'EC ', 'ENCRYPTED ', 'OPENSSH ', 'DSA '])('fails when one holds a %sprivate key', (kind) => {
    const key = `# a comment\n-----BEGIN ${kind}PRIVATE KEY-----\nAAAA\n-----END ${kind}PRIVATE KEY-----\n`;
    const refusal =
      'test/shop/web/conf: files.tls.key: got nothing; expected no private key in a ConfigMap; ' +
      'put it into a Secret and mount that [ERR_CONFIG_PRIVATE_KEY]';
    expect(refusals({ 'tls.key': key, 'tls.crt': 'a' })).toEqual([refusal]);
    expect(refusals({ 'tls.key': Buffer.from(key) })).toEqual([refusal]);
    expect(refusals({ 'tls.key': Buffer.concat([Buffer.from(key), bytes(0xff)]) })).toEqual([refusal]);
  });

  test('may hold a public key and a certificate', () => {
    expect(refusals({ a: '-----BEGIN PUBLIC KEY-----\n-----BEGIN CERTIFICATE-----\n' })).toEqual([]);
  });

  test('may be 1 MiB in all, names included', () => {
    expect(refusals({ ab: 'x'.repeat(2 ** 19 - 2), cd: 'ä'.repeat(2 ** 18 - 1) })).toEqual([]);
  });

  test.each<[string, Files]>([
    ['a text', { ab: 'x'.repeat(2 ** 20 - 1) }],
    ['a text of several bytes a character', { ab: 'ä'.repeat(2 ** 19 - 1), c: '' }],
    ['bytes', { ab: new Uint8Array(2 ** 20 - 1) }],
    ['two files', { a: 'x'.repeat(2 ** 19), b: 'x'.repeat(2 ** 19 - 1) }],
  ])('fails when %s make them one byte larger', (_, files) => {
    expect(refusals(files)).toEqual([
      'test/shop/web/conf: files: got "1048577 bytes"; expected at most 1048576 bytes in one ConfigMap; ' +
        'make the files smaller, or put them on a volume [ERR_CONFIG_SIZE]',
    ]);
  });

  test('fails when its name is not legal', () => {
    const [refusal, ...others] = refusals({ a: '1' }, 'My_Conf');
    expect(refusal).toMatch(/^test\/shop\/web\/conf: name: got "My_Conf.*"; expected at most 63 .* \[ERR_NAME\]$/);
    expect(others).toEqual([]);
  });
});

describe('the files of a folder', () => {
  const text = (folder: string) =>
    Object.fromEntries(
      Object.entries(filesIn(folder)).map(([name, content]) => [name, Buffer.from(content).toString()]),
    );

  test('are its files by name, but for hidden ones', () => {
    expect(text(folderWith({ 'b.xml': 'b', 'a.xml': 'a', '.DS_Store': 'x' }))).toEqual({ 'a.xml': 'a', 'b.xml': 'b' });
  });

  test('come in the order of their names', () => {
    expect(Object.keys(text(folderWith({ b: '', a: '', B: '' })))).toEqual(['B', 'a', 'b']);
  });

  test('keep their bytes', () => {
    const content = bytes(0xff, 0x00);
    expect([...filesIn(folderWith({ a: content }))['a']!]).toEqual([0xff, 0x00]);
  });

  test('in a folder inside it come with a slash, which no ConfigMap takes', () => {
    const files = filesIn(folderWith({ 'a.xml': 'a', 'in/a.xml': 'b' }));
    expect(Object.keys(files)).toEqual(['a.xml', 'in/a.xml']);
    expect(refusals(files)).toEqual([expect.stringContaining('files.in/a.xml: got "in/a.xml"')]);
  });

  test('are the same however the folder is written', () => {
    const folder = folderWith({ 'a.xml': 'a', 'in/a.xml': 'b' }, 'berth with space-');
    const fromHere = relative('.', folder);
    const written = [`${folder}/`, `${folder}//`, fromHere, `./${fromHere}/`, `${folder}/in/..`];
    for (const one of written) {
      expect({ [one]: text(one) }).toEqual({ [one]: { 'a.xml': 'a', 'in/a.xml': 'b' } });
    }
  });

  test('of an empty folder, and of one that is not there, are none', () => {
    expect(text(folderWith())).toEqual({});
    expect(text(`${folderWith()}/not-there`)).toEqual({});
  });
});
