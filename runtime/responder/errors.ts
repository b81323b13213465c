/** The codes of the errors that end the responder. Each stands in runtime/README.md with its meaning and remedy. */
export const errorCodes = {
  /** There is no usable Job template at start. */
  template: 'ERR_RESPONDER_TEMPLATE',
  /** The schema of inmeta cannot be read, or is none. */
  inmetaXsd: 'ERR_RESPONDER_INMETA_XSD',
} as const;

/** What an error says, for a log or another error. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
