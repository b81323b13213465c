import { BerthError } from '../core/errors.ts';
import { sourcePlace } from '../core/source-place.ts';
import type { Target } from './target.ts';

/**
 * A part of an address as a program gets it in a variable. Giving it to a unit as a variable declares that the unit dials its target; so it
 * cannot be turned into plain text, which would lose the declaration.
 */
export abstract class DialledAddress {
  /** What the variable holds, such as `http://api.jobs-api.svc.cluster.local:5000`. */
  readonly value: string;
  /** What whoever holds the value dials. */
  readonly targets: readonly Target[];

  constructor(value: string, targets: readonly Target[]) {
    this.value = value;
    this.targets = targets;
  }

  /** @throws ERR_ADDRESS_AS_TEXT always */
  toString(): string {
    throw new BerthError(
      'ERR_ADDRESS_AS_TEXT',
      `${this.constructor.name} ${this.value}: used as plain text, at ${sourcePlace(new Error('for its stack'))}; ` +
        'expected the address itself as the value of a variable; ' +
        'use withPath(), or address`...` to put addresses into a text [ERR_ADDRESS_AS_TEXT]',
    );
  }

  /** @throws ERR_ADDRESS_AS_TEXT always: JSON is text too */
  toJSON(): string {
    return this.toString();
  }
}

/** A URL at which a unit reaches another unit inside the cluster. A browser cannot. */
export class ClusterUrl extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'ClusterUrl';

  /** The same unit at another path, such as `/v1`. */
  withPath(path: string): ClusterUrl {
    return new ClusterUrl(new URL(`/${path.replace(/^\/+/, '')}`, this.value).href, this.targets);
  }
}

/** A URL at which a unit reaches a service outside the cluster. */
export class ExternalUrl extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'ExternalUrl';
}

/** The host name of something that is dialled, in the cluster or outside. */
export class DialledHost extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'DialledHost';
}

/** The port of something that is dialled, in the cluster or outside. */
export class DialledPort extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'DialledPort';
}

/** A text with addresses in it, such as `host:port`. Made by `address`. */
export class DialledText extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'DialledText';
}

/** A URL that a program dials. */
export type DialledUrl = ClusterUrl | ExternalUrl;

/**
 * Puts addresses into a text without losing the connections they declare.
 *
 * @example address`redis://${db.host('redis')}:${db.port('redis')}/1`
 */
export function address(
  texts: TemplateStringsArray,
  ...parts: readonly (DialledAddress | string | number)[]
): DialledText {
  const values = parts.map((part) => (part instanceof DialledAddress ? part.value : String(part)));
  const targets = parts.flatMap((part) => (part instanceof DialledAddress ? part.targets : []));
  return new DialledText(String.raw({ raw: texts }, ...values), [...new Set(targets)]);
}

/**
 * A URL as browsers, mail readers and other people's programs use it. It declares no connection: who gets it hands it on. Where a program
 * dials, its type is refused.
 */
export class PublicUrl {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'PublicUrl';
  /** The URL without a slash at its end, such as `https://logs.example.com/viewer`. */
  readonly value: string;

  /** @param url an absolute http or https URL, such as `https://accounts.example.com` */
  constructor(url: string) {
    this.value = url.replace(/\/+$/, '');
  }

  /** The same host at a path below this URL, such as `/v1`. */
  withPath(path: string): PublicUrl {
    return new PublicUrl(`${this.value}/${path.replace(/^\/+/, '')}`);
  }

  /** Its host, with the port where the URL states one, such as `localhost:3030`. */
  get authority(): PublicAuthority {
    const [, authority = ''] = /^[^:]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(this.value) ?? [];
    return new PublicAuthority(authority.toLowerCase());
  }

  toString(): string {
    return this.value;
  }
}

/** The host of a public URL, with its port if it has one, for what is compared and never dialled, such as an issuer. `PublicUrl.authority` makes it. */
export class PublicAuthority {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'PublicAuthority';
  /** Such as `accounts.example.com` or `localhost:3030`. */
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

/**
 * A public URL that a program dials itself: it has to be the very address that browsers use, say because requests are signed over it. It is
 * a connection like any other, so what answers there has to be named.
 */
export class DialledPublicUrl extends DialledAddress {
  /** Only tells this type from the others. */
  declare protected readonly brand: 'DialledPublicUrl';

  /** @param targets what answers at the URL when it is dialled from inside the cluster */
  constructor(url: PublicUrl, targets: readonly Target[]) {
    super(url.value, targets);
  }
}
