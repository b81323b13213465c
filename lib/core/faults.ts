import type { IConstruct } from 'constructs';
import { faultText, type BerthError, type Fault } from './errors.ts';

const placeKey = 'berth/place';

/**
 * Says where a construct tree belongs, so that faults can name it. To be called before the tree has children.
 *
 * @param place such as `production/cds`
 */
export function setPlace(root: IConstruct, place: string): void {
  root.node.setContext(placeKey, place);
}

/** Where a construct stands, such as `production/cds/responder`: environment, system, construct path. */
export function placeOf(scope: IConstruct): string {
  const place: unknown = scope.node.tryGetContext(placeKey);
  return [place, scope.node.path].filter((part) => typeof part === 'string' && part !== '').join('/');
}

/**
 * Records a fault of a construct. It is not thrown at once, so that one synth reports the faults of the whole fleet together:
 * cdk8s asks every construct for its faults before it renders anything, in `App.synth` and in `Testing.synth` too.
 */
export function reportFault(scope: IConstruct, fault: Fault): void {
  scope.node.addValidation({ validate: () => [faultText(placeOf(scope), fault)] });
}

/** Records an error that was thrown, so that what else is wrong is told with it. */
export function reportError(scope: IConstruct, { message }: BerthError): void {
  scope.node.addValidation({ validate: () => message.split('\n').map((line) => `${placeOf(scope)}: ${line}`) });
}

/** All faults recorded in a construct tree, one line each, sorted, each once. */
export function faultsIn(root: IConstruct): string[] {
  return [...new Set(root.node.findAll().flatMap((construct) => construct.node.validate()))].sort();
}

/**
 * Fault lines as one report: sorted, each once. What is wrong in the same way in several places is said once, with the first place and how many more there
 * are; where the others differ from it only by the environment, with the names of those.
 *
 * @param lines as `faultText` makes them
 */
export function faultReport(lines: readonly string[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, place = '', rest = line] = /^([^:]*): (.*)$/s.exec(line) ?? [];
    places.set(rest, (places.get(rest) ?? new Set()).add(place));
  }
  const report = [...places].map(([rest, at]) => {
    const [first = '', ...others] = [...at].sort();
    if (first === '') return rest;
    return `${first}${othersText(first, others)}: ${rest}`;
  });
  return report.sort();
}

function othersText(first: string, others: readonly string[]): string {
  if (others.length === 0) return '';
  const withoutEnvironment = (place: string): string => place.slice(place.indexOf('/'));
  return others.every((place) => place.includes('/') && withoutEnvironment(place) === withoutEnvironment(first))
    ? `, also in ${others.map((place) => place.slice(0, place.indexOf('/'))).join(', ')}`
    : ` and ${others.length} more`;
}
