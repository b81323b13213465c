import { expect, test } from '@jest/globals';
import { unit } from '../../support/units.ts';

test('a port is called after its unit and number', () => {
  expect(unit('web').endpoint('http').title).toBe('web:8080');
});
