import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeOnApiServer } from './api-server-suite.ts';
import { StandInKubelet } from './stand-in-kubelet.ts';

describeOnApiServer('an API server alone', (get) => {
  let kubelet: StandInKubelet;
  beforeAll(async () => {
    kubelet = await StandInKubelet.create(get());
  });
  afterAll(() => kubelet.stop());

  const pod = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      nodeName: kubelet.name,
      containers: [{ name: 'main', image: 'main:1' }],
      automountServiceAccountToken: false,
    },
  });

  test('keeps its data over a kill, and answers again', async () => {
    await get().kubectl(['create', 'configmap', 'kept']);
    await get().kill();
    await get().start();
    expect((await get().kubectl(['get', 'configmap', 'kept', '-o', 'name'])).stdout).toBe('configmap/kept\n');
  });

  test('hands out the logs of a stand-in for a kubelet', async () => {
    await get().kubectl(['create', 'serviceaccount', 'default'], { allowFailure: true });
    await get().kubectl(['create', '-f', '-'], { input: JSON.stringify(pod('one')) });
    kubelet.logs.set('one/main', 'line\n');
    expect((await get().kubectl(['logs', 'one'])).stdout).toBe('line\n');
    kubelet.logs.delete('one/main');
    expect(await get().kubectl(['logs', 'one'], { allowFailure: true })).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('waiting to start'),
    });
    expect(kubelet.asked).toEqual(['one/main', 'one/main']);
  });

  test('knows service accounts by their tokens', async () => {
    await get().kubectl(['create', 'serviceaccount', 'reader']);
    const kubeconfig = await get().kubeconfigOf('default', 'reader');
    const user = ['auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}'];
    const { stdout } = await get().kubectl(['--kubeconfig', kubeconfig, ...user]);
    expect(stdout).toBe('system:serviceaccount:default:reader');
  });
});
