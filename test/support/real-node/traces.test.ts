import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../control-plane/until.ts';
import { runProgram } from '../programs.ts';
import { pod, ready, shop } from './objects.ts';
import { startRealNode, type RealNode } from './real-node.ts';
import { lookUpRealNode } from './requirements.ts';
import { loadStub } from './stub.ts';
import { applyWithStub, withStub } from './stub-manifests.ts';
import { tracesOf } from './traces.ts';
import { describeWhere } from '../describe-on.ts';

describeWhere('what a real node has on the machine', 'a real node', lookUpRealNode(), () => {
  const waitMs = 10 * 60_000;
  let parentFolder: string;
  beforeEach(async () => {
    parentFolder = await mkdtemp(join(tmpdir(), 'berth-test-'));
  });
  afterEach(() => rm(parentFolder, { recursive: true }));

  test(
    'is gone after stop',
    async () => {
      const node = await startRealNode({ parentFolder, waitMs });
      const { folder, nodeAddress } = node;
      await loadStub(node);
      await applyWithStub(node, [shop, pod('client')]);
      await ready(node);
      expect(tracesOf(folder, nodeAddress).length).toBeGreaterThan(15);
      await node.stop();
      expect(tracesOf(folder, nodeAddress)).toEqual([]);
    },
    waitMs + 120_000,
  );

  test(
    'goes when the process that started it is killed',
    async () => {
      const { stdout } = await runProgram('node', ['--input-type=module', '--eval', starter({ parentFolder, waitMs })]);
      const { folder, nodeAddress } = JSON.parse(stdout) as RealNode;
      await until('the traces to go', 20_000, () => tracesOf(folder, nodeAddress).length === 0);
      expect(existsSync(folder)).toBe(false);
    },
    waitMs + 120_000,
  );

  test(
    'is nothing when a part does not start, whose end of the log the error has',
    async () => {
      const start = startRealNode({ parentFolder, waitMs, apiServerFlags: ['--no-such-flag'] });
      await expect(start).rejects.toThrow(
        'real node: kube-apiserver ended with exit code 1; the end of its log:\nError: unknown flag: --no-such-flag',
      );
      expect(await readdir(parentFolder)).toEqual([]);
    },
    waitMs + 120_000,
  );
});

/** A program that starts a node with a pod, prints where it is and is killed. */
function starter(options: object): string {
  const from = (file: string): string => JSON.stringify(join(import.meta.dirname, file));
  const input = JSON.stringify(
    JSON.stringify({ kind: 'List', apiVersion: 'v1', items: withStub([shop, pod('client')]) }),
  );
  return `
    import { startRealNode } from ${from('real-node.ts')};
    import { loadStub } from ${from('stub.ts')};
    const node = await startRealNode(${JSON.stringify(options)});
    await loadStub(node);
    await node.kubectl(['apply', '-f', '-'], { input: ${input} });
    await node.kubectl(['wait', '--for=condition=Ready', 'pod/client', '--namespace=shop', '--timeout=60s']);
    process.stdout.write(JSON.stringify({ folder: node.folder, nodeAddress: node.nodeAddress }), () =>
      process.kill(process.pid, 'SIGKILL'),
    );
  `;
}
