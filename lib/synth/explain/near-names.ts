import { editDistance } from '../../checks/schema/nearest.ts';

const most = 12;

/**
 * Names that a misspelt one may mean, the most likely first, in one line: those that are spelt much like it, alone or behind their system, and those that
 * it is a part of. Empty where there is none.
 */
export function nearNames(word: string, names: readonly string[]): string {
  const wanted = word.toLowerCase();
  const own = wanted.slice(wanted.lastIndexOf('/') + 1);
  const near = names
    .map((name) => ({ name, distance: distanceOf(wanted, own, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(own.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const least = near[0]?.distance ?? 0;
  return near
    .filter(({ distance }) => distance <= least + 1)
    .slice(0, most)
    .map(({ name }) => name)
    .join(', ');
}

function distanceOf(wanted: string, own: string, name: string): number {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const distance = Math.min(editDistance(wanted, name), editDistance(own, last));
  return own.length >= 3 && last.includes(own) ? Math.min(distance, 1) : distance;
}
