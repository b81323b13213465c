/** What to import, what it was made of, and how that was. */
export interface Kept {
  readonly entry: string;
  readonly files: string[];
  readonly state: string;
}

export declare function bundle(file: string, program: { readonly entryPoints: string[] }): Promise<string[]>;
export declare function bundleFleet(folder: string, program: string): Promise<{ readonly entry: string }>;
export declare function bundleSynth(record: string, stateOf: (files: string[]) => string): Promise<string>;
