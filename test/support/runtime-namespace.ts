import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ControlPlane } from './control-plane/control-plane.ts';
import { distPath } from './dist-cluster.ts';

/** An API server, with controllers or without. */
type Cluster = Pick<ControlPlane, 'kubectl' | 'kubeconfig' | 'folder'>;

/** The processes that have a service account in the namespace of the Jobs. */
const units = ['responder', 'reaper'] as const;

/** Paths of the kubeconfigs of the service accounts, whose current context is in the namespace. */
export type RuntimeKubeconfigs = Readonly<Record<(typeof units)[number], string>>;

/**
 * Creates a namespace with the service accounts of responder and reaper and exactly the rights that `dist/local` gives them.
 * @throws when there is a namespace of that name
 */
export async function createRuntimeNamespace(cluster: Cluster, namespace: string): Promise<RuntimeKubeconfigs> {
  const rights = units.flatMap((unit) =>
    parseAllDocuments(readFileSync(distPath(`local/cds/${unit}.k8s.yaml`), 'utf8'))
      .map((document) => document.toJS() as { readonly kind: string })
      .filter(({ kind }) => ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind)),
  );
  // Every object names its namespace, and a RoleBinding that of its subject. Pods want the account `default`, which only a controller would make.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
  const items = JSON.parse(JSON.stringify(rights).replaceAll('"namespace":"cds"', `"namespace":"${namespace}"`));
  await cluster.kubectl(['create', 'namespace', namespace]);
  const list = { apiVersion: 'v1', kind: 'List', items: [account, ...items] };
  await cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(list) });
  const [responder, reaper] = await Promise.all([
    kubeconfigOf(cluster, namespace, 'responder'),
    kubeconfigOf(cluster, namespace, 'reaper'),
  ]);
  return { responder, reaper };
}

async function kubeconfigOf(cluster: Cluster, namespace: string, serviceAccount: string): Promise<string> {
  const args = ['create', 'token', serviceAccount, '--namespace', namespace, '--duration=24h'];
  const { stdout } = await cluster.kubectl(args);
  const config = JSON.parse(await readFile(cluster.kubeconfig, 'utf8'));
  config.contexts[0].context.namespace = namespace;
  config.users[0].user = { token: stdout.trim() };
  const path = join(cluster.folder, `${namespace}-${serviceAccount}.kubeconfig`);
  await writeFile(path, JSON.stringify(config));
  return path;
}
