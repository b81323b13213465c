import type { Plugin } from 'esbuild';

export declare const nodeModules: Plugin;
