/**
 * `npm run demo`: shows what becomes of ten requests, each of another fate, see runtime/README.md. Ends with 0 when each ended as it should, with 1 when not, with 2
 * when something that it needs is missing or does not start.
 */
import { runDemo } from './demo.ts';
import { missingParts, startInstallation } from './installation.ts';
import { demoRequests } from './requests.ts';
import { LiveLines, tableLines, type Row } from './table.ts';

const startMs = performance.now();
const seconds = () => ((performance.now() - startMs) / 1000).toFixed(1);
const print = (line: string) => console.log(`${seconds().padStart(5)} s  ${line}`);
const { stdout } = process;

const missing = missingParts();
if (missing.length > 0) {
  console.error(['demo: this machine lacks what the runtime works with:', ...missing].join('\n  '));
  process.exitCode = 2;
} else {
  process.exitCode = await main().catch((error: unknown) => {
    console.error('demo:', error);
    return 2;
  });
}

async function main(): Promise<number> {
  print('RabbitMQ, Redis, Kubernetes 1.36 with a simulated node, the responder and the reaper start');
  const installation = await startInstallation();
  try {
    const requests = demoRequests();
    print(`ten requests are published`);
    const live = stdout.isTTY ? new LiveLines((text) => stdout.write(text)) : undefined;
    const show = (rows: readonly Row[]) => live?.show([...tableLines(rows, stdout.columns), `${seconds()} s`]);
    const outcome = await runDemo(installation, requests, {
      tell: live === undefined ? print : () => undefined,
      show,
    });
    if (live === undefined) for (const line of tableLines(outcome.rows)) console.log(line);
    for (const fault of outcome.faults) console.log(`✗ ${fault}`);
    if (outcome.faults.length === 0) print('each of the ten requests has ended as it should');
    return outcome.faults.length === 0 ? 0 : 1;
  } finally {
    await installation.stop();
  }
}
