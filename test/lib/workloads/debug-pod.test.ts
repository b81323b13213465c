import { describe, expect, test } from '@jest/globals';
import { Chart, Duration, Size } from 'cdk8s';
import type { IPod } from 'kubernetes-models/v1/Pod';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { DebugPod } from '../../../lib/workloads/debug-pod.ts';
import { scratch } from '../../../lib/workloads/volumes.ts';
import type { Workload } from '../../../lib/workloads/workload.ts';
import { container, deployment, jobTemplate, objectOf, podSpec, runOnce, server } from '../../support/workloads.ts';

function debugPod(of: Workload, command?: readonly string[]): IPod & { readonly spec: NonNullable<IPod['spec']> } {
  return objectOf(new DebugPod(Chart.of(of), 'debug', { of, command }), 'Pod');
}

const web = () =>
  server({
    args: ['serve'],
    variables: { PASSWORD: new SecretKey('account', 'password') },
    mounts: { '/data': scratch(Size.mebibytes(1)) },
    replicas: 2,
    apiAccess: [{ rules: [{ resources: ['pods'], verbs: ['list'] }] }],
  });

describe('DebugPod', () => {
  test('has all its workload has: image, variables, mounts, limits, security, account', () => {
    const of = web();
    const { env, image, imagePullPolicy, resources, securityContext, volumeMounts } = container(of);
    const found = debugPod(of).spec;
    expect(found.containers[0]).toMatchObject({
      env,
      image,
      imagePullPolicy,
      resources,
      securityContext,
      volumeMounts,
    });
    const { securityContext: podSecurity, volumes, serviceAccountName } = podSpec(of);
    expect(found).toMatchObject({ securityContext: podSecurity, volumes, serviceAccountName });
  });

  test('has a shell for its program, which waits for input', () => {
    const found = debugPod(web()).spec.containers[0];
    expect(found).toMatchObject({ command: ['/bin/sh'], stdin: true, tty: true });
    expect(found).not.toHaveProperty('args');
  });

  test('may have another program', () => {
    expect(debugPod(web(), ['/bin/bash', '-l']).spec.containers[0]?.command).toEqual(['/bin/bash', '-l']);
  });

  test('is neither probed nor started again', () => {
    const { containers, restartPolicy } = debugPod(web()).spec;
    const keys = Object.keys(containers[0] ?? {});
    expect(keys.filter((key) => key.endsWith('Probe') || key === 'lifecycle')).toEqual([]);
    expect(restartPolicy).toBe('Never');
  });

  test('is called after its workload, in its namespace', () => {
    expect(debugPod(web()).metadata).toMatchObject({ name: 'web-debug', namespace: 'shop' });
  });

  test('has the network of its workload', () => {
    const of = web();
    const { labels } = debugPod(of).metadata ?? {};
    const policy = objectOf<{ spec: { podSelector: { matchLabels: object } } }>(of, 'NetworkPolicy');
    expect(labels).toMatchObject(policy.spec.podSelector.matchLabels);
  });

  test('is taken for a replica by neither the Service nor the Deployment', () => {
    const of = web();
    const { labels } = debugPod(of).metadata ?? {};
    const { matchLabels = {} } = deployment(of).spec.selector;
    expect(labels).not.toMatchObject(matchLabels);
    expect(labels).not.toMatchObject(objectOf<{ spec: { selector: object } }>(of, 'Service').spec.selector);
  });

  test('has variables and mounts that its workload got later', () => {
    const of = web();
    const pod = new DebugPod(Chart.of(of), 'debug', { of });
    of.addVariables({ LATER: 'yes' });
    of.addMount('/later', scratch(Size.mebibytes(1)));
    const found = objectOf<IPod>(pod, 'Pod').spec?.containers[0];
    expect(found?.env).toContainEqual({ name: 'LATER', value: 'yes' });
    expect(found?.volumeMounts).toContainEqual({ name: 'later', mountPath: '/later' });
  });

  test('has no deadline, as the tries of a Job have', () => {
    expect(debugPod(runOnce({ tryDeadline: Duration.minutes(2) })).spec).not.toHaveProperty('activeDeadlineSeconds');
  });

  test('can be that of a Job', () => {
    expect(debugPod(jobTemplate()).metadata?.labels).toMatchObject({
      'app.kubernetes.io/name': 'web',
      'app.kubernetes.io/component': 'debug',
    });
  });
});
