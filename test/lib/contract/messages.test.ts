import { expect, test } from '@jest/globals';
import { eventKeys, exchanges, queueName, queues, requestBindingKey } from '../../../lib/contract/messages.ts';

test('the exchanges are declared as the published processes and their producer declare them', () => {
  expect(Object.values(exchanges)).toEqual([
    { name: 'pluto-deliverables', type: 'topic', durable: true },
    { name: 'cdsresponder', type: 'topic', durable: true },
    { name: 'cdsresponder-dlx', type: 'direct', durable: true },
  ]);
});

test('the queues are declared and bound as the published responder declares and binds them', () => {
  const deadLetterExchange = 'cdsresponder-dlx';
  expect(Object.values(queues)).toEqual([
    {
      name: 'cdsresponder-deliverablessyndicationupload',
      durable: false,
      exchange: 'pluto-deliverables',
      bindingKey: 'deliverables.syndication.*.upload',
      deadLetterExchange,
    },
    {
      name: 'cdsresponder-cdsjob',
      durable: false,
      exchange: 'cdsresponder',
      bindingKey: 'cds.job.*',
      deadLetterExchange,
    },
    { name: 'cdsresponder-dlq', durable: true, exchange: 'cdsresponder-dlx', bindingKey: 'cdsresponder-dlq' },
  ]);
});

test.each([
  ['deliverables.syndication.*.upload', 'cdsresponder-deliverablessyndicationupload'],
  ['cds.job.*', 'cdsresponder-cdsjob'],
  ['a-1_b.#', 'cdsresponder-a1_b'],
  ['prêt.à.1', 'cdsresponder-prêtà1'],
])('the queue of the routing key %s is %s', (routingKey, name) => {
  expect(queueName(routingKey)).toBe(name);
});

test('a request is bound by any platform', () => {
  expect(requestBindingKey).toBe('deliverables.syndication.*.upload');
});

test('there are seven routing keys of events, each cds.job. and its state', () => {
  expect(Object.keys(eventKeys).sort()).toEqual([
    'failed',
    'invalid',
    'retry',
    'running',
    'started',
    'starting',
    'success',
  ]);
  for (const [state, key] of Object.entries(eventKeys)) expect(key).toBe(`cds.job.${state}`);
});
