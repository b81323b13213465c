import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { ExternalService, type ExternalServiceSettings } from '../../lib/wiring/external.ts';
import { Unit, type UnitProps } from '../../lib/wiring/unit.ts';
import { chart, object } from './build.ts';

/** A unit that listens on `http` 8080, by default in a chart of its own. */
export function unit(name: string, scope: Construct = chart(), props: Partial<UnitProps> = {}): Unit {
  return new Unit(scope, name, { name, component: 'server', ports: { http: 8080 }, ...props });
}

/** A MySQL outside the cluster, at port 3306 of 10.20.0.0/16. */
export function mysql(scope: Construct, settings: Partial<ExternalServiceSettings> = {}): ExternalService {
  const defaults = { host: 'mysql.example.com', port: 3306, networks: [{ cidr: '10.20.0.0/16' }] } as const;
  return new ExternalService(scope, 'mysql', 'MySQL', { ...defaults, ...settings });
}

/** The NetworkPolicy of a unit as it is rendered. */
export function policyOf(unit: Unit): NonNullable<INetworkPolicy['spec']> {
  return object<Required<Pick<INetworkPolicy, 'spec'>>>(Chart.of(unit), 'NetworkPolicy', unit.name).spec;
}
