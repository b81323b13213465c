import { builtIn } from '../built-in.ts';
import { fieldsOf, itemsOf, textOf, valueAt } from '../fields.ts';
import { isSame, namespaceOf, refer } from '../identity.ts';
import { problem } from '../problem.ts';
import type { CheckedObject, ObjectIndex, Rule } from '../rule.ts';

/** An address that an Ingress answers at. */
interface Claim {
  /** Class, host, path and how the path is matched. */
  readonly key: string;
  readonly host: string;
  readonly route: string;
  /** Where the path stands. */
  readonly path: string;
}

/** Which of two answers is up to the controller; ingress-nginx refuses the second one. A canary is meant to share. @see https://kubernetes.github.io/ingress-nginx/how-it-works/ */
export const ingressPath: Rule = builtIn({
  name: 'ingress-path',
  summary: 'Ingresses of one class that answer at the same host and path: one of them is refused, or gets no requests.',
  kinds: ['Ingress'],
  check(object, all, report) {
    for (const { key, host, route, path } of claimsOf(object)) {
      const owner = owners(all).get(key);
      // of an object that stands twice, the rule `duplicate` says what is wrong
      if (owner === undefined || isSame(owner, object)) continue;
      const namespace = namespaceOf(owner);
      const other = `${refer(owner)}${namespace === undefined ? '' : ` of namespace ${JSON.stringify(namespace)}`}`;
      const expected = `a path${host === '' ? '' : ` of ${host}`} at which ${other} does not answer`;
      report(problem(path, route, expected, 'correct the host or the path, or remove one of the two'));
    }
  },
});

function claimsOf({ manifest }: CheckedObject): Claim[] {
  const { ingressClassName, rules } = fieldsOf(manifest.spec);
  const annotations = fieldsOf(valueAt(manifest, 'metadata', 'annotations'));
  if (annotations['nginx.ingress.kubernetes.io/canary'] === 'true') return [];
  const className = textOf(ingressClassName) ?? textOf(annotations['kubernetes.io/ingress.class']) ?? '';
  return itemsOf(rules, 'spec.rules').flatMap((rule) => {
    const host = textOf(rule.fields.host) ?? '';
    return itemsOf(valueAt(rule.fields, 'http', 'paths'), `${rule.path}.http.paths`).map(({ fields, path }) => {
      const route = textOf(fields.path) ?? '/';
      const key = JSON.stringify([className, host, route, textOf(fields.pathType) ?? '']);
      return { key, host, route, path: `${path}.path` };
    });
  });
}

const known = new WeakMap<ObjectIndex, ReadonlyMap<string, CheckedObject>>();

/** The first Ingress that answers at each address. */
function owners(all: ObjectIndex): ReadonlyMap<string, CheckedObject> {
  const made = known.get(all);
  if (made !== undefined) return made;
  const first = new Map<string, CheckedObject>();
  for (const ingress of all.ofKind('Ingress'))
    for (const { key } of claimsOf(ingress)) if (!first.has(key)) first.set(key, ingress);
  known.set(all, first);
  return first;
}
