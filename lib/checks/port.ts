import { integerOf } from './fields.ts';

/** Whether a value is the number of a port: 1 to 65535. */
export function isPortNumber(value: unknown): value is number {
  const number = integerOf(value);
  return number !== undefined && number >= 1 && number <= 65_535;
}

/** Whether a text can name a port of a container. @see https://www.rfc-editor.org/rfc/rfc6335#section-5.1 */
export const isPortName = (text: string): boolean => /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** The shape of a port's number, for problems. */
export const portNumberShape = 'a port number, 1 to 65535';

/** The shape of a port's name, for problems. */
export const portNameShape =
  'at most 15 lower-case letters, digits and single dashes with at least one letter, such as "http"';
