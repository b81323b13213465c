import { textStyles } from './text.ts';

/** The colours of a diagram. */
interface Palette {
  readonly paper: string;
  readonly text: string;
  readonly note: string;
  readonly call: string;
  readonly frame: Paint;
  readonly unit: Paint;
  readonly public: Paint;
  readonly outside: Paint;
}

interface Paint {
  readonly fill: string;
  readonly line: string;
}

/**
 * The colours for readers with a light and with a dark screen. On all they stand on, texts have a contrast of 4.5 or more, lines one of 3 or more.
 *
 * @see https://www.w3.org/TR/WCAG22/#contrast-minimum
 */
export const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: {
    paper: '#ffffff',
    text: '#1f2328',
    note: '#57606a',
    call: '#57606a',
    frame: { fill: '#f6f8fa', line: '#6e7781' },
    unit: { fill: '#ddf4ff', line: '#0969da' },
    public: { fill: '#dafbe1', line: '#1a7f37' },
    outside: { fill: '#fff8e6', line: '#9a6700' },
  },
  dark: {
    paper: '#0d1117',
    text: '#e6edf3',
    note: '#a3adb8',
    call: '#a3adb8',
    frame: { fill: '#151b23', line: '#768390' },
    unit: { fill: '#10263f', line: '#4493f8' },
    public: { fill: '#0f2a19', line: '#3fb950' },
    outside: { fill: '#2b2111', line: '#d29922' },
  },
};

/** Fonts that every system has; nothing is fetched. */
const fontFamilies = {
  words: 'system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif',
  names: 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace',
};

/** The style sheet of a diagram. It uses no variables, which viewers other than browsers do not know. */
export function styleSheet(): string {
  const fonts = Object.entries(textStyles).map(
    ([name, { family, isBold, size }]) => `.${name}{font:${isBold ? '600' : '400'} ${size}px ${fontFamilies[family]}}`,
  );
  return [
    ...fonts,
    '.call{fill:none;stroke-width:1.5}',
    '.box.outside{stroke-dasharray:5 3}',
    ...colourRules(palettes.light),
    '@media (prefers-color-scheme:dark){',
    ...colourRules(palettes.dark),
    '}',
  ].join('\n');
}

const colourRules = ({ paper, text, note, call, ...paints }: Palette): string[] => [
  `.paper{fill:${paper}}text{fill:${text}}.note,.frame-label{fill:${note}}`,
  `.call{stroke:${call}}.tip{fill:${call}}.call.public{stroke:${paints.public.line}}.tip.public{fill:${paints.public.line}}`,
  Object.entries(paints)
    .map(([name, { fill, line }]) => `.box.${name}{fill:${fill};stroke:${line}}`)
    .join(''),
];
