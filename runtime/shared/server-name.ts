import { isIP } from 'node:net';

/** What TLS is told of the host it connects to: its name; an address is none. @see RFC 6066, section 3 */
export const serverNameOf = (host: string): { readonly servername?: string } =>
  isIP(host) === 0 ? { servername: host } : {};
