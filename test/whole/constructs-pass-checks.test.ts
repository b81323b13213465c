import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import fc from 'fast-check';
import { check } from '../../lib/checks/check.ts';
import type { ManifestObject, Rule } from '../../lib/checks/rule.ts';
import { containerPort } from '../../lib/checks/rules/container-port.ts';
import { cronSchedule } from '../../lib/checks/rules/cron-schedule.ts';
import { imagePullPolicy } from '../../lib/checks/rules/image-pull-policy.ts';
import { imageTag } from '../../lib/checks/rules/image-tag.ts';
import { servicePort } from '../../lib/checks/rules/service-port.ts';
import { objects } from '../support/build.ts';
import { faultsOf, scheduledJob, server, singleton } from '../support/workloads.ts';

/** What rules find in what a construct renders; undefined where it is refused. */
function findings(construct: Construct, rules: readonly Rule[]): string[] | undefined {
  if (faultsOf(construct).length > 0) return undefined;
  const manifests = objects(Chart.of(construct)) as unknown as ManifestObject[];
  return check(
    manifests.map((manifest) => ({ manifest })),
    { rules },
  ).findings.map(({ problem }) => problem);
}

/** Holds that rules find nothing in what is accepted, and that the values are not all refused or all accepted. */
function expectPassed<T>(values: fc.Arbitrary<T>, build: (value: T) => Construct, rules: readonly Rule[]): void {
  const seen = new Set<boolean>();
  const property = fc.property(values, (value) => {
    const found = findings(build(value), rules);
    seen.add(found === undefined);
    expect(found ?? []).toEqual([]);
  });
  fc.assert(property, { numRuns: 300 });
  expect(seen).toEqual(new Set([true, false]));
}

/** Mostly values of one kind, such as legal ones, and now and then of another. */
const mostly = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: rare });

const joined = (separator: string, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((texts) => texts.join(separator));

function cronField(legal: readonly string[], illegal: readonly string[]): fc.Arbitrary<string> {
  const number = fc.constantFrom(...legal);
  const step = joined('/', number, fc.constantFrom('2', '0', '05', '9'.repeat(20)));
  const odd = fc.oneof(step, joined('-', number, number), joined(',', number, number), fc.constantFrom(...illegal));
  return mostly(fc.oneof(number, number, fc.constantFrom('*', '*/2', '*/1')), odd);
}

test('a schedule and time zone that ScheduledJob accepts is one for the checks', () => {
  const fields = [
    cronField(['0', '05', '59'], ['60', '', '+5']),
    cronField(['0', '23'], ['24', '?', '1.5']),
    cronField(['1', '29', '30', '31'], ['0', '32', '?', '*-5']),
    cronField(['2', '4', '12', 'feb', 'JUN'], ['13', 'ſep']),
    mostly(fc.constant('*'), cronField(['0', '6', 'sun', 'SAT'], ['7', 'ſun', '?'])),
  ];
  const schedule = mostly(joined(' ', ...fields), fc.oneof(joined('\t', ...fields), fc.constantFrom('@hourly', '')));
  const zone = mostly(
    fc.constantFrom('Etc/UTC', 'Europe/London', 'Asia/Kolkata'),
    fc.constantFrom('EUROPE/LONDON', 'Utc', 'PST', '+01:00', ''),
  );
  expectPassed(fc.tuple(schedule, zone), ([schedule, timeZone]) => scheduledJob({ schedule, timeZone }), [
    cronSchedule,
  ]);
});

test('an image that a workload accepts is one for the checks', () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
  const registry = mostly(
    fc.constantFrom('', 'localhost:5000/', 'Registry/', 'a.example.com/'),
    fc.constantFrom('a..b/', 'a_b:1/', '-a/', `${'a'.repeat(250)}/`),
  );
  const component = mostly(
    fc.stringMatching(/^[a-z0-9]{1,9}([._-][a-z0-9]{1,9})?$/),
    fc.stringMatching(/^[\w.-]{1,9}$/),
  );
  const tag = mostly(fc.stringMatching(/^:\w[\w.-]{0,9}$/), fc.constantFrom('', ':', ':latest', ':-1'));
  const digest = fc.oneof(
    fc.constant(''),
    mostly(
      joined('', fc.constant('@sha256:'), digits(64)),
      joined('', fc.constantFrom('@md5:', '@sha512:'), digits(32)),
    ),
  );
  expectPassed(joined('', registry, joined('/', component, component), tag, digest), (image) => singleton({ image }), [
    imageTag,
    imagePullPolicy,
  ]);
});

test('ports that Server accepts are ones for the checks', () => {
  const name = mostly(
    fc.constantFrom('http', 'a', 'grpc-web-2', 'a23456789012345'),
    fc.stringMatching(/^[a-z0-9-]{1,16}$/),
  );
  const number = mostly(fc.constantFrom(1, 80, 65_535), fc.constantFrom(0, -1, 65_536, 80.5));
  expectPassed(
    fc.tuple(name, number).map((port) => Object.fromEntries([port])),
    (ports) => server({ ports }),
    [containerPort, servicePort],
  );
});
