import { responderVariables } from '../../contract/env.ts';
import { mountPaths } from '../../contract/job.ts';

/** Where inmeta files are, in responder and Jobs alike. */
export const inmetaPath = '/mnt/inmeta';

/** Where Jobs find media. */
export const mediaPath = '/mnt/media';

/** Where the responder saves the logs of pods, on the volume of the logs. */
export const podLogsPath = `${mountPaths.logs}/pods`;

/** The port of health checks and metrics; its name in the pods is `health`. */
export const healthPort = Number(responderVariables.HTTP_PORT.default);
