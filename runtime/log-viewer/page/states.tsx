import type { ComponentChildren, JSX } from 'preact';
import type { ApiFault, FaultKind } from './api.ts';

interface StateProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  /** Whether something broke, which is announced at once. */
  readonly isAlert?: boolean;
}

/** A place where there is nothing else to show: what is the matter, and what can be done. */
export function State({ title, children, isAlert = false }: StateProps): JSX.Element {
  return (
    <div class="state" role={isAlert ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Something is on its way. It shows after a moment only, so that what comes at once does not flicker. */
export function Loading({ what }: { readonly what: string }): JSX.Element {
  return (
    <div class="state loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <p>Loading {what}…</p>
    </div>
  );
}

const TITLES: Readonly<Record<Exclude<FaultKind, 'expired'>, string>> = {
  forbidden: 'You may not read logs',
  unreadable: 'The server may not read this',
  missing: 'There is nothing here',
  gone: 'The log was deleted',
  offline: 'The server does not answer',
  other: 'That did not work',
};

const REMEDIES: typeof TITLES = {
  forbidden: 'Your account lacks the right to read them. Ask an administrator for it.',
  unreadable: 'Its file gives the log viewer no right to. Tell whoever runs this server.',
  missing: 'The name may be misspelt, or the log was removed since the link was made.',
  gone: 'It was there a moment ago. The tree shows what there is now.',
  offline: 'Check your connection, then try again.',
  other: 'Try again; if it stays like this, tell whoever runs this server.',
};

/** A call that failed, in words, with a way on. */
export function FaultState({
  fault,
  onRetry,
}: {
  readonly fault: ApiFault;
  readonly onRetry?: () => void;
}): JSX.Element {
  // What to do about it stands above the page.
  if (fault.kind === 'expired') return <State title="Log in again to see this" />;
  return (
    <State title={TITLES[fault.kind]} isAlert>
      <p>{REMEDIES[fault.kind]}</p>
      {fault.kind !== 'offline' && <p class="detail">{fault.message}</p>}
      {onRetry && fault.kind !== 'forbidden' && (
        <button type="button" class="primary" onClick={onRetry}>
          Try again
        </button>
      )}
    </State>
  );
}
