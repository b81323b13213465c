import { expect, test } from '@jest/globals';
import { declaredConnections } from './declared-connections.ts';

const host = 'db.shop.svc.cluster.local';

test.each([
  ['a host and a port', { REDIS_HOST: host, REDIS_PORT: '6379' }, 'REDIS_HOST', 6379],
  ['an address and a port', { REDIS_IP: host, REDIS_PORT: '6379', REDIS_DB: '1' }, 'REDIS_IP', 6379],
  ['a URL with a port', { QUEUE_URL: `http://${host}:9324/queue` }, 'QUEUE_URL', 9324],
  ['a URL without a port', { KEYS_URL: `https://${host}/keys` }, 'KEYS_URL', 443],
  ['a URL with a secret', { BROKER: `amqp://user:secret@${host}/` }, 'BROKER', 5672],
  ['host and port in one', { SERVER: `${host}:11211` }, 'SERVER', 11211],
  ['an agent and the port of its daemon', { DD_AGENT_HOST: host, DD_DOGSTATSD_PORT: '8125' }, 'DD_AGENT_HOST', 8125],
])('a connection is declared by %s', (_title, values, variable, port) => {
  const env = Object.entries(values).map(([name, value]) => ({ name, value }));
  expect(declaredConnections({ name: 'main', env })).toEqual([{ variable, host, port }]);
});

test('a connection is not declared by an address outside the cluster, a word, or a Secret', () => {
  const env = [
    { name: 'ISSUER', value: 'https://example.com/dex' },
    { name: 'RABBITMQ_HOST', value: 'rabbitmq.example.com' },
    { name: 'RABBITMQ_PORT', value: '5672' },
    { name: 'MODE', value: 'fast' },
    { name: 'PASSWORD' },
  ];
  expect(declaredConnections({ name: 'main', env })).toEqual([]);
});

test('a host without a port is a fault, not a connection that nobody tries', () => {
  const read = () => declaredConnections({ name: 'main', env: [{ name: 'REDIS_HOST', value: host }] });
  expect(read).toThrow('REDIS_HOST: got no port');
});
