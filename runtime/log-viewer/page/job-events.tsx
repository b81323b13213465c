import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiFault, type Api } from './api.ts';
import { timeText } from './format.ts';

interface JobEvent {
  /** When it came, as an event itself has no time. */
  readonly at: Date;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Events that are kept; older ones go. */
const KEPT = 200;

/** What happens to a Job while one looks. Nothing where the server does not follow events. */
export function JobEvents({ api, job }: { readonly api: Api; readonly job: string }): JSX.Element | null {
  const [events, setEvents] = useState<readonly JobEvent[]>([]);
  const [isOffered, setOffered] = useState(true);
  const [isLive, setLive] = useState(true);
  useEffect(() => {
    const controller = new AbortController();
    const listen = async (): Promise<void> => {
      try {
        for await (const { data } of api.jobEvents(job, controller.signal)) {
          const { routingKey, body } = data as { readonly routingKey: string; readonly body: JobEvent['body'] };
          const event = { at: new Date(), key: routingKey, body };
          setEvents((events) => [...events, event].slice(-KEPT));
        }
        setLive(false);
      } catch (error) {
        if (controller.signal.aborted) return;
        if (error instanceof ApiFault && error.kind === 'missing') setOffered(false);
        setLive(false);
      }
    };
    void listen();
    return () => controller.abort();
  }, [api, job]);

  if (!isOffered) return null;
  return (
    <section class="events" aria-label="Events of the job">
      {events.length === 0 ? (
        <p class="note" role="status">
          {isLive
            ? 'No event since you opened this page. They appear here as they happen.'
            : 'Events are not followed any more: the connection was lost.'}
        </p>
      ) : (
        <div role="log" tabIndex={0} aria-label="Events">
          <ol>
            {events.map(({ at, key, body }, index) => (
              <li key={index} class={nameOf(key)}>
                <time dateTime={at.toISOString()}>{timeText(at).slice(-8)}</time> <strong>{nameOf(key)}</strong>{' '}
                {detailOf(body)}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** `failed` of `cds.job.failed`. */
const nameOf = (key: string): string => key.split('.').at(-1) ?? key;

/** What a person wants to know of an event's body. */
function detailOf(body: JobEvent['body']): string {
  const retries = Number(body['retry-count'] ?? 0);
  const texts = [body['failure-reason'], body['error'], retries > 0 ? `retry ${retries}` : undefined];
  return texts.filter((text) => typeof text === 'string').join(', ');
}
