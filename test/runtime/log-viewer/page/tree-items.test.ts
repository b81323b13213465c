import { describe, expect, test } from '@jest/globals';
import { ApiFault, type LogFile } from '../../../../runtime/log-viewer/page/api.ts';
import { treeItems, type Listed, type TreeItem } from '../../../../runtime/log-viewer/page/tree-items.ts';

const file = (name: string, day: number): LogFile => ({ name, size: 1, lastModified: `2026-11-0${day}T00:00:00Z` });
const LOGS = new Map<string, Listed>([
  ['b', { files: [file('b-10.log', 1), file('b-9.log', 2)] }],
  ['a', { files: [file('a.log', 3)] }],
  ['broken', { fault: new ApiFault('other', 'no rights') }],
]);

function items(options: Partial<Parameters<typeof treeItems>[0]> = {}): readonly string[] {
  const all = {
    routes: ['b', 'a', 'broken', 'late'],
    logs: LOGS,
    filter: '',
    isNewestFirst: false,
    expanded: new Set<string>(),
    limitOf: () => 300,
  };
  return treeItems({ ...all, ...options }).map(text);
}

function text(item: TreeItem): string {
  if (item.kind === 'route') return item.route;
  if (item.kind === 'log') return `- ${item.file.name}`;
  return item.kind === 'more' ? `- and ${item.hidden}` : `- ${item.text}`;
}

describe('the tree', () => {
  test('has routes by name, and the logs of those that are open', () => {
    expect(items({ expanded: new Set(['b']) })).toEqual(['a', 'b', '- b-9.log', '- b-10.log', 'broken', 'late']);
  });

  test('has the newest logs first on request', () => {
    const routes = ['b'];
    const expanded = new Set(routes);
    const logs = new Map([['b', { files: [file('1', 1), file('2', 3), file('3', 2)] }]]);
    expect(items({ routes, expanded, logs, isNewestFirst: true })).toEqual(['b', '- 2', '- 3', '- 1']);
  });

  test.each([
    ['9', ['b', '- b-9.log']],
    ['B/ LOG 10', ['b', '- b-10.log']],
    ['a.log', ['a', '- a.log']],
    ['nothing', []],
  ])('filtered by %j has what matches, open', (filter, expected) => {
    expect(items({ filter })).toEqual(expected);
  });

  test('says that logs are on their way, or why there are none', () => {
    expect(items({ routes: ['late', 'broken'], expanded: new Set(['late', 'broken']) })).toEqual([
      'broken',
      '- no rights',
      'late',
      '- Loading…',
    ]);
  });

  test('shows so many logs of a route, and says how many more there are', () => {
    expect(items({ routes: ['b'], expanded: new Set(['b']), limitOf: () => 1 })).toEqual(['b', '- b-9.log', '- and 1']);
  });
});
