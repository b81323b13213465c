import { connect, type ChannelModel } from 'amqplib';
import type { Duplex } from 'node:stream';
import { within, type Deadline } from './amqp-deadline.ts';
import { reasonOf } from './amqp-supervisor.ts';
import { gatherWrites } from './gathered-writes.ts';

/** Who logs in. */
export interface BrokerCredentials {
  readonly username: string;
  readonly password: string;
}

/** How the connection is encrypted; all PEM. */
export interface BrokerTls {
  /** The authority that the broker is verified by. @default - the well-known ones */
  readonly ca?: string;
  /** What is shown to the broker. @default - nothing */
  readonly cert?: string;
  /** The key of `cert`. */
  readonly key?: string;
}

/** Where the broker is, and who asks. */
export interface LoginOptions {
  /** A name or address. */
  readonly host: string;
  readonly port: number;
  readonly vhost: string;
  /** Asked again at each connect, so that a new password needs no new start. Its values are never logged. */
  readonly credentials: () => Promise<BrokerCredentials>;
  /** Asked again at each connect. @default - not encrypted */
  readonly tls?: () => Promise<BrokerTls>;
  /** How the connection is called in the broker's list of them. @default berth */
  readonly connectionName?: string;
  /**
   * Silence, in seconds, after which either side owes a sign of life; the connection is lost after two or three times that. The broker may ask for less.
   * Integer, 1 or more. @default 10
   */
  readonly heartbeatSeconds?: number;
}

/** Connects and logs in. @throws Error that says in one line what was refused; never with the password */
export async function login(options: LoginOptions, deadline: Deadline): Promise<ChannelModel> {
  const { host, port, vhost, heartbeatSeconds = 10, connectionName = 'berth' } = options;
  const [credentials, tls] = await within(deadline, 'reading the credentials', () =>
    Promise.all([options.credentials(), options.tls?.()]),
  );
  const address = {
    protocol: tls === undefined ? 'amqp' : 'amqps',
    hostname: host,
    port,
    // amqplib unescapes it, as if it came from a URL.
    vhost: encodeURIComponent(vhost),
    heartbeat: heartbeatSeconds,
    ...credentials,
  };
  const socket = {
    ...tls,
    noDelay: true,
    keepAlive: true,
    // Without it a broker that accepts and says nothing keeps the socket for ever.
    timeout: deadline.ms,
    clientProperties: { connection_name: connectionName },
  };
  const connecting = connect(address, socket);
  try {
    const connection = await within(deadline, 'connecting', () => connecting);
    gatherWrites(socketOf(connection));
    return connection;
  } catch (error) {
    // It may come about yet, when nobody wants it any more.
    connecting.then(giveUp, () => undefined);
    throw new Error(explain(reasonOf(error), options), { cause: error });
  }
}

/**
 * Gives a connection up at once. amqplib only ends the socket of a dead one, and waits for a peer who may never answer; its heartbeat goes on until it hears of an
 * error of the socket.
 */
export function giveUp(connection: ChannelModel): void {
  connection.on('error', () => undefined); // what it hears now
  socketOf(connection).destroy(new Error('given up'));
}

const socketOf = ({ connection }: ChannelModel): Duplex =>
  (connection as unknown as { readonly stream: Duplex }).stream;

function explain(reason: string, { host, port, vhost }: LoginOptions): string {
  const where = `broker: connection to ${host}:${port}`;
  if (reason.includes('ACCESS_REFUSED')) {
    return `${where}: got ${reason}; expected a user of the broker; check RABBITMQ_USER and RABBITMQ_PASSWD`;
  }
  // After the login the broker says no by closing, and amqplib passes on neither the code nor the text of that.
  if (/^Expected \w*OpenOk; got .*ConnectionClose/i.test(reason)) {
    const what = `got no access to virtual host ${JSON.stringify(vhost)}`;
    return `${where}: ${what}; expected one that exists and that the user may enter; check RABBITMQ_VHOST`;
  }
  return `${where}: got ${reason}; expected a RabbitMQ there; check RABBITMQ_HOST and RABBITMQ_PORT if this lasts`;
}
