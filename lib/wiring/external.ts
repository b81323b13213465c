import type { Construct } from 'constructs';
import { isDnsName } from '../core/names.ts';
import { ipVersion, isNetwork, isWithin, networkShape, type Network } from '../core/networks.ts';
import { isPortNumber } from '../core/port.ts';
import { reportFault } from '../core/faults.ts';
import { DialledHost, DialledPort, ExternalUrl } from './address.ts';
import { Target } from './target.ts';

/** Where a service outside the cluster is, as a deployer writes it. */
export interface ExternalServiceSettings {
  /** Its host name or address, such as `mysql.internal.example.com`. */
  readonly host: string;
  /** Its port, 1 to 65535. */
  readonly port: number;
  /** The scheme of its URLs, such as `http`. @default https */
  readonly scheme?: string;
  /** The networks its addresses lie in. A NetworkPolicy knows no host names, so they have to be said; `publicInternet` where they change. */
  readonly networks: readonly Network[];
  /** It is the cluster's own ingress controller, which nodes lead to by a short cut, past the addresses that its name has. @default - it is not */
  readonly throughIngress?: true;
  /** Names of more hosts at the same address. @default - none */
  readonly otherHosts?: readonly string[];
}

/** A service outside the cluster. Its `host`, `port` and `url` given to a unit as variables let that unit, and no other, reach its networks. */
export class ExternalService extends Target {
  readonly title: string;
  readonly settings: ExternalServiceSettings;

  /**
   * @param scope whose faults the faults of the settings are
   * @param property where the settings stand, such as `mysql`
   * @param title what people call it, such as `MySQL`
   */
  constructor(scope: Construct, property: string, title: string, settings: ExternalServiceSettings) {
    super();
    this.title = title;
    this.settings = settings;
    checkExternal(scope, property, settings);
  }

  /** Its host name. */
  get host(): DialledHost {
    return new DialledHost(this.settings.host, [this]);
  }

  /** Its port. */
  get port(): DialledPort {
    return new DialledPort(String(this.settings.port), [this]);
  }

  /** Its URL; the port is left out where it is the scheme's own. @param path such as `/v1` */
  url(path = ''): ExternalUrl {
    const { scheme = 'https', host, port } = this.settings;
    const own = { http: 80, https: 443 }[scheme];
    const authority = `${host.includes(':') && ipVersion(host) === 6 ? `[${host}]` : host}${own === port ? '' : `:${port}`}`;
    return new ExternalUrl(`${scheme}://${authority}${path.replace(/^(?=[^/])/, '/')}`, [this]);
  }
}

function checkExternal(scope: Construct, property: string, settings: ExternalServiceSettings): void {
  const fault = (at: string, got: unknown, expected: string, remedy: string) =>
    reportFault(scope, { code: 'ERR_EXTERNAL_ADDRESS', property: `${property}.${at}`, got, expected, remedy });
  if (!isDnsName(settings.host) && ipVersion(settings.host) === 0) {
    fault(
      'host',
      settings.host,
      'a host name or address without scheme and port, such as "mysql.example.com"',
      'write the host alone',
    );
  }
  if (!isPortNumber(settings.port))
    fault('port', settings.port, 'a whole number from 1 to 65535, such as 3306', 'write the port');
  if (settings.networks.length === 0 && !settings.throughIngress) {
    fault('networks', [], 'at least one network, such as { cidr: "10.20.0.0/16" }', 'say where its addresses lie');
  }
  for (const [index, { cidr, except = [] }] of settings.networks.entries()) {
    for (const block of [cidr, ...except].filter((each) => !isNetwork(each))) {
      fault(`networks[${index}]`, block, networkShape, 'write address and prefix length');
    }
    for (const block of except.filter((each) => isNetwork(cidr) && isNetwork(each) && !isWithin(each, cidr))) {
      fault(
        `networks[${index}].except`,
        block,
        `a network within "${cidr}" and smaller than it`,
        'correct the exception or leave it out',
      );
    }
  }
}
