import type { IConstruct } from 'constructs';
import { reportFault } from './faults.ts';

/** When the kubelet asks the registry for an image. @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy */
export type PullPolicy = 'Always' | 'IfNotPresent' | 'Never';

/**
 * An image: `[registry/]repository:tag` or `[registry/]repository@sha256:<64 hexadecimal digits>`, such as `example.com/buffer-web:1.4.2`.
 * The tag `latest` is refused. The object form sets the pull policy, such as `Never` for images built on the machine.
 */
export type Image = string | { readonly reference: string; readonly pullPolicy: PullPolicy };

/** What a container takes from an image. */
export interface ResolvedImage {
  readonly reference: string;
  readonly pullPolicy: PullPolicy;
  /** The tag; undefined where the image is named by digest. */
  readonly tag: string | undefined;
}

// https://github.com/distribution/reference: host, path components in lower case, tag of at most 128 characters, digest
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const hostPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const reference = new RegExp(
  `^(?:${hostPart}(?:\\.${hostPart})*(?::[0-9]+)?/)?${component}(?:/${component})*(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?$`,
);

/** A tag that is by convention never moved: a full version, a commit hash or a date. Any other, such as `dev` or `7`, may move. */
export function isFixedTag(tag: string): boolean {
  return (
    /^v?\d+\.\d+\.\d+([-+._].*)?$/.test(tag) ||
    /^(?=.*\d)[0-9a-f]{7,40}$/.test(tag) ||
    /^\d{4}-?\d{2}-?\d{2}([-._].*)?$/.test(tag)
  );
}

/**
 * Checks an image (undefined where a value came past the compiler) and decides its pull policy: `Always` for a tag that may move, else `IfNotPresent`, unless the image says its own.
 */
export function resolveImage(scope: IConstruct, property: string, image: Image | undefined): ResolvedImage {
  const text = typeof image === 'object' ? image.reference : image;
  const { tag, digest } = reference.exec(text ?? '')?.groups ?? {};
  if (digest === undefined && (tag === undefined || tag === 'latest')) {
    reportFault(scope, {
      code: 'ERR_IMAGE_REFERENCE',
      property,
      ...(text === undefined ? {} : { got: text }),
      expected: 'a repository with a tag other than latest or with a digest, such as "example.com/buffer-web:1.4.2"',
      remedy: 'name the version that shall run',
    });
  }
  const fixed = digest !== undefined || (tag !== undefined && isFixedTag(tag));
  const pullPolicy = typeof image === 'object' ? image.pullPolicy : fixed ? 'IfNotPresent' : 'Always';
  return { reference: text ?? '', pullPolicy, tag };
}
