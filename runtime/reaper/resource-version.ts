const digits = /^[1-9][0-9]*$/;

/**
 * Compares two resourceVersions of one resource type as the integers of any length that they are from Kubernetes 1.35 on, and in fact were before: the shorter
 * is the smaller, and of the same length the lexically smaller. Never as numbers: they outgrow those of JavaScript.
 * @returns below 0, 0 or above 0 as `one` is before, at or after `other`; `undefined` where one of them is no decimal integer, so that no order is known
 * @see https://github.com/kubernetes/enhancements/issues/5504 (KEP-5504), k8s.io/apimachinery/pkg/util/resourceversion
 */
export function compareResourceVersions(one: string, other: string): number | undefined {
  if (one === other) return 0;
  if (!digits.test(one) || !digits.test(other)) return undefined;
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : 1;
}

/** Whether a resourceVersion is known to be before another one: false where no order is known. */
export const isBefore = (one: string, other: string): boolean => (compareResourceVersions(one, other) ?? 0) < 0;
