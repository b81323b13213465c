import { BerthError, faultText } from '../core/errors.ts';
import type { SystemApp } from '../core/system-app.ts';
import type { KeyFormat } from './key-format.ts';
import { hashIn, newValue, publicHalf } from './key-material.ts';
import { secretVariable, writtenReferences, type SecretValues } from './written-secrets.ts';

/** What was made for a system, by the variables that `berth secrets` reads. */
export interface NewKeys {
  /** Secret: no one prints it. */
  readonly made: Readonly<Record<string, string>>;
  /** Variables that had a value. */
  readonly kept: readonly string[];
  /** Variables without a value whose values somebody else gives. */
  readonly others: readonly string[];
  /** What others have to be told of a value, in place of it: its SHA-256, of those that were kept too. */
  readonly hashes: Readonly<Record<string, string>>;
}

interface Wanted {
  readonly variable: string;
  /** @default - somebody else gives it */
  readonly format?: KeyFormat;
}

/**
 * Makes what the written Secrets of a system lack. What has a value keeps it, and what is made of another key is made of the one that is there.
 *
 * @throws ERR_SECRET_MISSING when a key that another was made of is gone, or is not what its format says; no value is in the message
 */
export async function newKeys(app: SystemApp, values: SecretValues): Promise<NewKeys> {
  const wanted = await wantedKeys(app);
  const known = (variable: string): string | undefined => values.env[variable] || values.file[variable] || undefined;
  const kept = [...wanted.keys()].filter((variable) => known(variable) !== undefined);
  const faults = kept.flatMap((variable) => {
    const original = originalOf(app, wanted.get(variable)?.format);
    return original !== undefined && wanted.has(original) && known(original) === undefined
      ? [orphanText(values, variable, original)]
      : [];
  });
  const made: Record<string, string> = {};
  for (const { variable, format } of wanted.values()) {
    if (format !== undefined && !('of' in format) && known(variable) === undefined) made[variable] = newValue(format);
  }
  for (const { variable, format } of wanted.values()) {
    const original = originalOf(app, format);
    const value = original === undefined ? undefined : (made[original] ?? known(original));
    if (original === undefined || value === undefined || known(variable) !== undefined) continue;
    try {
      made[variable] = format?.form === 'public-jwk' ? publicHalf(value) : value;
    } catch {
      faults.push(brokenText(values, original));
    }
  }
  if (faults.length > 0) throw new BerthError('ERR_SECRET_MISSING', faults.sort().join('\n'));
  const others = [...wanted.keys()].filter((variable) => made[variable] === undefined && known(variable) === undefined);
  return {
    made,
    kept,
    others,
    hashes: hashesOf([...wanted.values()], (variable) => made[variable] ?? known(variable)),
  };
}

async function wantedKeys(app: SystemApp): Promise<ReadonlyMap<string, Wanted>> {
  const wanted = new Map<string, Wanted>();
  for (const { reference } of writtenReferences([app])) {
    const { name, keys, formats } = reference.props;
    const known = (await formats?.()) ?? {};
    for (const key of keys) {
      const variable = secretVariable(app.system, name, key);
      const format = known[key] ?? wanted.get(variable)?.format;
      wanted.set(variable, { variable, ...(format === undefined ? {} : { format }) });
    }
  }
  return new Map([...wanted].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The variable of the key that one is made of. */
function originalOf({ system }: SystemApp, format: KeyFormat | undefined): string | undefined {
  if (format === undefined || !('of' in format)) return undefined;
  const [secret = '', key = ''] = format.of.split('/');
  return secretVariable(system, secret, key);
}

function hashesOf(wanted: readonly Wanted[], valueOf: (variable: string) => string | undefined): NewKeys['hashes'] {
  return Object.fromEntries(
    wanted.flatMap(({ variable, format }) => {
      if (format?.form !== 'text' || format.hashed === undefined) return [];
      const hash = hashIn(valueOf(variable) ?? '', format.hashed);
      return hash === undefined ? [] : [[variable, hash]];
    }),
  );
}

const orphanText = ({ fileName }: SecretValues, variable: string, original: string): string =>
  faultText(fileName, {
    code: 'ERR_SECRET_MISSING',
    property: original,
    expected: `the key that ${variable} was made of, which has a value`,
    remedy: `set it, or remove ${variable} so that both are made`,
  });

const brokenText = ({ fileName }: SecretValues, original: string): string =>
  faultText(fileName, {
    code: 'ERR_SECRET_MISSING',
    property: original,
    got: 'a value that is not shown',
    expected: 'a private RSA key as JWK',
    remedy: 'correct it, or remove it so that it is made',
  });
