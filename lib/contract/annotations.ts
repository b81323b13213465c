/** Begins the annotations that waive a rule of the checks for one object: `waive.berth/<rule>: <reason>`. */
export const waiverPrefix = 'waive.berth/';

/** The annotations of a workload that say why it is probed as it is, or not at all. */
export const probeReasonAnnotations = {
  readiness: 'berth/readiness-probe',
  liveness: 'berth/liveness-probe',
} as const;
