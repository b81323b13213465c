/**
 * Bytes at which the JSON of Jobs is cut. None of them can be part of a text in JSON, where a quote has a backslash before it; and what the API server writes
 * has `managedFields` last in the metadata, then spec, then status.
 * @see https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/types.go `ObjectMeta`
 */
const managedFields = Buffer.from(',"managedFields":[');
const endOfMetadata = Buffer.from('},"spec":{');
const endOfSpec = Buffer.from('},"status":{');

/**
 * Parses JSON in which there are Jobs, without their specs and `managedFields`: those are nine tenths of it, and nothing here reads them. Where something else is in
 * another order than the API server's, or is not right without it, the whole is parsed.
 * @param isRight whether a value is what is expected; also that each Job in it has its metadata
 * @returns undefined for what is no JSON, or not right
 */
export function parseJobs<T>(json: Buffer, isRight: (value: unknown) => value is T): T | undefined {
  const text = withoutSpecs(json);
  const part = text === undefined ? undefined : parse(text);
  if (isRight(part)) return part;
  const whole = parse(json.toString());
  return isRight(whole) ? whole : undefined;
}

/** The ends of a cut fit together only where both are directly within the same object: what is JSON still lacks whole fields and nothing else. */
function withoutSpecs(json: Buffer): string | undefined {
  let text = '';
  let from = 0;
  for (;;) {
    const metadataEnd = json.indexOf(endOfMetadata, from);
    const specEnd = metadataEnd < 0 ? -1 : json.indexOf(endOfSpec, metadataEnd);
    if (specEnd < 0) return from === 0 ? undefined : text + json.toString('utf8', from);
    const managedAt = json.subarray(from, metadataEnd).indexOf(managedFields);
    text += json.toString('utf8', from, managedAt < 0 ? metadataEnd : from + managedAt);
    // The brace that closes the spec there closes the metadata here.
    from = specEnd;
  }
}

/** `undefined`, which no JSON is, for what is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A cut at the wrong place, or a stream that is broken: told by the caller, without the text, for a Job's environment may hold what no log shall.
    return undefined;
  }
}
