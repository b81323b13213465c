/**
 * Every error code of the library with its meaning. The README's table gives the remedy of each.
 */
export const errorCodes = {
  ERR_ADDRESS_AS_TEXT: 'an address was turned into plain text, which would lose the connection it declares',
  ERR_ARGUMENT: 'a command was called with an argument it does not know',
  ERR_CHECK: 'a rule of the checks finds something wrong with a rendered object',
  ERR_CHECK_PATH: 'a file or folder to check cannot be read, or holds no manifest',
  ERR_CLUSTER: 'the networks or ports of a cluster are not legal',
  ERR_CONFIG_EMPTY: 'a folder that should become a ConfigMap holds no file',
  ERR_CONFIG_FILE_NAME: 'a file name is not a legal ConfigMap key',
  ERR_CONFIG_PRIVATE_KEY: 'a file that should become a ConfigMap holds a private key',
  ERR_CONFIG_SIZE: 'a ConfigMap is larger than 1 MiB',
  ERR_DURATION: 'a time is not a whole number of seconds',
  ERR_ENVIRONMENT_FILE: 'an environment file does not export an environment of its own name',
  ERR_ENVIRONMENT_VALUE: 'an environment lacks a value, or has one of another kind',
  ERR_EXPOSURE: 'a public host, path or node port is not legal',
  ERR_EXTERNAL_ADDRESS: 'the host, port or network of an external service is not legal',
  ERR_FLEET: 'a fleet has faults; its message holds all of them',
  ERR_FLEET_FILE: 'a folder holds no fleet file, or its fleet file does not export a fleet',
  ERR_IMAGE_BUILDER: 'an image was to be built, and no program for that is there',
  ERR_IMAGE_REFERENCE: 'an image reference is not legal, has neither tag nor digest, or says latest',
  ERR_INIT_FOLDER: 'a new fleet was to be made in a folder that is not empty or cannot be written to',
  ERR_MANIFEST_NULL: 'a rendered object holds null',
  ERR_MOUNT_PATH: 'a volume is mounted at a path that is not absolute',
  ERR_NAME: 'a name is not legal in Kubernetes',
  ERR_NAMESPACE_MISSING: 'a chart has no namespace',
  ERR_PATCH: 'a patch could not be applied to its object',
  ERR_PORT: 'a port number or port name is not legal or not declared',
  ERR_REPLICAS: 'a number of replicas or its scaling is not legal',
  ERR_RESOURCES: 'a quantity of CPU, memory or storage is not legal',
  ERR_ROUTE_XML: 'a CDS route is not well-formed XML or breaks the rules of routes',
  ERR_SCHEDULE: 'a cron schedule or its time zone is not legal',
  ERR_SECRET_MISSING: 'the value of a secret is missing',
  ERR_SECRET_PLACEHOLDER: 'the value of a secret is a placeholder in a production environment',
  ERR_SECRET_PLAIN: 'a variable that holds a secret was given as plain text',
  ERR_SECRET_SOURCE: 'the source of a secret is not legal or lacks keys',
  ERR_SECRETS_FILE: 'the file of the values of secrets cannot be written, or is not what it was read as',
  ERR_SYSTEM_ASYNC: 'a system is an async function, and what it adds later would be missing',
  ERR_USER: 'a user id is not legal or is root',
  ERR_VARIABLE_MISSING: 'a variable without which a program does not start is not given',
  ERR_VARIABLE_NAME: 'the name of a variable is not legal or not known to the program',
  ERR_VARIABLE_VALUE: 'the value of a variable is not what the program accepts',
} as const;

/** One of the library's stable error codes. */
export type ErrorCode = keyof typeof errorCodes;

/** What is wrong with one value, in the words of who wrote the value. */
export interface Fault {
  readonly code: ErrorCode;
  /** The prop, variable or file, such as `resources.memory`. */
  readonly property: string;
  /** The value that was given; it is shown as JSON. Leave it out for secrets and for what is missing. */
  readonly got?: unknown;
  /** The shape that is expected, with an example. */
  readonly expected: string;
  /** What to do. */
  readonly remedy: string;
}

const maxShownCharacters = 200;

function shown(value: unknown): string {
  // JSON has no word for NaN, which a variable that is not set soon becomes
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > maxShownCharacters ? `${text.slice(0, maxShownCharacters)}...` : text;
}

/**
 * One fault as one line: `<where>: <property>: got <value>; expected <shape>; <what to do> [CODE]`.
 *
 * @param where the environment, system and construct path, such as `production/cds/responder`
 */
export function faultText(where: string, fault: Fault): string {
  const got = 'got' in fault ? shown(fault.got) : 'nothing';
  return `${where}: ${fault.property}: got ${got}; expected ${fault.expected}; ${fault.remedy} [${fault.code}]`;
}

/**
 * An error that a user can put right. `message` holds all faults that were found, one a line, sorted.
 */
export class BerthError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BerthError';
    this.code = code;
  }
}
