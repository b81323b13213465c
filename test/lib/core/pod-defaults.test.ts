import { describe, expect, test } from '@jest/globals';
import {
  containerSecurityContext,
  defaultShutdown,
  defaultUser,
  endpointRemoval,
  podSecurityContext,
} from '../../../lib/core/pod-defaults.ts';

describe('the defaults of pods', () => {
  test('a pod runs as the user that is asked for, never as root', () => {
    expect(podSecurityContext(999)).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 999,
      runAsGroup: 999,
      fsGroup: 999,
    });
    expect(defaultUser).toBeGreaterThan(0);
  });

  test('a pod and its container are what Pod Security "restricted" wants', () => {
    expect(podSecurityContext(1).seccompProfile).toEqual({ type: 'RuntimeDefault' });
    expect(containerSecurityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  });

  test('a server goes on answering for some seconds, and a program has the time Kubernetes gives it', () => {
    expect(endpointRemoval.toSeconds()).toBe(5);
    expect(defaultShutdown.toSeconds()).toBe(30);
  });
});
