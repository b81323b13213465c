import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiFault, type Api } from './api.ts';
import type { Listed } from './tree-items.ts';

/** The routes, and the logs of those that were needed. */
export interface Listing {
  /** Undefined while they are on their way. */
  readonly routes: readonly string[] | undefined;
  readonly fault: ApiFault | undefined;
  readonly logs: ReadonlyMap<string, Listed>;
  /** Whether logs are on their way. */
  readonly isBusy: boolean;
  /** Lists the logs of these routes, unless that was done. */
  readonly need: (routes: readonly string[]) => void;
  readonly retry: () => void;
}

/** Routes whose logs are listed at the same time. */
const PARALLEL = 4;

/** Lists routes and logs as they are needed, and again what is shown when someone comes back to the window. */
export function useListing(api: Api): Listing {
  const [routes, setRoutes] = useState<readonly string[]>();
  const [fault, setFault] = useState<ApiFault>();
  const [logs, setLogs] = useState<ReadonlyMap<string, Listed>>(new Map());
  const [busy, setBusy] = useState(0);
  const asked = useRef(new Set<string>());
  const waiting = useRef<string[]>([]);
  const running = useRef(0);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const list = async (): Promise<void> => {
      try {
        setRoutes(await api.routes(controller.signal));
        setFault(undefined);
      } catch (error) {
        if (!controller.signal.aborted) setFault(faultOf(error));
      }
    };
    void list();
    return () => controller.abort();
  }, [api, attempt]);

  const pump = (): void => {
    while (running.current < PARALLEL) {
      const route = waiting.current.shift();
      if (route === undefined) break;
      running.current += 1;
      void listLogs(route);
    }
    setBusy(running.current + waiting.current.length);
  };
  const listLogs = async (route: string): Promise<void> => {
    let listed: Listed;
    try {
      listed = { files: await api.logs(route) };
    } catch (error) {
      listed = { fault: faultOf(error) };
    }
    setLogs((logs) => new Map([...logs, [route, listed]]));
    running.current -= 1;
    pump();
  };
  const need = (needed: readonly string[]): void => {
    const added = needed.filter((route) => !asked.current.has(route));
    for (const route of added) asked.current.add(route);
    waiting.current.push(...added);
    pump();
  };

  useEffect(() => {
    const onVisible = (): void => {
      if (document.visibilityState !== 'visible') return;
      setAttempt((attempt) => attempt + 1);
      waiting.current.push(...asked.current);
      pump();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [api]);

  const retry = (): void => {
    setFault(undefined);
    setAttempt(attempt + 1);
  };
  return { routes, fault, logs, isBusy: busy > 0, need, retry };
}

const faultOf = (error: unknown): ApiFault =>
  error instanceof ApiFault ? error : new ApiFault('other', String(error), { cause: error });
