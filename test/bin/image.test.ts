import { describe, expect, jest, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { dirname } from 'node:path';
import { folderWith, folderWithPrograms } from '../support/folder.ts';
import { runProgram, type Ended } from '../support/programs.ts';
import { loadAll } from '../support/systems.ts';

jest.setTimeout(60_000);

const command = fileURLToPath(new URL('../../bin/berth.ts', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Prints what it is called with, and ends with 3 where it builds `broken`. */
const stub = `#!/bin/sh
printf %s "\${0##*/}"
printf ' <%s>' "$@"
case "$*" in *broken*) exit 3 ;; esac
`;

const both = folderWithPrograms({ docker: stub, podman: stub });
const podman = folderWithPrograms({ podman: stub });
const neither = folderWith({ docker: 'not a program' });

/** Runs `berth image` where nothing is on the PATH but the programs of some folder. */
const image = (programs: string, args: string, cwd = root): Promise<Ended> =>
  runProgram(process.execPath, [command, 'image', ...args.split(' ')], { cwd, env: { PATH: programs } });

const fxa = 'build fxa --version v1.206.0 --registry registry.example.com/berth';
const words =
  '<build> <--file> <images/fxa/Dockerfile> <--tag> <registry.example.com/berth/fxa:v1.206.0> <--build-arg> <VERSION=v1.206.0> <images/fxa>';

describe('berth image build', () => {
  test.each([
    ['docker where both are there', both, 'docker'],
    ['podman where docker is not', `${neither}:${podman}`, 'podman'],
  ])('builds and tags with %s', async (_, programs, builder) => {
    expect(await image(programs, fxa)).toEqual({ exitCode: 0, stdout: `${builder} ${words}`, stderr: '' });
  });

  test('prints the command with --dry-run, and runs nothing', async () => {
    expect(await image(podman, `${fxa} --dry-run`)).toEqual({
      exitCode: 0,
      stdout: `podman ${words.replaceAll(/[<>]/g, '')}\n`,
      stderr: '',
    });
    const { exitCode, stdout, stderr } = await image(neither, `${fxa} --dry-run`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `docker ${words.replaceAll(/[<>]/g, '')}\n` });
    expect(stderr).toBe('neither docker nor podman is on the PATH; docker takes:\n');
  });

  test('fails when neither is there', async () => {
    expect(await image(neither, fxa)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'berth image build: PATH: got "neither docker nor podman"; expected one of them; install one, or print the command with --dry-run [ERR_IMAGE_BUILDER]\n',
    });
  });

  test('takes sources from elsewhere, a tag that is not the version, and arguments of the Dockerfile', async () => {
    const sources = folderWith();
    const { stdout } = await image(
      both,
      `build jobs-api --version 1.3.0 --registry localhost:5000 --tag dev --source ${sources} --build-arg PYTHON=3.12-slim`,
    );
    expect(stdout).toBe(
      'docker <build> <--file> <images/jobs-api/Dockerfile> <--tag> <localhost:5000/jobs-api:dev>' +
        ` <--build-arg> <PYTHON=3.12-slim> <--build-context> <source=${sources}> <images/jobs-api>`,
    );
  });

  test.each(['fxa', 'buffer-workers', 'jobs-api'])('prints the command for %s', async (name) => {
    const { exitCode, stdout } = await image(
      both,
      `build ${name} --version 2.31.0 --registry registry.example.com/a --dry-run`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`--tag registry\\.example\\.com/a/${name}:2\\.31\\.0 .*images/${name}\\n$`));
  });

  test('builds the images of the folder that it is started in', async () => {
    const fleet = folderWith({ 'images/shop/Dockerfile': 'FROM scratch\n', 'images/notes.txt': '' });
    const { stdout } = await image(both, 'build shop --version 1.4.2 --registry registry.example.com', fleet);
    expect(stdout).toBe(
      'docker <build> <--file> <images/shop/Dockerfile> <--tag> <registry.example.com/shop:1.4.2> <images/shop>',
    );
    const { stderr } = await image(both, 'build fxa --version 1.4.2 --registry registry.example.com', fleet);
    expect(stderr).toContain('image: got "fxa"; expected one of shop; ');
  });

  test('fails where there is no image, and says where one would be', async () => {
    const { stderr } = await image(both, 'build shop --version 1.4.2 --registry registry.example.com', folderWith());
    expect(stderr).toContain(
      'image: got "shop"; expected an image of the folder images, which has none; add images/<name>/Dockerfile ',
    );
  });

  test('ends as the builder does', async () => {
    const fleet = folderWith({ 'images/broken/Dockerfile': 'FROM scratch\n' });
    expect(await image(both, 'build broken --version 1.4.2 --registry registry.example.com', fleet)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('images/broken'),
    });
  });

  test('prints words as a shell takes them', async () => {
    const fleet = folderWith({ 'images/shop/Dockerfile': 'FROM scratch\n' });
    const args = ['build', 'shop', '--version=1.0.0', '--registry=a.example.com', '--dry-run', "--build-arg=A=it's b"];
    const { stdout } = await runProgram(process.execPath, [command, 'image', ...args], {
      cwd: fleet,
      env: { PATH: both },
    });
    expect(stdout).toContain(` --build-arg 'A=it'\\''s b' `);
  });

  test('fails when several arguments are wrong, and says so of all', async () => {
    const { exitCode, stdout, stderr } = await image(
      both,
      'build shop --version latest --registry https://a.example.com --tag a/b --source /none',
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.match(/^berth image build: \S+: got ".*?"/gm)).toEqual([
      'berth image build: --registry: got "https://a.example.com"',
      'berth image build: --source: got "/none"',
      'berth image build: --tag: got "a/b"',
      'berth image build: --version: got "latest"',
      'berth image build: image: got "shop"',
    ]);
    expect(stderr).toMatch(/image: .*; expected one of buffer-workers, fxa, jobs-api, runtime; .* \[ERR_ARGUMENT\]/);
  });

  test.each([
    ['no image', 'build --version 1.0.0 --registry a', 'image: got nothing; expected one of '],
    ['no version', 'build fxa --registry a', '--version: got nothing; expected '],
    ['a version that may move', 'build fxa --version dev --registry a', '--version: got "dev"; expected '],
    ['no registry', 'build fxa --version 1.0.0', '--registry: got nothing; expected '],
    ['a registry with a slash at its end', 'build fxa --version 1.0.0 --registry a/', '--registry: got "a/"; '],
    ['the tag latest', 'build fxa --version 1.0.0 --registry a --tag latest', '--tag: got "latest"; '],
    ['no sources', 'build buffer-workers --version 1.0.0 --registry a', '--source: got nothing; expected '],
    ['no value', 'build runtime --version 1.0.0 --registry a', '--build-arg: got nothing; expected PROCESS=<value>; '],
    ['another word', 'push fxa --version 1.0.0 --registry a', 'got "push fxa"; expected berth image build '],
    ['two images', 'build fxa jobs-api', 'got "build fxa jobs-api"; expected berth image build '],
    ['an unknown option', 'build fxa --push', `got "Unknown option '--push'"; expected berth image build `],
  ])('fails when given %s', async (_, args, message) => {
    const { exitCode, stdout, stderr } = await image(both, args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('makes the image that production names', async () => {
    const { production } = await loadAll();
    const reference = String(production.systems.fxa.image);
    const { stdout } = await image(both, `build fxa --version v1.206.0 --registry ${dirname(reference)} --dry-run`);
    expect(stdout).toContain(` --tag ${reference} `);
  });
});
