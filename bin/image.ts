import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BerthError, faultText, type Fault } from '../lib/core/errors.ts';
import { imageReference, isFixedTag } from '../lib/core/image.ts';
import { argumentError } from './fleet.ts';
import { usages } from './usage.ts';

const usage = usages.image.call;
const where = 'berth image build';

/** Where the images of a fleet are: a folder each, with its Dockerfile. */
const imagesFolder = 'images';

/** The programs that build, the preferred one first; they take the same arguments. */
const builders = ['docker', 'podman'] as const;

/**
 * `berth image build`: builds and tags an image of the folder that it is started in, with docker or podman, and ends as that does. With `--dry-run` it
 * prints the command instead.
 */
export async function image(args: readonly string[]): Promise<void> {
  const given = imageArguments(args);
  const faults = faultsOf(given);
  if (faults.length > 0) throw new BerthError('ERR_ARGUMENT', report(faults));
  const command = buildCommand(given);
  const builder = builders.find(isOnPath);
  if (given.dryRun) {
    if (builder === undefined) console.error(`neither ${builders.join(' nor ')} is on the PATH; ${builders[0]} takes:`);
    console.log([builder ?? builders[0], ...command].map(quoted).join(' '));
  } else if (builder === undefined) {
    const got = `neither ${builders.join(' nor ')}`;
    const [expected, remedy] = ['one of them', 'install one, or print the command with --dry-run'];
    const code = 'ERR_IMAGE_BUILDER';
    throw new BerthError(code, report([{ code, property: 'PATH', got, expected, remedy }]));
  } else {
    const { status, error } = spawnSync(builder, command, { stdio: 'inherit' });
    if (error) throw error;
    process.exitCode = status ?? 1;
  }
}

interface ImageArguments {
  readonly words: readonly string[];
  readonly version?: string;
  readonly registry?: string;
  readonly tag?: string;
  readonly source?: string;
  readonly buildArguments: readonly string[];
  readonly dryRun: boolean;
}

function imageArguments(args: readonly string[]): ImageArguments {
  try {
    const text = { type: 'string' } as const;
    const options = {
      version: text,
      registry: text,
      tag: text,
      source: text,
      'build-arg': { type: 'string', multiple: true, default: [] as string[] },
      'dry-run': { type: 'boolean', default: false },
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const { 'build-arg': buildArguments, 'dry-run': dryRun, ...rest } = values;
    if (positionals[0] !== 'build' || positionals.length > 2) throw new Error(positionals.join(' ') || 'no image');
    return { ...rest, buildArguments, dryRun, words: positionals.slice(1) };
  } catch (cause) {
    throw argumentError(cause instanceof Error ? cause.message : String(cause), usage, { cause });
  }
}

const report = (faults: readonly Fault[]): string =>
  faults
    .map((each) => faultText(where, each))
    .toSorted()
    .join('\n');

/** All that is wrong with the arguments. */
function faultsOf(given: ImageArguments): readonly Fault[] {
  const { words, version, registry, tag, source } = given;
  const [name] = words;
  const images = imagesHere();
  const isThere = name !== undefined && images.includes(name);
  const isTag = (text: string): boolean => text !== 'latest' && imageReference(`image:${text}`)?.tag === text;
  return [
    isThere
      ? []
      : images.length === 0
        ? fault('image', name, 'an image of the folder images, which has none', 'add images/<name>/Dockerfile')
        : fault('image', name, `one of ${images.join(', ')}`, 'name one, or add images/<name>/Dockerfile'),
    version !== undefined && isTag(version) && isFixedTag(version)
      ? []
      : fault('--version', version, 'a version that is never moved, such as "v1.206.0"', 'say what is built'),
    registry !== undefined && imageReference(`${registry}/image`) !== undefined
      ? []
      : fault(
          '--registry',
          registry,
          'a registry, and a path in it, such as "registry.example.com/berth"',
          'correct it',
        ),
    tag === undefined || isTag(tag)
      ? []
      : fault('--tag', tag, 'a tag other than latest, such as "dev"', 'correct it, or leave it to the version'),
    source === undefined || existsSync(source)
      ? []
      : fault('--source', source, 'a folder that is there', 'name the folder of the sources'),
    isThere ? dockerfileFaults(name, given) : [],
  ].flat();
}

const fault = (property: string, got: string | undefined, expected: string, remedy: string): Fault => ({
  code: 'ERR_ARGUMENT',
  property,
  ...(got === undefined ? {} : { got }),
  expected,
  remedy,
});

/** What a Dockerfile asks for that is not given: values of arguments that have no default, and the folder `source` beside it. */
function dockerfileFaults(name: string, { source, buildArguments, dryRun }: ImageArguments): readonly Fault[] {
  const text = dockerfile(name);
  const known = new Set(['VERSION', ...buildArguments.map((each) => each.split('=', 1)[0])]);
  const missing = [...text.matchAll(/^ARG (\w+)$/gm)].flatMap(([, each = '']) => (known.has(each) ? [] : [each]));
  const own = `${imagesFolder}/${name}/source`;
  const hasSource = source !== undefined || !/^COPY source\/ /m.test(text) || existsSync(own);
  return [
    ...missing.map((each) => fault('--build-arg', undefined, `${each}=<value>`, `see ${dockerfilePath(name)}`)),
    ...(hasSource || dryRun
      ? []
      : [fault('--source', undefined, 'the folder of the sources', `name it, or put them into ${own}`)]),
  ];
}

const dockerfilePath = (name: string): string => `${imagesFolder}/${name}/Dockerfile`;
const dockerfile = (name: string): string => readFileSync(dockerfilePath(name), 'utf8');

/** The images of the folder that the command is started in. */
function imagesHere(): readonly string[] {
  if (!existsSync(imagesFolder)) return [];
  return readdirSync(imagesFolder)
    .filter((name) => existsSync(dockerfilePath(name)))
    .toSorted();
}

/** What docker and podman are told. */
function buildCommand({ words: [name = ''], version = '', registry, tag, ...rest }: ImageArguments): readonly string[] {
  const isTold = /^ARG VERSION$/m.test(dockerfile(name));
  const values = [...(isTold ? [`VERSION=${version}`] : []), ...rest.buildArguments];
  return [
    'build',
    '--file',
    dockerfilePath(name),
    '--tag',
    `${registry}/${name}:${tag ?? version}`,
    ...values.flatMap((value) => ['--build-arg', value]),
    ...(rest.source === undefined ? [] : ['--build-context', `source=${rest.source}`]),
    `${imagesFolder}/${name}`,
  ];
}

function isOnPath(program: string): boolean {
  const file = process.platform === 'win32' ? `${program}.exe` : program;
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return true;
    } catch {
      // the next folder may have it
      return false;
    }
  });
}

/** A word as a shell takes it. */
const quoted = (word: string): string => (/^[\w./:=@+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
