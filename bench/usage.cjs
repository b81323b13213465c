// Loaded by --require before what is measured: at its end it writes to the fourth file what it took.
const { writeSync } = require('node:fs');

process.on('exit', () => {
  const { user, system } = process.threadCpuUsage();
  writeSync(3, JSON.stringify({ cpuMs: (user + system) / 1000, mib: process.resourceUsage().maxRSS / 1024 }));
});
