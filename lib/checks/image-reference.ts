/** The parts of an image's reference. */
export interface ImageReference {
  /** Undefined where there is none. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

// https://github.com/distribution/reference: host, path components in lower case, tag of at most 128 characters, digest
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const shape = new RegExp(
  `^(?:[a-zA-Z0-9.-]+(?::\\d+)?/)?${component}(?:/${component})*(?::(?<tag>\\w[\\w.-]{0,127}))?(?:@(?<digest>[a-z0-9+._-]+:[a-f0-9]{32,}))?$`,
);

/** The parts of a reference, such as `registry.example.com:5000/shop/web:1.4.2`; undefined where it is none. */
export function imageReference(text: string): ImageReference | undefined {
  const groups = shape.exec(text)?.groups;
  return groups && { tag: groups.tag, digest: groups.digest };
}
