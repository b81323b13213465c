import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { Construct } from 'constructs';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { namespaceOf } from '../core/environment.ts';
import { reportFault } from '../core/faults.ts';
import { addManifest } from '../core/manifest.ts';
import { checkName, contentName } from '../core/names.ts';
import type { Volume } from '../core/volume.ts';

/** A key of a ConfigMap, for a variable. */
export class ConfigKey {
  readonly configMapName: string;
  readonly key: string;

  constructor(configMapName: string, key: string) {
    this.configMapName = configMapName;
    this.key = key;
  }
}

/** Props of `ConfigFiles`. */
export interface ConfigFilesProps {
  /** What the ConfigMap's name begins with; a hash of the content follows. */
  readonly name: string;
  /** File contents by file name. Text, or bytes, which are kept as they are even where they are no text. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** What etcd takes of one object, and so the API server of a ConfigMap. @see https://kubernetes.io/docs/concepts/configuration/configmap/ */
const maxBytes = 1024 * 1024;

/**
 * Files as an immutable ConfigMap that is named by its content. A change makes a new ConfigMap and so rolls the pods that use it, and only those; an
 * old ReplicaSet keeps the files it was started with. Old ConfigMaps stay in the cluster until somebody prunes them.
 */
export class ConfigFiles extends Construct implements Volume {
  readonly configMapName: string;
  readonly writable = false;

  constructor(scope: Construct, id: string, props: ConfigFilesProps) {
    super(scope, id);
    const contents = Object.entries(props.files).map(([name, content]) => [name, decoded(content)] as const);
    checkName(this, 'name', props.name);
    this.#check(contents);
    const data = Object.fromEntries(
      contents.filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'),
    );
    const binaryData = Object.fromEntries(
      contents.flatMap(([name, content]) =>
        typeof content === 'string' ? [] : [[name, Buffer.from(content).toString('base64')]],
      ),
    );
    this.configMapName = contentName(props.name, { data, binaryData });
    addManifest<IConfigMap>(this, 'config-map', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: this.configMapName, namespace: namespaceOf(this) },
      immutable: true,
      ...(Object.keys(data).length > 0 ? { data } : {}),
      ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
    });
  }

  get source(): Volume['source'] {
    return { configMap: { name: this.configMapName } };
  }

  /** One file as the value of a variable. */
  key(file: string): ConfigKey {
    return new ConfigKey(this.configMapName, file);
  }

  #check(contents: readonly (readonly [string, string | Uint8Array])[]): void {
    if (contents.length === 0) {
      reportFault(this, {
        code: 'ERR_CONFIG_EMPTY',
        property: 'files',
        expected: 'at least one file',
        remedy: 'add a file, correct the name of the folder, or leave the ConfigMap out',
      });
    }
    for (const [name, content] of contents) {
      if (!/^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/.test(name)) {
        reportFault(this, {
          code: 'ERR_CONFIG_FILE_NAME',
          property: `files.${name}`,
          got: name,
          expected: 'a file name of letters, digits, dashes, dots and underscores, such as "route.xml"',
          remedy: 'rename the file; a folder in a folder needs a ConfigMap of its own',
        });
      }
      if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(Buffer.from(content).toString('latin1'))) {
        reportFault(this, {
          code: 'ERR_CONFIG_PRIVATE_KEY',
          property: `files.${name}`,
          expected: 'no private key in a ConfigMap',
          remedy: 'put it into a Secret and mount that',
        });
      }
    }
    const size = contents.reduce(
      (sum, [name, content]) => sum + Buffer.byteLength(name) + Buffer.byteLength(content),
      0,
    );
    if (size > maxBytes) {
      reportFault(this, {
        code: 'ERR_CONFIG_SIZE',
        property: 'files',
        got: `${size} bytes`,
        expected: `at most ${maxBytes} bytes in one ConfigMap`,
        remedy: 'make the files smaller, or put them on a volume',
      });
    }
  }
}

function decoded(content: string | Uint8Array): string | Uint8Array {
  if (typeof content === 'string') return content;
  const text = isUtf8(content) ? Buffer.from(content).toString('utf8') : undefined;
  return text === undefined || text.includes('\0') ? content : text;
}

/**
 * The files of a folder by name, none where there is no such folder; hidden ones (`.name`) are left out. A folder inside it comes out as a name with a slash, which no ConfigMap takes.
 *
 * @param folder such as `config/cds/routes`
 */
export function filesIn(folder: string): Record<string, Uint8Array> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith('.'),
  );
  return Object.fromEntries(
    entries
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path).replaceAll(sep, '/'), readFileSync(path)]),
  );
}
