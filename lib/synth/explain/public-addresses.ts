import type { SystemApp } from '../../core/system-app.ts';
import { unitsOf } from './units.ts';

/** Where browsers reach a unit. */
export interface PublicAddress {
  readonly key: string;
  /** Such as `https://logs.example.com/viewer`. */
  readonly url: string;
  /** Whether a text has its host in it, as text or in a regular expression. */
  isIn(text: string): boolean;
}

const found = new WeakMap<SystemApp, readonly PublicAddress[]>();

/** The public addresses of the units of a system. */
export function publicAddresses(app: SystemApp): readonly PublicAddress[] {
  const known = found.get(app) ?? findAddresses(app);
  found.set(app, known);
  return known;
}

function findAddresses(app: SystemApp): PublicAddress[] {
  return unitsOf(app).flatMap(({ key, workload: { unit } }) =>
    [...unit.endpoints.values()]
      .flatMap(({ outside }) => [...outside])
      .flatMap((way) => (typeof way === 'object' && 'name' in way && URL.canParse(way.name) ? [way.name] : []))
      .map((url) => ({ key, url, isIn: hostFinder(new URL(url).host) })),
  );
}

/** A host counts where no other host ends or begins with it. */
function hostFinder(host: string): (text: string) => boolean {
  const pattern = new RegExp(`(^|[^a-zA-Z0-9.-])${host.replaceAll('.', '[.]')}($|[^a-zA-Z0-9.-])`);
  return (text) => pattern.test(text.replaceAll('\\', ''));
}
