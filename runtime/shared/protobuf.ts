import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Reads a value where the reader stands. @throws Error for bytes that are none */
export interface Value<T> {
  readonly wireType: WireType;
  readonly read: (reader: BinaryReader) => T;
}

/** A field of a message: puts its value into the message, under its name in JSON. */
interface Field {
  readonly wireType: WireType;
  readonly read: (reader: BinaryReader, message: Record<string, unknown>) => void;
}

/** A message that is a field of another one, or the whole of some bytes. */
export interface Message<T> extends Value<T> {
  /** @throws Error for bytes that are no such message; it holds none of them */
  readonly parse: (bytes: Buffer) => T;
}

/** A value that is made of another one. */
export const made = <T, V>({ wireType, read }: Value<V>, make: (value: V) => T): Value<T> => ({
  wireType,
  read: (reader) => make(read(reader)),
});

/** A part of what is read, not a copy. */
export const bytes: Value<Buffer> = {
  wireType: WireType.LengthDelimited,
  // A part of a Buffer is one.
  read: (reader) => reader.bytes() as Buffer,
};
/** Not by the reader's own way, which makes an array of each text's characters. */
export const text: Value<string> = made(bytes, (part) => part.toString());
/** From -2^31 to 2^31 - 1. */
export const int32: Value<number> = { wireType: WireType.Varint, read: (reader) => reader.int32() };
/** As a number, exact up to 2^53. */
export const int64: Value<number> = { wireType: WireType.Varint, read: (reader) => Number(reader.int64()) };

/** A field that comes once. Empty text and 0 are left out, which is what an absent field is. */
export const one = (name: string, { wireType, read }: Value<unknown>): Field => ({
  wireType,
  read: (reader, message) => {
    const value = read(reader);
    if (value !== '' && value !== 0) message[name] = value;
  },
});

/** A field that comes as often as it has values. */
export const many = (name: string, { wireType, read }: Value<unknown>): Field => ({
  wireType,
  read: (reader, message) => {
    const values = (message[name] ??= []) as unknown[];
    values.push(read(reader));
  },
});

/** A map from text to text. */
export const texts = (name: string): Field => ({
  wireType: entry.wireType,
  read: (reader, message) => {
    const { key = '', value = '' } = entry.read(reader);
    const map = (message[name] ??= {}) as Record<string, string>;
    map[key] = value;
  },
});

/**
 * A message by the numbers of its fields; those that are not named are passed over without a look.
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function message<T>(fields: Readonly<Record<number, Field>>): Message<T> {
  const parse = (part: Buffer): T => {
    const reader = new BinaryReader(part);
    const into: Record<string, unknown> = {};
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const field = fields[number];
      if (field === undefined) reader.skip(wireType, number);
      else if (field.wireType === wireType) field.read(reader, into);
      else throw new Error(`field ${number}: got wire type ${wireType}; expected ${field.wireType}`);
    }
    return into as T;
  };
  return { ...made(bytes, parse), parse };
}

const entry = message<{ readonly key?: string; readonly value?: string }>({
  1: one('key', text),
  2: one('value', text),
});
