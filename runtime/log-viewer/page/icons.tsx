import type { JSX } from 'preact';

const PATHS = {
  menu: 'M2.5 4h11M2.5 8h11M2.500 12h11',
  follow: 'M8 2v8.500M4.500 7.500 8 11l3.500-3.500M3 14h10',
  wrap: 'M2 4h12M2 8h9.500a2.250 2.250 0 0 1 0 4.500H8.500M10 10.500 8 12.500l2 2M2 12.500h3',
  link: 'M6.500 9.500a3 3 0 0 0 4.200.2l2-2a3 3 0 0 0-4.200-4.200l-1 1M9.500 6.500a3 3 0 0 0-4.200-.2l-2 2a3 3 0 0 0 4.200 4.200l1-1',
  download: 'M8 2v8M5 7l3 3 3-3M2.500 11.500v2h11v-2',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  help: 'M6 6a2 2 0 1 1 2.800 1.800c-.5.3-.8.7-.8 1.400M8 11.700v.1M8 1.500a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13',
  chevron: 'M6 4l4 4-4 4',
  close: 'M4 4l8 8M12 4l-8 8',
} as const;

/** A picture of 16 px in the colour of the text; what it means is said beside it. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
