import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { buildFleet } from '../../../lib/synth/fleet.ts';
import { render } from '../../../lib/synth/render.ts';
import { systems, type Environment } from '../../../lib/systems/index.ts';
import type { FxaSettings } from '../../../lib/systems/fxa/settings.ts';
import { environmentOf, renderSystems, withSettings, type Fleet } from '../systems.ts';

const onlyFxa = { fxa: systems.fxa } as typeof systems;

/** An environment with nothing but FxA in it, with other settings. */
export function fxaAlone(environment: Environment, change: Partial<FxaSettings> = {}): Environment {
  const changed = withSettings(environment, 'fxa', (settings) => ({ ...settings, ...change }));
  return { ...changed, systems: { fxa: changed.systems.fxa } as Environment['systems'] };
}

/** FxA of an environment with other settings. @throws when it has faults */
export const renderFxa = (environment: Environment, change: Partial<FxaSettings> = {}): Fleet =>
  renderSystems([fxaAlone(environment, change)], onlyFxa);

/** The faults of several environments with nothing but FxA in them, one a line. */
export const allFaults = (environments: readonly Environment[]): readonly string[] =>
  render(buildFleet(environments, onlyFxa)).faults;

/** The faults of FxA in an environment with other settings, one a line. */
export function fxaFaults(environment: Environment, change: Partial<FxaSettings>): readonly string[] {
  return allFaults([fxaAlone(environment, change)]);
}

/** The pod of a server. @param path such as `local/fxa/redis` */
export function podOf(fleet: Fleet, path: string): IPodSpec {
  return fleet.object<IDeployment>(path, 'Deployment').spec?.template.spec as IPodSpec;
}

/** The one container of a server. */
export const containerOf = (fleet: Fleet, path: string): IContainer => podOf(fleet, path).containers[0]!;

/** The variables of a server as its program gets them; what comes from a Secret is `from <Secret>/<key>`. */
export const variablesOf = (fleet: Fleet, path: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(environmentOf(containerOf(fleet, path))).map(([name, text]) => [name, text.replaceAll('$$', '$')]),
  );
