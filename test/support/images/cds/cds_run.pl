#!/usr/local/bin/node
/**
 * Stands in for cds_run.pl of guardian/content_delivery_system in tests: its arguments, exit codes, log file and podnames file. The inmeta says what becomes of
 * it, as `<meta name="fate" value="..."/>`:
 *
 * | fate              | exit code                                                    |
 * | ----------------- | ------------------------------------------------------------ |
 * | `delivers`        | 0                                                            |
 * | `fails-once`      | 1 in the Job's first pod, 0 from the second on               |
 * | `route-unreadable` | 3                                                           |
 * | `waits`           | 0 once there is a file `<logs>/go/<title>`; 143 at a SIGTERM |
 */
const { existsSync, mkdirSync, readFileSync, watch, writeFileSync } = require('node:fs');
const { hostname } = require('node:os');
const { basename } = require('node:path');
const { parseArgs } = require('node:util');

const { values } = parseArgs({ options: { 'input-inmeta': { type: 'string' }, route: { type: 'string' } } });
const inmeta = readFileSync(values['input-inmeta'], 'utf8');
const metaOf = (name) => new RegExp(`<meta name="${name}" value="([^"]*)"`).exec(inmeta)?.[1];
const [title, fate] = [metaOf('title'), metaOf('fate')];

const logs = '/var/log/cds_backend';
const route = basename(values.route, '.xml');
const job = hostname().slice(0, -6);
const podnames = `${logs}/podnames/${job}.txt`;
const isFirstPod = !existsSync(podnames);
const log = `${logs}/${route}/cds_${route}${new Date().toISOString()}.log`;
for (const folder of [`${logs}/${route}`, `${logs}/podnames`, `${logs}/go`]) mkdirSync(folder, { recursive: true });
writeFileSync(log, `${job}: ${title} by ${values.route}\n`);
writeFileSync(podnames, `${log}\n`);

console.log(`${title} by ${values.route}, to its standard output`);
console.error(`${title}, to its standard error`);
// a route that is not mounted cannot be read either
if (fate === 'route-unreadable' || !existsSync(`/etc/cds_backend/routes/${values.route}`)) process.exit(3);
if (fate === 'fails-once' && isFirstPod) process.exit(1);
if (fate === 'waits') {
  // the first process of a container is not ended by a signal that it does not handle
  process.on('SIGTERM', () => process.exit(143));
  const endIfAsked = () => existsSync(`${logs}/go/${title}`) && process.exit(0);
  watch(`${logs}/go`, endIfAsked);
  endIfAsked();
}
