import { expect, test } from '@jest/globals';
import { nearNames } from '../../../../lib/synth/explain/near-names.ts';

const variables = ['REDIS_HOST', 'REDIS_PORT', 'SMTP_HOST', 'SMTP_PORT', 'VAPID_KEYS_FILE', 'DB'];
const units = ['shop/web', 'shop/worker', 'mail/web', 'mail/sender', 'mail/fxa-auth-server'];

test.each([
  ['REDIS_HOTS', 'REDIS_HOST'],
  ['redis_host', 'REDIS_HOST'],
  ['smtp', 'SMTP_HOST, SMTP_PORT'],
  ['KEYS', 'VAPID_KEYS_FILE'],
  ['DV', 'DB'],
])('the variable %s may mean %s', (word, meant) => {
  expect(nearNames(word, variables)).toBe(meant);
});

test.each([
  ['shop/wrker', 'shop/worker'],
  ['shop/sender', 'mail/sender'],
  ['sender', 'mail/sender'],
  ['auth', 'mail/fxa-auth-server'],
  ['web', 'mail/web, shop/web'],
])('the unit %s may mean %s', (word, meant) => {
  expect(nearNames(word, units)).toBe(meant);
});

test.each(['ZZZZZZ', 'COMPLETELY_DIFFERENT'])('%s means none of names that are spelt otherwise', (word) => {
  expect(nearNames(word, variables)).toBe('');
});

test('of many names some are told', () => {
  const many = Array.from({ length: 40 }, (_, index) => `REDIS_${String(index).padStart(2, '0')}`);
  expect(nearNames('REDIS', many).split(', ')).toEqual(many.slice(0, 12));
});
