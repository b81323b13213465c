import { describeOn } from '../describe-on.ts';
import { startRealNode, type RealNode, type RealNodeOptions } from './real-node.ts';
import { lookUpRealNode } from './requirements.ts';

/** There is one real node at a time, so a suite waits for those of other files and test runs. */
const WAIT_MS = 15 * 60_000;
const START_MS = 120_000;

/**
 * A `describe` whose tests share one real node, started before the first and stopped after the last. Every test of the
 * file may take 120 s from then on. Where this user is not root, or something is missing, the tests are skipped, with
 * one line that says why; with CI=true one test fails instead.
 * @param body registers tests; it is handed a getter, which only tests and hooks may call
 * @param options as those of `startRealNode`. @default waits 15 minutes for another node to stop, no further flags
 */
export function describeOnRealNode(
  title: string,
  body: (node: () => RealNode) => void,
  options: RealNodeOptions = {},
): void {
  const shared = {
    title,
    what: 'a real node',
    lookUp: lookUpRealNode(),
    start: () => startRealNode({ waitMs: WAIT_MS, ...options }),
    startTimeoutMs: WAIT_MS + START_MS,
    testTimeoutMs: 120_000,
  };
  describeOn(shared, body);
}
