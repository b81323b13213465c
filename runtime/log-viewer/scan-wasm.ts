/**
 * The WebAssembly of scan.wat, made by `wat2wasm scan.wat` of npm's wabt 1.0.39, as base64: a file of its own would have to be found at each start, and a
 * test compares what it does with loops over the same bytes.
 */
export const scanWasm = Buffer.from(
  [
    'AGFzbQEAAAABEgJgAn9/AX9gB39/f39/f38BfwMDAgABBQQBARISBxkDBm1lbW9yeQIABWNvdW50AAAEZmluZAABCrwCAlsBAn8CQANAIAAgAU8NASABIABr',
    'IQMgAiAA/QAEAP0MCgoKCgoKCgoKCgoKCgoKCv0j/WQgA0EQSQR/QQEgA3RBAWsFQf//AwtxaWohAiAAQRBqIQAMAAsLIAIL3QECBH8EeyACIAVqLQAA/Q8h',
    'CyADIAVqLQAA/Q8hDCACIAZqLQAA/Q8hDSADIAZqLQAA/Q8hDiABIARrIQcCQANAIAAgB0oNASAAIAVq/QAEACAM/VAgC/0jIAAgBmr9AAQAIA79UCAN/SP9',
    'Tv1kIQgCQANAIAhFDQEgACAIaGohCSAJIAdKDQFBACEKAkADQCAKIARGBEAgCQ8LIAkgCmotAAAgAyAKai0AAHIgAiAKai0AAEcNASAKQQFqIQoMAAsLIAgg',
    'CEEBa3EhCAwACwsgAEEQaiEADAALC0F/Cw==',
  ].join(''),
  'base64',
);
