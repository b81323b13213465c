/** `npm run chaos`: shows the promise of the runtime on real parts, see runtime/README.md. Prints one line of JSON; what happens goes to standard error. */
import { parseArgs } from 'node:util';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    faults: { type: 'string' },
    rate: { type: 'string', default: '40' },
    logs: { type: 'string' },
  },
});
const requests = Number(values.requests);
const { verdict, ...report } = await runChaos({
  requests,
  seed: Number(values.seed),
  faults: Number(values.faults ?? Math.max(10, Math.round(requests / 100))),
  perSecond: Number(values.rate),
  patienceMs: 120_000,
  logs: values.logs,
  tell: (line) => console.error(line),
});
for (const [kind, lines] of Object.entries(verdict)) {
  if (Array.isArray(lines)) for (const line of lines) console.error(`${kind}: ${line}`);
}
console.log(JSON.stringify(report));
process.exitCode = report.lost + report.doubled + report.wrong === 0 ? 0 : 1;
