import { fileURLToPath } from 'node:url';
import { ConfigFiles, filesIn } from '../../config/config-files.ts';
import { mountPaths } from '../../contract/job.ts';
import { reportFault } from '../../core/faults.ts';
import type { SystemApp } from '../../core/system-app.ts';
import { JobTemplate } from '../../workloads/job-template.ts';
import { ExternalService } from '../../wiring/external.ts';
import { Claim, hostPath, memoryScratch, readOnly } from '../../workloads/volumes.ts';
import { inmetaPath, mediaPath } from './paths.ts';
import { checkRoute, type CheckedRoute } from './routes.ts';
import { jobNamespace, type CdsSettings } from './settings.ts';

/** The folder of CDS's own configuration files. */
const configFolder = fileURLToPath(new URL('../../../config/cds/', import.meta.url));

const checkedRoutes = new Map<string, CheckedRoute>();

/** The environments have the same routes, and to read XML takes long. */
function checkedOnce(content: Uint8Array): CheckedRoute {
  const bytes = Buffer.from(content).toString('latin1');
  const checked = checkedRoutes.get(bytes) ?? checkRoute(content);
  checkedRoutes.set(bytes, checked);
  return checked;
}

/** Adds what the Jobs need: the template, the routes, templates and settings they read, their volumes and their network rules. */
export function addJob(
  app: SystemApp,
  settings: CdsSettings,
  shared: { readonly inmeta: Claim; readonly logs: Claim },
): { readonly job: JobTemplate; readonly routes: Readonly<Record<string, string>> } {
  const namespace = jobNamespace(settings);
  const chart = app.chart('job', namespace);
  const { media, inmeta, logs } = settings.volumes;
  const ownNamespace = namespace !== settings.namespace;
  const claim = (name: string, storage: CdsSettings['volumes']['inmeta']): Claim =>
    new Claim(chart, name, { name, storage });

  const files: Record<string, Uint8Array> = filesIn(`${configFolder}routes`);
  const checked = Object.entries(files).map(([file, content]) => [file, checkedOnce(content)] as const);
  for (const [file, { faults }] of checked) {
    for (const { line, problem, expected } of faults) {
      reportFault(chart, {
        code: 'ERR_ROUTE_XML',
        property: `config/cds/routes/${file}:${line}`,
        got: problem,
        expected,
        remedy: 'correct the route',
      });
    }
  }
  const routes = Object.fromEntries(checked.map(([file, { text }]) => [file, text]));
  const { image, resources, deadline, retries, scratch, kueueQueue } = settings.job;
  const job = new JobTemplate(chart, 'job', {
    image,
    resources,
    deadline,
    retries,
    kueueQueue,
    mounts: {
      [mountPaths.routes]: new ConfigFiles(chart, 'routes', { name: 'job-routes', files: routes }),
      [mountPaths.templates]: new ConfigFiles(chart, 'templates', {
        name: 'job-templates',
        files: filesIn(`${configFolder}templates`),
      }),
      [mountPaths.spool]: memoryScratch(scratch),
      [mountPaths.scratch]: memoryScratch(scratch),
      [mountPaths.logs]: ownNamespace ? claim('logs', logs) : shared.logs,
      [inmetaPath]: readOnly(ownNamespace ? claim('inmeta', inmeta) : shared.inmeta),
      [mediaPath]: 'hostPath' in media ? hostPath(media.hostPath) : readOnly(claim('media', media)),
    },
    variables: { INMETA_PATH: inmetaPath },
  });
  const conf = filesIn(`${configFolder}conf.d/${app.environment.name}`);
  if (Object.keys(conf).length > 0) {
    job.addMount(mountPaths.config, new ConfigFiles(chart, 'conf', { name: 'job-conf', files: conf }));
  }
  for (const [title, destination] of Object.entries(settings.job.destinations)) {
    job.unit.connect(new ExternalService(chart, `job.destinations.${title}`, title, destination), 'job.destinations');
  }
  return { job, routes };
}
