/**
 * `npm run demo`: shows what becomes of ten requests, each of another fate, see runtime/README.md. Ends with 0 when each has ended as it should, with 1 when not,
 * with 2 when something that it needs is missing or does not start.
 */
import { runDemo } from './demo.ts';
import { missingParts, startInstallation } from './installation.ts';
import { demoRequests } from './requests.ts';
import { LiveLines, tableLines, type Row } from './table.ts';

const seconds = () => `${process.uptime().toFixed(1).padStart(5)} s`;
const print = (line: string) => console.log(`${seconds()}  ${line}`);
const { stdout } = process;

const missing = missingParts();
if (missing.length > 0) {
  const remedy = 'node test/support/prepare.ts installs and builds what it can';
  console.error(
    ['demo: this machine lacks what it runs on:', ...missing.map((part) => `  ${part}`), remedy].join('\n'),
  );
  process.exitCode = 2;
} else {
  process.exitCode = await demonstrate().catch((error: unknown) => {
    console.error('demo:', error);
    return 2;
  });
}

async function demonstrate(): Promise<number> {
  print('RabbitMQ, Redis, Kubernetes 1.36 with a simulated node, the responder and the reaper start');
  const installation = await startInstallation();
  try {
    const requests = demoRequests();
    print(`${requests.length} requests are published`);
    const live = stdout.isTTY ? new LiveLines((text) => stdout.write(text)) : undefined;
    const show = (rows: readonly Row[]) => live?.show([...tableLines(rows, stdout.columns), seconds()]);
    const { rows, faults } = await runDemo(installation, requests, { tell: live ? () => undefined : print, show });
    if (live === undefined) for (const line of tableLines(rows)) console.log(line);
    for (const fault of faults) console.log(`✗ ${fault}`);
    if (faults.length === 0) print(`each of the ${requests.length} requests has ended as it should`);
    return faults.length === 0 ? 0 : 1;
  } finally {
    await installation.stop();
  }
}
