/** What tests use of convict and its formats, which come without types. */
declare module 'convict' {
  export interface Formats {
    readonly [name: string]: { readonly name: string };
  }
  export interface Config {
    get(key: string): unknown;
    validate(options: { readonly allowed: 'strict' }): Config;
  }
  export interface Convict {
    (
      schema: object,
      options: { readonly env: Readonly<Record<string, string>>; readonly args: readonly string[] },
    ): Config;
    addFormats(formats: Formats): void;
  }
  const convict: Convict;
  export default convict;
}

declare module 'convict-format-with-moment' {
  import type { Formats } from 'convict';
  const formats: Formats;
  export default formats;
}

declare module 'convict-format-with-validator' {
  import type { Formats } from 'convict';
  const formats: Formats;
  export default formats;
}
