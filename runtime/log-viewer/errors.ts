/** The codes of the errors that end the log viewer. Each stands in runtime/README.md with its meaning and remedy. */
export const errorCodes = {
  /** What tokens are checked with is missing, or is no key that is accepted. */
  certificate: 'ERR_LOG_VIEWER_CERTIFICATE',
  /** The variables of login or broker contradict one another. */
  settings: 'ERR_LOG_VIEWER_SETTINGS',
  /** The port cannot be listened on. */
  port: 'ERR_LOG_VIEWER_PORT',
} as const;
