import type { SystemApp } from '../../core/system-app.ts';
import { Workload } from '../../workloads/workload.ts';
import { nearNames } from './near-names.ts';

/** A program in an environment. */
export interface ProgramUnit {
  readonly app: SystemApp;
  /** Its deployment key; its own name where several programs share one. */
  readonly key: string;
  readonly workload: Workload;
}

/** The programs of a system in an environment. */
export function unitsOf(app: SystemApp): readonly ProgramUnit[] {
  return app.node.children.flatMap((chart) => {
    const workloads = chart.node.findAll().filter((construct) => construct instanceof Workload);
    return workloads.map((workload) => ({
      app,
      key: workloads.length === 1 ? chart.node.id : workload.name,
      workload,
    }));
  });
}

/** A program in all environments that have it, or what to say of a path that leads to none. */
export type Found = { readonly units: readonly ProgramUnit[] } | { readonly expected: string };

/** Finds a program. @param path system and deployment key, or the name of its objects, such as `cds/responder` */
export function findUnits(apps: readonly SystemApp[], path: string): Found {
  const systems = [...new Set(apps.map((app) => app.system))];
  if (path === '') return { expected: `of a system: ${systems.join(', ')}` };
  const [system = '', ...rest] = path.split('/');
  const name = rest.join('/');
  const all = apps.flatMap(unitsOf);
  const units = all.filter(
    ({ app, key, workload }) => app.system === system && (key === name || workload.name === name),
  );
  if (units.length > 0) return { units };
  const paths = [...new Set(all.map(({ app, key }) => `${app.system}/${key}`))].sort();
  const ofSystem = paths.filter((each) => each.startsWith(`${system}/`));
  if (name === '' && ofSystem.length > 0) return { expected: `one of ${ofSystem.join(', ')}` };
  if (ofSystem.length === 0 && name !== '') {
    const meant = nearNames(path, paths);
    return { expected: meant === '' ? `a system: ${systems.join(', ')}` : `one such as ${meant}` };
  }
  const meant = nearNames(name === '' ? system : name, ofSystem.length > 0 ? ofSystem : paths);
  if (meant !== '') return { expected: `one such as ${meant}` };
  return { expected: ofSystem.length > 0 ? `one of ${ofSystem.join(', ')}` : `a system: ${systems.join(', ')}` };
}
