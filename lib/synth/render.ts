import { ApiObject, Chart } from 'cdk8s';
import { faultText, type Fault } from '../core/errors.ts';
import { faultReport, faultsIn, placeOf } from '../core/faults.ts';
import { nullPaths } from '../core/manifest.ts';
import type { SystemApp } from '../core/system-app.ts';
import { byApplyOrder } from './kind-order.ts';
import { stringifyManifests } from '../core/yaml.ts';

/** An object as it will be applied. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** A file of `dist/`: everything of one deployment key. */
export interface RenderedFile {
  /** Its path below `dist/`, such as `test/cds/responder.k8s.yaml`. */
  readonly path: string;
  readonly objects: readonly RenderedObject[];
  readonly text: string;
}

/** What a fleet renders to. Where there are faults, there are no files. */
export interface Rendered {
  readonly files: readonly RenderedFile[];
  /** A report: one line each, sorted. */
  readonly faults: readonly string[];
}

/** Renders Apps to files and finds everything that is wrong with them, in one report. */
export function render(apps: readonly SystemApp[]): Rendered {
  const recorded = apps.flatMap(faultsIn);
  if (recorded.length > 0) return { files: [], faults: faultReport(recorded) };
  const faults: string[] = [];
  const charts = apps.flatMap((app) =>
    app.node.children.filter((child) => child instanceof Chart).map((chart) => ({ app, chart })),
  );
  const rendered = charts.map(({ app, chart }) => ({ app, chart, objects: renderChart(chart, faults) }));
  for (const environment of new Set(apps.map((app) => app.environment.name))) {
    faults.push(
      ...duplicates(
        environment,
        rendered.filter(({ app }) => app.environment.name === environment).flatMap(({ objects }) => objects),
      ),
    );
  }
  if (faults.length > 0) return { files: [], faults: faultReport(faults) };
  const files = rendered.map(({ app, chart, objects }) => ({
    path: `${app.environment.name}/${app.system}/${chart.node.id}.k8s.yaml`,
    objects,
    text: stringifyManifests(objects),
  }));
  return { files, faults: [] };
}

function renderChart(chart: Chart, faults: string[]): RenderedObject[] {
  const report = (object: ApiObject, fault: Fault) =>
    faults.push(faultText(`${placeOf(object)} (${object.kind} ${object.name})`, fault));
  const objects = chart.node.findAll().filter((construct) => construct instanceof ApiObject);
  const rendered = objects.flatMap((object) => {
    try {
      const manifest = object.toJson() as RenderedObject;
      for (const path of nullPaths(manifest)) {
        report(object, {
          code: 'ERR_MANIFEST_NULL',
          property: path,
          got: null,
          expected: 'a value',
          remedy: 'give one, or remove the field',
        });
      }
      return [manifest];
    } catch (error) {
      report(object, {
        code: 'ERR_PATCH',
        property: 'patch',
        got: error instanceof Error ? error.message : String(error),
        expected: 'a patch whose paths exist in the object',
        remedy: 'correct the path; JSON Patch adds to a list with "/-"',
      });
      return [];
    }
  });
  return byApplyOrder(rendered);
}

function duplicates(environment: string, objects: readonly RenderedObject[]): string[] {
  const seen = new Set<string>();
  return objects.flatMap(({ kind, metadata: { namespace = '', name } }) => {
    const key = `${kind} ${namespace}/${name}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const fault: Fault = {
      code: 'ERR_DUPLICATE_OBJECT',
      property: 'metadata.name',
      got: name,
      expected: 'one object of a kind and name in a namespace',
      remedy: 'rename one of the two',
    };
    return [faultText(`${environment} (${key})`, fault)];
  });
}
