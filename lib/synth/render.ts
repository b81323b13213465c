import { ApiObject, Chart, Yaml, type JsonPatch } from 'cdk8s';
import { faultText, type Fault } from '../core/errors.ts';
import { faultReport, faultsIn, placeOf } from '../core/faults.ts';
import { nullPaths } from '../core/manifest.ts';
import { PlainApiObject } from '../core/plain-api-object.ts';
import { applyPatches, type Patched } from '../core/patches.ts';
import type { SystemApp } from '../core/system-app.ts';
import { stringifyManifest } from '../core/yaml.ts';
import { byApplyOrder } from './kind-order.ts';

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
  /** They are made when they are asked for first: most synths need their text only. */
  readonly objects: readonly RenderedObject[];
  /** Where the construct of each object stands, such as `test/cds/responder/responder/deployment`; in the order of `objects`. */
  readonly constructPaths: readonly string[];
  readonly text: string;
}

/** What a fleet renders to. Where there are faults, there are no files. */
export interface Rendered {
  readonly files: readonly RenderedFile[];
  /** A report: one line each, sorted. */
  readonly faults: readonly string[];
}

/**
 * Renders Apps to files, with every fault that their constructs recorded in one report. What the checks find is another matter.
 *
 * @param needsObjects whether the objects of all files will be asked for; to print what was made takes less time than both apart. @default false
 */
export function render(apps: readonly SystemApp[], needsObjects = false): Rendered {
  const recorded = apps.flatMap(faultsIn);
  if (recorded.length > 0) return { files: [], faults: faultReport(recorded) };
  const faults: string[] = [];
  const charts = apps.flatMap((app) =>
    app.node.children.filter((child) => child instanceof Chart).map((chart) => ({ app, chart })),
  );
  const files = charts.map(({ app, chart }) => {
    const rendered = renderChart(chart, needsObjects, faults);
    let objects: readonly RenderedObject[] | undefined;
    return {
      path: `${app.environment.name}/${app.system}/${chart.node.id}.k8s.yaml`,
      get objects() {
        return (objects ??= rendered.map(({ manifest }) => manifest()));
      },
      constructPaths: rendered.map(({ constructPath }) => constructPath),
      text: rendered.map(({ text }) => text).join('---\n'),
    };
  });
  return faults.length > 0 ? { files: [], faults: faultReport(faults) } : { files, faults: [] };
}

/** An object of a chart. */
interface RenderedPart {
  readonly kind: string;
  readonly constructPath: string;
  readonly text: string;
  readonly manifest: () => RenderedObject;
}

function renderChart(chart: Chart, needsObjects: boolean, faults: string[]): RenderedPart[] {
  const report = (object: ApiObject, fault: Fault) =>
    faults.push(faultText(`${placeOf(object)} (${object.kind} ${object.name})`, fault));
  const objects = chart.node.findAll().filter((construct) => construct instanceof ApiObject);
  const rendered = objects.flatMap((object) => {
    try {
      const wrong = patchFault(object);
      if (wrong) {
        report(object, { code: 'ERR_PATCH', property: 'patch', ...wrong });
        return [];
      }
      const constructPath = placeOf(object);
      const plain = plainPart(object, needsObjects);
      if (plain) return [{ kind: object.kind, constructPath, ...plain }];
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
      return [{ kind: manifest.kind, constructPath, text: Yaml.stringify(manifest), manifest: () => manifest }];
    } catch (error) {
      report(object, {
        code: 'ERR_ENVIRONMENT_VALUE',
        property: 'the object',
        got: error instanceof Error ? error.message : String(error),
        expected: 'values of the types that the constructs take',
        remedy: 'run npm run types, which names the property',
      });
      return [];
    }
  });
  return byApplyOrder(rendered);
}

/** The text of an object that is plain data, and how it is made; undefined of any other. */
function plainPart(object: ApiObject, needsObjects: boolean): Pick<RenderedPart, 'text' | 'manifest'> | undefined {
  if (!PlainApiObject.is(object)) return undefined;
  if (needsObjects) {
    const manifest = object.plainJson();
    return manifest && { text: stringifyManifest(manifest), manifest: () => manifest as RenderedObject };
  }
  const text = object.plainText();
  return text === undefined ? undefined : { text, manifest: () => object.toJson() as RenderedObject };
}

/** What is wrong with the patches of an object. @throws where it cannot be rendered without them either */
function patchFault(object: ApiObject): Patched['fault'] {
  // cdk8s keeps them to itself
  const { patches } = object as unknown as { readonly patches: JsonPatch[] };
  if (patches.length === 0 || (PlainApiObject.is(object) && !object.isPatched)) return undefined;
  const all = patches.splice(0);
  try {
    return applyPatches(object.toJson(), all).fault;
  } finally {
    patches.push(...all);
  }
}
