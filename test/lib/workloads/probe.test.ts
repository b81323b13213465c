import { describe, expect, test } from '@jest/globals';
import { Duration } from 'cdk8s';
import { Probe, probeReasons } from '../../../lib/workloads/probe.ts';

describe('Probe', () => {
  test('asks by HTTP, every 10 seconds, for 3 seconds, 3 times', () => {
    expect(Probe.http('/readyz', 'ready').manifest('http')).toEqual({
      httpGet: { path: '/readyz', port: 'http' },
      periodSeconds: 10,
      timeoutSeconds: 3,
      failureThreshold: 3,
    });
  });

  test('asks by TCP', () => {
    expect(Probe.tcp('ready').manifest('redis')).toMatchObject({ tcpSocket: { port: 'redis' } });
  });

  test('asks by a command, whatever the ports', () => {
    expect(Probe.exec(['redis-cli', 'ping'], 'ready').manifest('')).toMatchObject({
      exec: { command: ['redis-cli', 'ping'] },
    });
  });

  test('asks not at all where there is a reason not to', () => {
    const none = Probe.none('it ends by itself');
    expect(none.manifest('http')).toBeUndefined();
    expect(none.startup('http', Duration.seconds(60))).toBeUndefined();
    expect(none.reason).toBe('it ends by itself');
  });

  test('asks where, how often and how patiently it is told', () => {
    const times = { port: 'health', period: Duration.minutes(1), timeout: Duration.seconds(20), failures: 5 };
    expect(Probe.http('/', 'ready', times).manifest('http')).toEqual({
      httpGet: { path: '/', port: 'health' },
      periodSeconds: 60,
      timeoutSeconds: 20,
      failureThreshold: 5,
    });
  });
});

describe('the probe of a start', () => {
  const probe = Probe.http('/livez', 'alive', { timeout: Duration.seconds(20), period: Duration.minutes(1) });

  test('asks the same question every 2 seconds until the time is over', () => {
    expect(probe.startup('http', Duration.seconds(60))).toEqual({
      httpGet: { path: '/livez', port: 'http' },
      periodSeconds: 2,
      timeoutSeconds: 20,
      failureThreshold: 30,
    });
  });

  test('lasts no shorter than an odd time', () => {
    expect(probe.startup('http', Duration.seconds(5))?.failureThreshold).toBe(3);
  });
});

test('the reasons of probes become annotations', () => {
  expect(probeReasons({ readiness: Probe.tcp('ready'), liveness: Probe.none('it ends by itself') })).toEqual({
    'berth/readiness-probe': 'ready',
    'berth/liveness-probe': 'it ends by itself',
  });
});
