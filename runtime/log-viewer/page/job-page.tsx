import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiFault, logPath, podPath, type Api, type JobLogs } from './api.ts';
import { ageText, sizeText } from './format.ts';
import { LogView } from './log-view.tsx';
import { parsePlace, pathOf, type LineRange, type Place } from './place.ts';
import { FaultState, Loading, State } from './states.tsx';
import { JobEvents } from './job-events.tsx';

interface JobPageProps {
  readonly api: Api;
  readonly root: string;
  readonly place: Extract<Place, { at: 'job' }>;
  readonly onRange: (range: LineRange) => void;
}

/** All there is of one Job: its events, the log it wrote, and what its pods wrote. */
export function JobPage({ api, root, place, onRange }: JobPageProps): JSX.Element {
  const { job, pod, range } = place;
  const [logs, setLogs] = useState<JobLogs>();
  const [fault, setFault] = useState<ApiFault>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setLogs(undefined);
    setFault(undefined);
    api.job(job, controller.signal).then(setLogs, (error: unknown) => {
      if (controller.signal.aborted) return;
      setFault(error instanceof ApiFault ? error : new ApiFault('other', String(error), { cause: error }));
    });
    return () => controller.abort();
  }, [api, job, attempt]);

  const written =
    typeof logs?.log_url !== 'string' ? undefined : parsePlace(logs.log_url.replace(/^.*?\/(?=log\/)/, ''));
  const tabs = [
    ...(written?.at === 'log'
      ? [{ name: written.log, what: 'log', path: logPath(written.route, written.log), pod: undefined }]
      : []),
    ...(logs?.pods ?? []).map((file) => ({
      name: file.name,
      what: 'pod',
      path: podPath(job, file.name),
      pod: file.name,
      file,
    })),
  ];
  const tab = tabs.find((tab) => tab.pod === pod) ?? (pod === undefined ? tabs[0] : undefined);
  const hrefOf = (range: LineRange | undefined): string => root + pathOf({ at: 'job', job, pod, range });
  const now = new Date();
  return (
    <div class="job">
      <header class="title">
        <h1>
          <span class="kind">Job</span> {job}
        </h1>
      </header>
      {fault !== undefined && <FaultState fault={fault} onRetry={() => setAttempt(attempt + 1)} />}
      {logs === undefined && fault === undefined && <Loading what="the job" />}
      {logs !== undefined && (
        <>
          <JobEvents api={api} job={job} />
          {tabs.length > 0 && (
            <nav class="tabs" aria-label="Logs of the job">
              {tabs.map((one) => (
                <a
                  key={one.path}
                  href={root + pathOf({ at: 'job', job, pod: one.pod })}
                  aria-current={one === tab ? 'page' : undefined}
                >
                  <span class="kind">{one.what}</span> <span class="name">{one.name}</span>
                  {'file' in one && (
                    <span class="meta">
                      {sizeText(one.file.size)}, {ageText(new Date(one.file.lastModified), now)}
                    </span>
                  )}
                </a>
              ))}
            </nav>
          )}
          {tabs.length === 0 && (
            <State title="No log yet">
              <p>The job has written none so far, and none of its pods was saved. Pods are saved when a job ends.</p>
            </State>
          )}
          {tab === undefined && tabs.length > 0 && (
            <State title="There is no such pod">
              <p>Choose one of the logs above.</p>
            </State>
          )}
          {tab !== undefined && (
            <LogView
              key={tab.path}
              api={api}
              path={tab.path}
              name={tab.name}
              range={range}
              hrefOf={hrefOf}
              onRange={onRange}
            />
          )}
        </>
      )}
    </div>
  );
}
