import { address, type DialledHost, type DialledPort, type DialledText, type PublicUrl } from '../../wiring/address.ts';
import { publicUrl, type PublicHost } from '../../workloads/exposure.ts';
import type { FxaSettings, PublicServer } from './settings.ts';

/** Host and port of something that servers dial. */
export interface HostAndPort {
  readonly host: DialledHost;
  readonly port: DialledPort;
}

/** How a server is reached from outside: its host, with a certificate of its own. @param annotations for the ingress controller */
export function publicHost(
  { public: { hosts, tls } }: FxaSettings,
  name: PublicServer,
  annotations?: Readonly<Record<string, string>>,
): PublicHost {
  return {
    host: hosts[name],
    ...(tls === undefined
      ? {}
      : { tls: { secretName: `${name}-tls`, ...(tls === 'existing' ? {} : { clusterIssuer: tls.clusterIssuer }) } }),
    ...(annotations ? { annotations } : {}),
  };
}

/** The URL at which browsers reach a server, whether it runs in this cluster or not. */
export const publicUrlOf = (settings: FxaSettings, name: PublicServer): PublicUrl =>
  publicUrl(publicHost(settings, name));

/** The address of the client stands before those that each proxy has added, counted from the end. */
export const clientAddressDepth = ({ public: { proxies = 1 } }: FxaSettings): number => proxies + 1;

/** Host, colon and port. */
export const hostAndPort = ({ host, port }: HostAndPort): DialledText => address`${host}:${port}`;
