import { exchanges } from './messages.ts';
import { jobTemplate, mountPaths } from './job.ts';
import type { VariableTable } from './variables.ts';

/** What each of the three processes answers to on its `HTTP_PORT`. */
export const healthPaths = {
  /** 200 while the process is of use; else it is to be started again. Asks nobody else. */
  live: '/livez',
  /** 200 once the process does its work. */
  ready: '/readyz',
  /** Metrics as Prometheus reads them. */
  metrics: '/metrics',
} as const;

/** The Redis key of the published reaper's journal: the resourceVersion it saw last, in decimal digits. */
export const publishedJournalKey = 'cdsreaper:most-recent-event';

const yesOrNo = {
  words: { true: 'yes', false: 'no' },
  spellings: { true: ['yes', 'true'], false: ['no', 'false'] },
} as const;

type TlsVariables<P extends string> = {
  readonly [N in `${P}_TLS`]: { type: 'boolean'; default: 'no'; meaning: string } & typeof yesOrNo;
} & { readonly [N in `${P}_TLS_${'CA' | 'CERT' | 'KEY'}`]: { type: 'path'; meaning: string } };

/** How a connection is encrypted. Without a CA file the well-known authorities are trusted. */
const tlsVariables = <const P extends string>(prefix: P, what: string) =>
  ({
    [`${prefix}_TLS`]: { type: 'boolean', default: 'no', ...yesOrNo, meaning: `whether ${what} is spoken to over TLS` },
    [`${prefix}_TLS_CA`]: { type: 'path', meaning: `the PEM file of the authority that ${what} is verified by` },
    [`${prefix}_TLS_CERT`]: { type: 'path', meaning: `the PEM file of the certificate shown to ${what}` },
    [`${prefix}_TLS_KEY`]: { type: 'path', meaning: `the PEM file of the key of ${prefix}_TLS_CERT` },
  }) as TlsVariables<P>;

/** How responder and reaper reach the broker. @see guardian/CDS-K8s cdsresponder/cdsresponder.py, `handle` */
export const rabbitmqVariables = {
  RABBITMQ_HOST: { type: 'host', required: true, meaning: 'where RabbitMQ is' },
  RABBITMQ_PORT: { type: 'port', default: '5672', meaning: 'where RabbitMQ listens for AMQP' },
  RABBITMQ_VHOST: { type: 'text', default: '/', meaning: 'the virtual host that has the exchanges' },
  RABBITMQ_USER: { type: 'text', required: true, meaning: 'who logs in to RabbitMQ' },
  RABBITMQ_PASSWD: { type: 'text', required: true, secret: true, meaning: 'the password of RABBITMQ_USER' },
  RABBITMQ_CONNECTION_ATTEMPTS: {
    type: 'integer',
    default: '3',
    minimum: 1,
    meaning: 'how often to try to connect at start',
  },
  RABBITMQ_RETRY_DELAY: { type: 'seconds', default: '3', meaning: 'how long to wait between two of these attempts' },
  ...tlsVariables('RABBITMQ', 'RabbitMQ'),
} as const satisfies VariableTable;

const processVariables = {
  LOG_LEVEL: {
    type: 'text',
    default: 'info',
    oneOf: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    meaning: 'the least level that is logged',
  },
  SHUTDOWN_TIMEOUT: {
    type: 'seconds',
    default: '25',
    meaning: 'how long work in hand may take after the first SIGTERM; less than the grace period of the pod',
  },
} as const satisfies VariableTable;

const clusterVariables = {
  NAMESPACE: { type: 'text', meaning: "the namespace of the Jobs; unset: the process's own namespace" },
  KUBE_CONFIG: { type: 'path', meaning: 'the kubeconfig to use outside a cluster; unset: the one in the home folder' },
} as const satisfies VariableTable;

const httpVariables = {
  HTTP_PORT: { type: 'port', default: '8080', meaning: 'where the process listens for HTTP' },
} as const satisfies VariableTable;

/** Every variable of the responder. @see guardian/CDS-K8s cdsresponder */
export const responderVariables = {
  ...rabbitmqVariables,
  ...clusterVariables,
  ...httpVariables,
  ...processVariables,
  PREFETCH: {
    type: 'integer',
    default: '64',
    minimum: 1,
    maximum: 65_535,
    meaning: 'how many requests one responder works on at a time',
  },
  INMETA_PATH: { type: 'path', required: true, meaning: 'the folder for inmeta files, at the same path in the Jobs' },
  INMETA_XSD: { type: 'path', meaning: 'the schema of inmeta; unset: the one that comes with the program' },
  TEMPLATES_PATH: {
    type: 'path',
    meaning: `the folder with ${jobTemplate.fileName}; unset: beside the program, else ${jobTemplate.folder}`,
  },
  ROUTES_PATH: { type: 'path', meaning: 'the folder of routes that requests may name; unset: routes are not checked' },
  POD_LOGS_BASEPATH: {
    type: 'path',
    meaning: 'the folder for the logs of pods, <job-name>/<pod-name>.log; unset: they are not saved',
  },
  KEEP_JOBS: {
    type: 'boolean',
    default: 'no',
    ...yesOrNo,
    meaning: 'whether Jobs stay in the cluster after their end',
  },
} as const satisfies VariableTable;

/** Every variable of the reaper. @see guardian/CDS-K8s cdsreaper/cdsreaper.py */
export const reaperVariables = {
  ...rabbitmqVariables,
  ...clusterVariables,
  ...httpVariables,
  ...processVariables,
  REDIS_HOST: { type: 'host', required: true, meaning: 'where the Redis of the journal is' },
  REDIS_PORT: { type: 'port', default: '6379', meaning: 'where Redis listens' },
  REDIS_DB_NUM: { type: 'integer', default: '0', meaning: 'the number of the database in Redis' },
  REDIS_PASS: { type: 'text', secret: true, meaning: 'the password of Redis; unset: none' },
  ...tlsVariables('REDIS', 'Redis'),
  MY_EXCHANGE: { type: 'text', default: exchanges.events.name, meaning: 'the exchange that events are published to' },
  LEASE_NAME: { type: 'text', default: 'cds-reaper', meaning: 'the Lease whose holder alone publishes' },
  LEASE_DURATION: {
    type: 'seconds',
    default: '15',
    minimum: 3,
    maximum: 3600,
    meaning: 'how long a reaper that died keeps the Lease; one that cannot renew it for two thirds of that ends',
  },
} as const satisfies VariableTable;

/** Unset where the program can do without the broker. */
const optional = <T extends VariableTable>(table: T) =>
  Object.fromEntries(Object.entries(table).map(([name, { required, ...spec }]) => [name, spec])) as {
    readonly [N in keyof T]: Omit<T[N], 'required'>;
  };

/** Every variable of the log viewer. @see guardian/CDS-K8s cdslogviewer/conf/application.conf */
export const logViewerVariables = {
  ...httpVariables,
  ...processVariables,
  LOG_BASE_PATH: { type: 'path', default: mountPaths.logs, meaning: 'the folder of logs, a folder per route in it' },
  POD_LOGS_BASEPATH: { type: 'path', meaning: 'the folder of pod logs that the responder saves; unset: not shown' },
  JWT_PUBLIC_CERT_PATH: {
    type: 'text',
    required: true,
    meaning: 'what tokens are checked with: path of a PEM certificate, or http(s) URL of a JWKS',
  },
  ADMIN_CLAIM_NAME: {
    type: 'text',
    default: 'multimedia_admin',
    meaning: 'the claim that is "true" or "yes" in the token of whoever may read logs',
  },
  KEY_TIME_OUT: { type: 'seconds', default: '86400', meaning: 'how long keys from a JWKS are used before a new look' },
  DEPLOYMENT_ROOT: { type: 'text', meaning: 'the path the page is served under, such as /cds; unset: /' },
  OIDC_ISSUER: { type: 'public-url', meaning: 'where the page sends people to log in; unset: the page has no login' },
  OIDC_CLIENT_ID: { type: 'text', meaning: 'who the page says it is at OIDC_ISSUER' },
  OIDC_ORIGINS: {
    type: 'list',
    of: 'public-url',
    meaning: "other origins that the page asks to log in, such as the token endpoint's; unset: OIDC_ISSUER's alone",
  },
  JWT_ISSUER: { type: 'text', meaning: 'the issuer that a token must name (iss); unset: any' },
  JWT_AUDIENCE: { type: 'text', meaning: 'an audience that a token must be for (aud); unset: any' },
  TOKEN_STORAGE_KEY: {
    type: 'text',
    default: 'pluto:access-token',
    public: true,
    meaning: 'where in localStorage the page finds a token when it has no login of its own',
  },
  CORS_ORIGINS: {
    type: 'list',
    of: 'public-url',
    meaning: 'origins whose pages may call the API; unset: none but its own',
  },
  ...optional(rabbitmqVariables),
} as const satisfies VariableTable;
