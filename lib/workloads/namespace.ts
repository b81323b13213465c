import { Construct } from 'constructs';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { addClusterManifest, addManifest } from '../core/manifest.ts';
import { checkName } from '../core/names.ts';

/** What a namespace's pods may be. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityLevel = 'restricted' | 'baseline' | 'privileged';

/** Props of `Namespace`. */
export interface NamespaceProps {
  readonly name: string;
  /** @default restricted */
  readonly podSecurity?: PodSecurityLevel;
}

/** A namespace that refuses pods above its level, and in which nobody may talk to anybody unless a unit's own policy says so. */
export class Namespace extends Construct {
  constructor(scope: Construct, id: string, { name, podSecurity = 'restricted' }: NamespaceProps) {
    super(scope, id);
    checkName(this, 'namespace', name);
    const levels = ['enforce', 'audit', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, podSecurity]);
    addClusterManifest<INamespace>(this, 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: Object.fromEntries(levels) },
    });
    addManifest<INetworkPolicy>(this, 'default-deny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'default-deny', namespace: name },
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
  }
}
