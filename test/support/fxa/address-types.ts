import type { VariableSpec } from '../../../lib/contract/variables.ts';

/** The types of variables that a server dials. */
export const dialledTypes: readonly VariableSpec['type'][] = ['host', 'host-port', 'url'];

/** The types of variables that browsers get. */
export const publicTypes: readonly VariableSpec['type'][] = ['public-url', 'public-authority', 'dialled-public-url'];
