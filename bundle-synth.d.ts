export declare function bundleFleet(folder: string, program: string): Promise<{ readonly entry: string }>;
