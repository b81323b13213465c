import { describe, expect, it } from '@jest/globals';
import { labelRequirements, meets, requirementsOf, selectorText } from '../../../lib/checks/selector.ts';

const expression = (operator: string, values?: readonly string[]) => ({
  matchExpressions: [{ key: 'tier', operator, values }],
});

describe('a label selector', () => {
  it.each([
    [{}, true],
    [null, true],
    ['text', true],
    [{ matchLabels: { app: 'web' } }, true],
    [{ matchLabels: { app: 'api' } }, false],
    [{ matchLabels: { app: 'web', tier: 'front' } }, false],
    [expression('In', ['front']), false],
    [expression('NotIn', ['front']), true],
    [expression('Exists'), false],
    [expression('DoesNotExist'), true],
    [expression('Unknown'), true],
    [{ matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }, true],
    [{ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api', 'web'] }] }, false],
    [{ matchLabels: { constructor: 'Object' } }, false],
  ])('%j selects app=web: %s', (selector, expected) => {
    expect(meets(requirementsOf(selector), { app: 'web' })).toBe(expected);
  });

  it('takes for met what is asked of labels that a controller adds', () => {
    const requirements = labelRequirements({ app: 'web', 'pod-template-hash': 'abc' });
    expect(meets(requirements, { app: 'web' }, new Set(['pod-template-hash']))).toBe(true);
    expect(meets(requirements, { app: 'web' })).toBe(false);
  });

  it('is written as kubectl takes it', () => {
    const matchExpressions = [
      { key: 'a', operator: 'In', values: ['1', '2'] },
      { key: 'b', operator: 'NotIn', values: ['3'] },
      { key: 'c', operator: 'Exists' },
      { key: 'd', operator: 'DoesNotExist' },
    ];
    const requirements = requirementsOf({ matchLabels: { app: 'web' }, matchExpressions });
    expect(selectorText(requirements)).toBe('app=web,a in (1,2),b notin (3),c,!d');
  });
});
