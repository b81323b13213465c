import type { VariableTable } from '../../contract/variables.ts';

/** The variables of a worker and of a cron job. */
export const workerVariables = {
  ENV_KUBERNETES: { type: 'boolean', required: true, meaning: 'tells the PHP code that it runs in Kubernetes' },
  QUEUE_NAME: { type: 'text', required: true, meaning: 'the SQS queue to consume, or to fill' },
  QUEUE_URL: { type: 'url', required: true, meaning: 'the URL of that queue' },
  AWS_REGION: { type: 'text', required: true, meaning: 'the region of the queue' },
  AWS_ACCESS_KEY_ID: { type: 'text', secret: true, required: true, meaning: 'who reads the queue' },
  AWS_SECRET_ACCESS_KEY: { type: 'text', secret: true, required: true, meaning: 'the key of who reads the queue' },
  MONGODB_HOST: { type: 'host', meaning: 'where MongoDB is' },
  MONGODB_PORT: { type: 'port', default: '27017', meaning: 'where MongoDB listens' },
  ELASTICSEARCH_URL: { type: 'url', meaning: 'the Elasticsearch cluster the worker indexes into' },
} as const satisfies VariableTable;
