import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, jest, test } from '@jest/globals';
import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { IService } from 'kubernetes-models/v1/Service';
import { servers } from '../../lib/systems/fxa/catalogue/generated/index.ts';
import type { Server } from '../../lib/systems/fxa/catalogue/server.ts';
import { renderFxa } from '../support/fxa/rendered.ts';
import { runProgram } from '../support/programs.ts';
import { loadAll } from '../support/systems.ts';

jest.setTimeout(60_000);

const folder = fileURLToPath(new URL('../../docs/fxa/', import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
const read = (page: string): string => readFileSync(join(folder, page), 'utf8');

/** The commands of a page, each with what the page says it prints. */
const commandsOf = (page: string) =>
  Array.from(
    read(page).matchAll(/^```sh\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/gm),
    ([, command = '', prints = '']) => ({
      page,
      command,
      prints,
    }),
  );

describe('the pages about fxa', () => {
  test('are all in the list of them, and every open point has a page with a command', () => {
    const listed = Array.from(read('README.md').matchAll(/^\|.*\(([\w-]+\.md)\) +\|$/gm), ([, page = '']) => page);
    const others = ['README.md', 'health.md', 'public-and-internal.md', 'upgrading.md'];
    expect([...listed, ...others].sort()).toEqual([...pages].sort());
    expect(listed.filter((page) => commandsOf(page).length === 0)).toEqual([]);
    for (const page of others.slice(1)) expect(read('README.md')).toContain(`](${page})`);
  });

  test.each(pages.flatMap(commandsOf))('$page tells what this prints: $command', async ({ command, prints }) => {
    const { exitCode, stdout } = await runProgram('sh', ['-c', command]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: prints });
  });

  test('show what each of their commands prints', () => {
    const shown = pages.flatMap(commandsOf).length;
    expect(pages.flatMap((page) => read(page).match(/^```sh$/gm) ?? [])).toHaveLength(shown);
  });
});

test('the table of public and internal addresses is that of production', async () => {
  const { production } = await loadAll();
  const fleet = renderFxa(production);
  const rows = [...fleet.texts.keys()].flatMap((path) => {
    const objects = fleet.objects(path);
    const service = objects.find(({ kind }) => kind === 'Service') as IService | undefined;
    if (service === undefined) return [];
    const { rules = [], tls } = (objects.find(({ kind }) => kind === 'Ingress') as IIngress | undefined)?.spec ?? {};
    const outside = rules.map(({ host, http }) => `${tls ? 'https' : 'http'}://${host}${http?.paths[0]?.path ?? ''}`);
    const inside = service.spec?.ports?.map(
      ({ port, protocol }) =>
        `${service.metadata?.name}.${service.metadata?.namespace}:${port}${protocol === 'UDP' ? ' UDP' : ''}`,
    );
    return [[path.replace('production/fxa/', ''), outside.join(', '), inside?.join(', ')]];
  });
  const written = Array.from(
    read('public-and-internal.md').matchAll(/^\| ([\w-]+) +\| (.*?) +\| (.*?) +\|$/gm),
    (row) => row.slice(1).map((cell) => cell.replaceAll('`', '').replace(/^-$/, '').trim()),
  ).slice(2);
  expect(written).toEqual(rows.toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)));
});

test('the table of health is that of the catalogue', () => {
  const rows = Object.values<Server>(servers).flatMap(({ name, health }) =>
    health === undefined ? [] : [[name, health.liveness, health.readiness, health.version ?? '-', health.asks ?? '-']],
  );
  const written = Array.from(read('health.md').matchAll(/^\| (?!server|-)(.*) \|$/gm), ([, row = '']) =>
    row.split(' | ').map((cell) => cell.replaceAll('`', '').trim()),
  );
  expect(written).toEqual(rows);
});
