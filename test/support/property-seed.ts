import fc from 'fast-check';

// random inputs find faults on a developer's machine; in CI the same commit must give the same result
if (process.env['CI'] !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_121 });
