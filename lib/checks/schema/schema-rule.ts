import { apiGroupOf } from '../api-group.ts';
import type { Step } from '../paths.ts';
import type { CheckedObject, ObjectIndex, Problem, ReportProblem, Rule } from '../rule.ts';
import { kubernetesVersion, SchemaCatalog } from './catalog.ts';
import { removedApi } from './removed-apis.ts';
import { validate } from './validate.ts';

/** Refuses what the API server would refuse of an object's shape. */
export const schemaRule: Rule = {
  name: 'schema',
  summary: `Every object fits the schema of its kind in Kubernetes ${kubernetesVersion} or of its CustomResourceDefinition, without fields that the schema does not know.`,
  check({ manifest }: CheckedObject, all: ObjectIndex, report: ReportProblem): undefined {
    const catalog = catalogOf(all);
    const schema = catalog.find(manifest.apiVersion, manifest.kind);
    // that a List is no object is a matter of the rule `applicable`
    if (schema === undefined && manifest.kind.endsWith('List') && Array.isArray(manifest.items)) return;
    if (schema === undefined) return report(unknownKind(manifest.apiVersion, manifest.kind, catalog));
    const options = { isSecret: (path: readonly Step[]) => isSecret(manifest.kind, path) };
    for (const problem of validate(schema, manifest, options)) report(problem);
  },
};

const catalogs = new WeakMap<ObjectIndex, SchemaCatalog>();

function catalogOf(all: ObjectIndex): SchemaCatalog {
  const catalog =
    catalogs.get(all) ?? new SchemaCatalog(all.ofKind('CustomResourceDefinition').map(({ manifest }) => manifest));
  catalogs.set(all, catalog);
  return catalog;
}

function unknownKind(apiVersion: string, kind: string, catalog: SchemaCatalog): Problem {
  const got = `got ${apiVersion} ${kind}`;
  const removed = removedApi(apiVersion, kind);
  if (removed !== undefined) {
    const { since, now } = removed;
    const problem = `${got}; expected an API version that is served: Kubernetes ${since} removed this one`;
    return {
      path: 'apiVersion',
      problem,
      remedy: now === undefined ? 'remove the object; nothing replaces it' : `write ${now}`,
    };
  }
  const versions = catalog.apiVersionsOf(kind);
  const sameGroup = versions.filter((version) => apiGroupOf(version) === apiGroupOf(apiVersion));
  const others = sameGroup.length > 0 ? sameGroup : versions;
  if (others.length > 0 && (sameGroup.length > 0 || isBuiltInGroup(apiVersion))) {
    const problem = `${got}; expected ${others.join(' or ')}: this API version is not served`;
    return { path: 'apiVersion', problem, remedy: `write ${others.join(' or ')}` };
  }
  const remedy = isBuiltInGroup(apiVersion)
    ? 'correct apiVersion and kind'
    : 'check its CustomResourceDefinition along with it, or correct apiVersion and kind';
  return { path: 'kind', problem: `${got}; expected a kind whose schema is known`, remedy };
}

/** Groups of Kubernetes itself, which no CustomResourceDefinition may use without its approval. */
const isBuiltInGroup = (apiVersion: string): boolean =>
  !apiGroupOf(apiVersion).includes('.') || /^[a-z]+\.(authorization\.)?k8s\.io$/.test(apiGroupOf(apiVersion));

const secretNames = /pass|secret|token|credential|api_?key|private_?key/i;

/** Whether a value must not be shown: it is a Secret's, an environment variable's, or its field's name says so. */
function isSecret(kind: string, path: readonly Step[]): boolean {
  const last = path.findLast((step) => typeof step === 'string') ?? '';
  if (kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData')) return true;
  return secretNames.test(last) || (last === 'value' && path.at(-3) === 'env');
}
