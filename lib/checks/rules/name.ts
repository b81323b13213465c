import { isDnsLabel, isDnsName } from '../../core/names.ts';
import { textOf, valueAt } from '../fields.ts';
import { problem } from '../problem.ts';
import type { Rule } from '../rule.ts';

interface Shape {
  readonly fits: (name: string) => boolean;
  readonly expected: string;
}

const dnsName: Shape = {
  fits: isDnsName,
  expected: 'at most 253 lower-case letters, digits, dashes and dots, such as "mail.example.com"',
};
const label: Shape = { fits: isDnsLabel, expected: 'at most 63 lower-case letters, digits and dashes, such as "shop"' };
const pathSegment: Shape = {
  fits: (name) => !/[/%]/.test(name) && name !== '.' && name !== '..',
  expected: 'a text without "/" and "%", such as "system:reader"',
};

/** Kinds whose names are not just any DNS name. */
const shapes: Readonly<Record<string, Shape>> = {
  Namespace: label,
  // any label from Kubernetes 1.36 on @see kubernetes/enhancements KEP-5311
  Service: {
    fits: (name) => isDnsLabel(name) && /^[a-z]/.test(name),
    expected: 'at most 63 lower-case letters, digits and dashes that begin with a letter, such as "api"',
  },
  // pods carry the label controller-revision-hash: <name>-<10 characters> @see kubernetes/kubernetes#64023
  StatefulSet: {
    fits: (name) => isDnsLabel(name) && name.length <= 52,
    expected: 'at most 52 lower-case letters, digits and dashes, for its pods carry it with a hash in a label',
  },
  // pods carry the label batch.kubernetes.io/job-name
  Job: {
    fits: (name) => isDnsName(name) && name.length <= 63,
    expected: 'at most 63 lower-case letters, digits and dashes, for its pods carry it in a label',
  },
  // @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/: 11 characters are appended
  CronJob: {
    fits: (name) => isDnsName(name) && name.length <= 52,
    expected: 'at most 52 lower-case letters, digits and dashes, for its Jobs get 11 more',
  },
  Role: pathSegment,
  ClusterRole: pathSegment,
  RoleBinding: pathSegment,
  ClusterRoleBinding: pathSegment,
};

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
export const name: Rule = {
  name: 'name',
  summary: 'Names and namespaces that the API server refuses, or that leave no room for what controllers append.',
  check({ manifest }, _all, report) {
    const ownName = textOf(valueAt(manifest, 'metadata', 'name'));
    const { fits, expected } = (Object.hasOwn(shapes, manifest.kind) ? shapes[manifest.kind] : undefined) ?? dnsName;
    if (ownName !== undefined && !fits(ownName)) report(problem('metadata.name', ownName, expected, 'rename it'));
    const namespace = textOf(valueAt(manifest, 'metadata', 'namespace'));
    if (namespace === undefined || label.fits(namespace)) return;
    report(problem('metadata.namespace', namespace, label.expected, 'name the namespace as it is spelt'));
  },
};
