#!/usr/bin/env node
import { existsSync } from 'node:fs';

// The repository holds TypeScript, which Node runs as it is; a package holds what was built of it, as Node strips no types below node_modules.
const source = new URL('./berth.ts', import.meta.url);
await import(existsSync(source) ? source.href : '../build/bin/berth.js');
