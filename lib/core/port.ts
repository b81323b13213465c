/**
 * Whether a value is the number of a TCP or UDP port: a whole number from 1 to 65535. 0 is none; where Kubernetes takes it, it stands for a field that is
 * left out.
 *
 * @see kubernetes/apimachinery pkg/util/validation/validation.go, `IsValidPortNum`
 */
export const isPortNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

/**
 * Whether a text can name a port of a container: at most 15 of `a-z0-9-`, with a letter, without a dash at its ends or beside another, such as `http`.
 *
 * @see kubernetes/apimachinery pkg/util/validation/validation.go, `IsValidPortName`, which is stricter about case than
 * https://www.rfc-editor.org/rfc/rfc6335#section-5.1
 */
export const isPortName = (text: string): boolean => /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** The shape of a port's number, for problems. */
export const portNumberShape = 'a port number, 1 to 65535';

/** The shape of a port's name, for problems. */
export const portNameShape =
  'at most 15 lower-case letters, digits and single dashes with at least one letter, such as "http"';
