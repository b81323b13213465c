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

/** The parts of an image's reference. */
export interface ImageReference {
  /** Undefined where there is none. */
  readonly tag: string | undefined;
  /** Algorithm and hexadecimal digits, such as `sha256:4bcf...`; undefined where there is none. */
  readonly digest: string | undefined;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const hostPart = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const host = `${hostPart}(?:\\.${hostPart})*(?::[0-9]+)?`;
const digest = 'sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}';
const reference = new RegExp(
  `^(?<name>(?:${host}/)?${component}(?:/${component})*)(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>${digest}))?$`,
);

/**
 * The parts of an image's reference, `[registry/]repository[:tag][@digest]`, such as `registry.example.com:5000/shop/web:1.4.2`; undefined where the
 * kubelet could not pull it. The API server takes any text. Registry and repository have at most 255 characters; a repository is no 64 hexadecimal
 * digits, which would be the id of an image. A registry at an IPv6 address is refused, which the kubelet takes.
 *
 * @see kubernetes/kubernetes pkg/util/parsers/parsers.go, `ParseImageName`; github.com/distribution/reference regexp.go and normalize.go (0.6.0 counts the
 * 255 without the registry, 0.5.0, of Kubernetes 1.30, with it); github.com/opencontainers/go-digest algorithm.go
 */
export function imageReference(text: string): ImageReference | undefined {
  const { name = '', tag, digest } = reference.exec(text)?.groups ?? {};
  return name === '' || name.length > 255 || /^[a-f0-9]{64}$/.test(text) ? undefined : { tag, digest };
}

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
  const { tag, digest } = imageReference(text ?? '') ?? {};
  const isPinned = digest?.startsWith('sha256:') === true;
  if (!isPinned && (digest !== undefined || tag === undefined || tag === 'latest')) {
    reportFault(scope, {
      code: 'ERR_IMAGE_REFERENCE',
      property,
      ...(text === undefined ? {} : { got: text }),
      expected: 'a repository with a tag other than latest or with a digest, such as "example.com/buffer-web:1.4.2"',
      remedy: 'name the version that shall run',
    });
  }
  const fixed = isPinned || (tag !== undefined && isFixedTag(tag));
  const pullPolicy = typeof image === 'object' ? image.pullPolicy : fixed ? 'IfNotPresent' : 'Always';
  return { reference: text ?? '', pullPolicy, tag };
}
