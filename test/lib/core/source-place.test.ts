import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sourcePlace } from '../../../lib/core/source-place.ts';

const root = process.cwd();
const errorAt = (...lines: readonly string[]): Error =>
  Object.assign(new Error('broken'), { stack: ['Error: broken', ...lines.map((line) => `    at ${line}`)].join('\n') });
const url = (path: string): string => pathToFileURL(join(root, path)).href;

describe('the place of an error', () => {
  test("is the nearest line that is neither this library's, a package's nor Node's", () => {
    const error = errorAt(
      `new Claim (${url('lib/workloads/volumes.ts')}:41:52)`,
      `new Chart (${join(root, 'node_modules/cdk8s/lib/chart.js')}:57:9)`,
      'Array.map (<anonymous>)',
      'node:internal/modules/run_main:107:1',
      `Object.shop (${url('systems/shop.ts')}:25:17)`,
      `${url('main.ts')}:4:7`,
    );
    expect(sourcePlace(error)).toBe('systems/shop.ts:25:17');
  });

  test("is a line of a system of this repository's own fleet", () => {
    const error = errorAt(`${url('lib/core/cron.ts')}:1:2`, `jobsApi (${url('lib/systems/jobs-api/index.ts')}:3:4)`);
    expect(sourcePlace(error)).toBe('lib/systems/jobs-api/index.ts:3:4');
  });

  test('is told in full where it is not below the working directory', () => {
    expect(sourcePlace(errorAt('async file:///elsewhere/shop.ts:1:2'))).toBe('/elsewhere/shop.ts:1:2');
  });

  test('is the nearest one where there is no other', () => {
    expect(sourcePlace(errorAt(`${url('lib/core/cron.ts')}:1:2`, `${url('lib/core/names.ts')}:3:4`))).toBe(
      'lib/core/cron.ts:1:2',
    );
    expect(sourcePlace(errorAt())).toBe('an unknown place');
  });

  test('is known of an error that was thrown', () => {
    expect(sourcePlace(new Error('broken'))).toMatch(/^test\/lib\/core\/source-place[.]test[.]ts:\d+:\d+$/);
  });
});
