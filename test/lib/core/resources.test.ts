import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  checkStorage,
  containerResources,
  quantityBytes,
  quantityCores,
  type ContainerResources,
  type Resources,
} from '../../../lib/core/resources.ts';
import { chart, faults } from '../../support/build.ts';

function resources(given: Partial<Resources> = {}): { rendered: ContainerResources; faults: string[] } {
  const scope = chart();
  const rendered = containerResources(scope, { cpu: '250m', memory: '256Mi', ...given });
  return { rendered, faults: faults(scope) };
}
/** Values that came past the compiler, as text from elsewhere would. */
const untyped = (given: Record<string, string>): string[] => resources(given).faults;

const storageRefusal = (property: string, got: string): string =>
  `test/shop/web: ${property}: got ${JSON.stringify(got)}; expected a positive amount in Ki, Mi, Gi or Ti, such as ` +
  '"256Mi"; state it with its unit [ERR_RESOURCES]';
const cpuRefusal = (property: string, got: string): string =>
  `test/shop/web: ${property}: got ${JSON.stringify(got)}; expected a positive amount of cores or thousandths, such ` +
  'as "0.5" or "250m"; state it [ERR_RESOURCES]';
const limitRefusal = (property: string, got: string): string =>
  `test/shop/web: ${property}: got ${JSON.stringify(got)}; expected a limit that is not below what is requested; ` +
  'raise the limit or lower the request [ERR_RESOURCES]';

describe('an amount of storage', () => {
  test.each([
    ['1Ki', 1024],
    ['256Mi', 268_435_456],
    ['1.5Gi', 1_610_612_736],
    ['2Ti', 2_199_023_255_552],
    ['0Mi', 0],
  ])('of %s is %d bytes', (quantity, bytes) => {
    expect(quantityBytes(quantity)).toBe(bytes);
  });

  test.each(['', '256', '256M', '256MB', '256mi', 'Mi', '-1Mi', '.5Gi', '1.Gi', '1e3Mi', ' 1Mi', '1 Mi', '1Pi'])(
    'is not %j',
    (quantity) => {
      expect(quantityBytes(quantity)).toBeUndefined();
    },
  );

  test('has the next smaller unit 1024 times in it', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom(['Mi', 'Ki'], ['Gi', 'Mi'], ['Ti', 'Gi']), (n, [unit, smaller]) => {
        expect(quantityBytes(`${n}${unit}`)).toBe(quantityBytes(`${n * 1024}${smaller}`));
      }),
    );
  });

  test('that is positive is given back in bytes', () => {
    const scope = chart();
    expect(checkStorage(scope, 'storage.size', '1Ki')).toBe(1024);
    expect(faults(scope)).toEqual([]);
  });

  test.each(['', '10', '10GB', '0Gi', '0.0Gi'])('fails when it is %j', (quantity) => {
    const scope = chart();
    checkStorage(scope, 'storage.size', quantity);
    expect(faults(scope)).toEqual([storageRefusal('storage.size', quantity)]);
  });
});

describe('an amount of CPU', () => {
  test.each([
    ['1', 1],
    ['0.5', 0.5],
    ['250m', 0.25],
    ['1500m', 1.5],
    ['0', 0],
  ])('of %s is %d cores', (quantity, cores) => {
    expect(quantityCores(quantity)).toBe(cores);
  });

  test.each(['', 'm', '1 m', '-1', '.5', '1.', '1e3', '1k', '250M', 'Infinity'])('is not %j', (quantity) => {
    expect(quantityCores(quantity)).toBeUndefined();
  });

  test('has 1000 thousandths in a core', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (n) => {
        expect(quantityCores(`${n * 1000}m`)).toBe(quantityCores(`${n}`));
      }),
    );
  });
});

describe('the resources of a container', () => {
  test('limit memory to what is set aside and do not throttle CPU', () => {
    expect(resources()).toEqual({
      rendered: { requests: { cpu: '250m', memory: '256Mi' }, limits: { memory: '256Mi' } },
      faults: [],
    });
  });

  test('have the limits that are asked for', () => {
    expect(resources({ memoryLimit: '1Gi', cpuLimit: '2' }).rendered.limits).toEqual({ cpu: '2', memory: '1Gi' });
  });

  test('may have limits that equal the requests in another unit', () => {
    expect(resources({ memory: '1Gi', memoryLimit: '1024Mi', cpu: '1', cpuLimit: '1000m' }).faults).toEqual([]);
  });

  test.each(['', '0', '0m', '0.0', '250M', 'a'])('fails when cpu is %j', (cpu) => {
    expect(untyped({ cpu })).toEqual([cpuRefusal('resources.cpu', cpu)]);
    expect(untyped({ cpuLimit: cpu })).toEqual([cpuRefusal('resources.cpuLimit', cpu)]);
  });

  test.each(['', '256', '256MB', '0Mi'])(
    'fails when memory is %j, which is told of the property that was given',
    (memory) => {
      expect(untyped({ memory })).toEqual([storageRefusal('resources.memory', memory)]);
      expect(untyped({ memoryLimit: memory })).toEqual([storageRefusal('resources.memoryLimit', memory)]);
    },
  );

  test('fails when there are none, as in an environment that came past the compiler', () => {
    const scope = chart();
    containerResources(scope, undefined);
    expect(faults(scope)).toEqual([
      'test/shop/web: resources: got nothing; expected what it asks for, such as { cpu: "100m", memory: "128Mi" }; ' +
        'state it [ERR_RESOURCES]',
    ]);
  });

  test('fails when a limit is below its request, whatever the units', () => {
    expect(resources({ memory: '1Gi', memoryLimit: '1023Mi', cpu: '1', cpuLimit: '999m' }).faults).toEqual([
      limitRefusal('resources.cpuLimit', '999m'),
      limitRefusal('resources.memoryLimit', '1023Mi'),
    ]);
  });

  test('fails when any limit is below its request, and then only', () => {
    const amount = fc.integer({ min: 1, max: 5000 });
    fc.assert(
      fc.property(amount, amount, (request, limit) => {
        const found = resources({ memory: `${request}Mi`, memoryLimit: `${limit}Mi` }).faults;
        expect(found.length).toBe(limit < request ? 1 : 0);
      }),
    );
  });
});
