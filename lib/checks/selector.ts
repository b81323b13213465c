import { fieldsOf, itemsOf, listOf, scalarText, textOf, type Fields } from './fields.ts';

/** One condition on a label. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

const noLabels: ReadonlySet<string> = new Set();

/** The conditions of a plain selector, such as that of a Service: a map of labels. */
export function labelRequirements(labels: unknown): readonly Requirement[] {
  return Object.entries(fieldsOf(labels)).map(([key, value]) => ({ key, operator: 'In', values: [scalarText(value)] }));
}

/** The conditions of a label selector; what is none by its type is left out. No condition selects everything. */
export function requirementsOf(selector: unknown): readonly Requirement[] {
  const { matchLabels, matchExpressions } = fieldsOf(selector);
  return [
    ...labelRequirements(matchLabels),
    ...itemsOf(matchExpressions, '').flatMap(({ fields }) => expression(fields)),
  ];
}

function expression({ key, operator, values }: Fields): Requirement[] {
  const name = textOf(key);
  if (name === undefined) return [];
  if (operator !== 'In' && operator !== 'NotIn' && operator !== 'Exists' && operator !== 'DoesNotExist') return [];
  return [{ key: name, operator, values: listOf(values).map(scalarText) }];
}

/**
 * Whether labels meet all conditions.
 *
 * @param added labels that a controller will add; any condition on them is taken to be met
 */
export function meets(requirements: readonly Requirement[], labels: Fields, added = noLabels): boolean {
  return requirements.every((requirement) => added.has(requirement.key) || meetsOne(requirement, labels));
}

function meetsOne({ key, operator, values }: Requirement, labels: Fields): boolean {
  const isSet = Object.hasOwn(labels, key);
  if (operator === 'Exists') return isSet;
  if (operator === 'DoesNotExist') return !isSet;
  const isListed = isSet && values.includes(scalarText(labels[key]));
  return operator === 'In' ? isListed : !isListed;
}

/** A selector in one line, such as `app=api,tier in (a,b)`, as kubectl takes it. */
export function selectorText(requirements: readonly Requirement[]): string {
  return requirements.map(requirementText).join(',');
}

function requirementText({ key, operator, values }: Requirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  if (operator === 'In' && values.length === 1) return `${key}=${values[0]}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
}
