import type { VariableTable } from '../../contract/variables.ts';

/** The variables that API and worker read. */
export const jobsVariables = {
  REDIS_IP: { type: 'host', required: true, meaning: 'where Redis is; a name, never the address of a pod' },
  REDIS_PORT: { type: 'port', default: '6379', meaning: 'where Redis listens' },
  REDIS_DB: { type: 'integer', default: '1', maximum: 15, meaning: 'the database of Redis that holds the queue' },
} as const satisfies VariableTable;
