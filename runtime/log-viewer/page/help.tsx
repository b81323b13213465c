import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

const KEYS = [
  ['↑ ↓', 'A line up or down'],
  ['Page Up, Page Down, Space', 'A page up or down'],
  ['Home, End', 'The first or the last line'],
  ['Shift + ↑ ↓', 'Select lines'],
  ['f', 'Follow the end, or stop'],
  ['w', 'Wrap long lines, or not'],
  ['g', 'Go to a line'],
  ['/', 'Search in the log'],
  ['n, Shift + n', 'The next or the previous match'],
  ['c', 'Copy a link to the selected lines'],
  ['d', 'Download the log'],
  ['t', 'Search routes and logs'],
  ['?', 'This list'],
] as const;

/** The keys, in a dialog. */
export function Help({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="help" ref={dialog} aria-labelledby="help-title" onClose={onClose}>
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="primary">
          Close
        </button>
      </form>
    </dialog>
  );
}
