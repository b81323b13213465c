import { describe, expect, test } from '@jest/globals';
import { commonLabels, selectorLabels, unitLabels } from '../../../lib/core/labels.ts';
import { chart } from '../../support/build.ts';

describe('labels', () => {
  test('a selector holds name and part only, so that it never has to change', () => {
    expect(selectorLabels('web', 'server')).toEqual({
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/component': 'server',
    });
  });

  test('a network policy knows all pods of a unit, the debug pod too', () => {
    const debug = selectorLabels('web', 'debug');
    for (const [label, value] of Object.entries(unitLabels('web'))) expect(debug).toHaveProperty([label], value);
  });

  test('a debug pod is not selected as the workload itself', () => {
    expect(selectorLabels('web', 'debug')).not.toEqual(selectorLabels('web', 'server'));
  });

  test('common labels are those of the chart and who manages the object', () => {
    expect(commonLabels(chart({ environment: 'production', system: 'shop', key: 'web' }))).toEqual({
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/part-of': 'shop',
      'app.kubernetes.io/instance': 'shop-production',
      'app.kubernetes.io/managed-by': 'berth',
    });
  });
});
