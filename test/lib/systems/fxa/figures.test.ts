import { describe, expect, test } from '@jest/globals';
import { readServers } from '../../../../lib/systems/fxa/catalogue/data.ts';
import { serverOf } from '../../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../../lib/systems/fxa/catalogue/settings.ts';
import { resourcesOf, resourcesOfWorker, settleOf, shutdownOf } from '../../../../lib/systems/fxa/figures.ts';
import { quantityBytes } from '../../../../lib/core/resources.ts';

const measured = readServers()
  .filter(({ idle }) => idle !== undefined)
  .map(({ name }) => name as ServerName);
const mebibytes = (text = ''): number => (quantityBytes(text) ?? 0) / 2 ** 20;

describe('resources', () => {
  test.each(measured)('of %s are more than it was seen to use', (name) => {
    const { memory, memoryLimit } = resourcesOf(serverOf(name), 'development');
    const { idle } = serverOf(name);
    expect(mebibytes(memory)).toBeGreaterThan(idle?.memoryMiB ?? 0);
    expect(mebibytes(memoryLimit)).toBeGreaterThan(idle?.peakMemoryMiB ?? idle?.memoryMiB ?? 0);
  });

  test('of content leave its build in the pod to development', () => {
    expect(resourcesOf(serverOf('fxa-content-server'), 'production').memoryLimit).toBe('224Mi');
    expect(resourcesOf(serverOf('fxa-content-server'), 'development').memoryLimit).toBe('1136Mi');
  });

  test('of the image worker follow the number of its processes', () => {
    expect(mebibytes(resourcesOfWorker(3).memoryLimit)).toBeGreaterThan(650);
    expect(mebibytes(resourcesOfWorker(6).memoryLimit)).toBeGreaterThan(1200);
  });

  test('of the auth server have the CPU for two sign-ins a second', () => {
    expect(resourcesOf(serverOf('fxa-auth-server'), 'production').cpu).toBe('500m');
  });
});

describe('the end of a pod', () => {
  test.each([
    ['fxa-auth-server', 30],
    ['fxa-customs-server', 30],
    ['fxa-auth-db-mysql', 10],
    ['fxa-graphql-api', 10],
    ['fxa-event-broker', 10],
  ] as const)('of %s comes %d s after SIGTERM at the latest', (name, seconds) => {
    expect(shutdownOf(serverOf(name)).toSeconds()).toBe(seconds);
  });
});

test('a program that may end with 0 soon after it was ready has to stay up first', () => {
  expect(settleOf(serverOf('fxa-content-server'))?.toSeconds()).toBe(5);
  expect(settleOf(serverOf('fxa-auth-server'))).toBeUndefined();
});
