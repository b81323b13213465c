import { expect, it } from '@jest/globals';
import { isHarmless, isSecretName, secretIn } from '../../../lib/checks/secret-words.ts';

it.each([
  'PASSWORD',
  'DB_PASSWORD',
  'MYSQL_PWD',
  'dbPassword',
  'client-secret',
  'apiKey',
  'API_KEY',
  'AWS_SECRET_ACCESS_KEY',
  'SECRET_KEY_BASE',
  'AZURE_BATCH_KEY',
  'GITHUB_TOKEN',
  'spring.datasource.password',
  'PASSWORD_2',
])('%s names a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  '',
  'TOKEN_URL',
  'PASSWORD_FILE',
  'SECRET_NAME',
  'MAX_TOKENS',
  'TOKENIZER',
  'TOKEN_TTL',
  'ACCESS_TOKEN_REDIS_PORT',
  'REFRESH_TOKEN_REDIS_HOST',
  'PRIMARY_KEY',
  'MONKEY',
  'COMPASS',
  'PASSENGERS',
  'KEY',
  'USERNAME',
])('%s does not', (name) => {
  expect(isSecretName(name)).toBe(false);
});

it.each([
  ['-----BEGIN RSA PRIVATE KEY-----', 'a private key'],
  ['a: |\n  ---BEGIN OPENSSH PRIVATE KEY---\n', 'a private key'],
  ['key=AKIAIOSFODNN7EXAMPLE', 'an AWS access key'],
  [`ghp_${'a'.repeat(36)}`, 'a GitHub token'],
  ['glpat-aaaaaaaaaaaaaaaaaaaa', 'a GitLab token'],
  [`AIza${'a'.repeat(35)}`, 'a Google API key'],
  ['xoxb-0000000000-a', 'a Slack token'],
  [`sk_live_${'a'.repeat(16)}`, 'a Stripe key'],
  ['postgresql://shop:hunter2@db.shop.svc/shop', 'a URL with a password'],
  ['redis://:hunter2@redis.shop.svc', 'a URL with a password'],
])('%j holds %s', (text, what) => {
  expect(secretIn(text)).toBe(what);
});

it.each([
  'https://example.com/a@b',
  'https://example.com:8080/users/jane@example.com',
  'postgresql://shop@db.shop.svc/shop',
  'postgresql://shop:$(DB_PASSWORD)@db.shop.svc/shop',
  'postgresql://shop:${DB_PASSWORD}@db.shop.svc/shop',
  'amqp://{{ user }}:{{ password }}@rabbitmq',
  'amqp://user:<password>@rabbitmq',
  '-----BEGIN CERTIFICATE-----',
  'ghp_short',
])('%j holds nothing secret', (text) => {
  expect(secretIn(text)).toBeUndefined();
});

it.each([
  '',
  ' ',
  'true',
  'No',
  'none',
  '$(DB_PASSWORD)',
  '${DB_PASSWORD}',
  'pk_live_51Hq',
  'pk_test_a',
  '/etc/google/key.json',
])('%j is harmless whatever its name', (value) => {
  expect(isHarmless(value)).toBe(true);
});

it.each([
  'hunter2',
  '0',
  '$(A)b',
  'truely',
  'sk_live_51Hq',
  'pk_live-a',
  'apk_test_a',
  '/run/secrets/token',
  '/aB3d.x+=',
  'key.json',
])('%j may be secret', (value) => {
  expect(isHarmless(value)).toBe(false);
});
