import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';

/** Addresses of one node, which differ from those of every other on the machine. */
export interface Addresses {
  /** Tells the nodes of one machine apart; 20 to 219. */
  readonly number: number;
  /** The machine's, at its end of the link to the node. */
  readonly outside: string;
  /** The node's, at the other end. */
  readonly node: string;
  /** The machine's network interface at its end. */
  readonly link: string;
  /** Addresses of pods, in CIDR notation. */
  readonly pods: string;
}

/** Addresses of a node that the machine does not have yet. */
export function freeAddresses(): Addresses {
  const taken = new Set(Object.keys(networkInterfaces()));
  const free = Array.from({ length: 200 }, (_, index) => addressesOf(index + 20)).filter(
    ({ link }) => !taken.has(link),
  );
  const addresses = free[randomInt(free.length)];
  if (addresses === undefined) throw new Error('no free addresses for a node: the machine has links to 200 of them');
  return addresses;
}

function addressesOf(number: number): Addresses {
  return {
    number,
    outside: `10.225.${number}.1`,
    node: `10.225.${number}.2`,
    link: `berth-node-${number}`,
    pods: `10.224.${number}.0/24`,
  };
}
