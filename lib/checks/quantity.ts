/** The factor of each suffix of a quantity. @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const shape = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;

/** The number that a quantity stands for, such as 268435456 for `256Mi` and 0.25 for `250m`; undefined where it is none. */
export function quantityNumber(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return Number.isFinite(quantity) ? quantity : undefined;
  if (typeof quantity !== 'string') return undefined;
  if (!known.has(quantity)) known.set(quantity, readQuantity(quantity));
  return known.get(quantity);
}

/** What was read before: objects of one fleet have the same quantities. */
const known = new Map<string, number | undefined>();

function readQuantity(quantity: string): number | undefined {
  const match = shape.exec(quantity);
  if (match === null) return undefined;
  const [, digits = '', exponent = '', suffix = ''] = match;
  return Number(digits + exponent) * (factors[suffix] ?? Number.NaN);
}
