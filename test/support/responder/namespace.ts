import { readFileSync, writeFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { jobTemplate } from '../../../lib/contract/job.ts';
import type { ApiServer } from '../api-server.ts';
import { distPath } from '../dist-cluster.ts';
import { createRuntimeNamespace } from '../runtime-namespace.ts';

/** What tests read of a manifest. */
interface Manifest {
  readonly data?: Readonly<Record<string, string>>;
}

const manifests: readonly Manifest[] = parseAllDocuments(
  readFileSync(distPath('local/cds/responder.k8s.yaml'), 'utf8'),
).map((document) => document.toJS());

/** The template that the constructs render, for the Jobs of a namespace. */
export function renderedTemplate(namespace: string): string {
  const text = manifests.map(({ data }) => data?.[jobTemplate.fileName]).find((each) => each !== undefined);
  if (text === undefined) throw new Error('dist/local/cds holds no job template');
  return text.replace('  namespace: cds\n', `  namespace: ${namespace}\n`);
}

/** A small template. */
export const minimalTemplate = `apiVersion: batch/v1
kind: Job
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{ name: job, image: 'job:1' }]
`;

/**
 * Creates a namespace with the rights that `dist/local` gives to the processes of the runtime.
 * @param server how the responder reaches the API server, such as through a proxy. @default directly
 * @returns the path of a kubeconfig of the responder's service account
 */
export async function createResponderNamespace(
  cluster: ApiServer,
  namespace: string,
  server?: string,
): Promise<string> {
  const { responder } = await createRuntimeNamespace(cluster, namespace);
  if (server === undefined) return responder;
  const path = `${responder}-through-${new URL(server).port}`;
  writeFileSync(path, readFileSync(responder, 'utf8').replace(cluster.server, server));
  return path;
}
