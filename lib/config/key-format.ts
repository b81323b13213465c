/** How the value of a key of a Secret is made, where it is nobody else's to give. */
export type KeyFormat =
  | {
      readonly form: 'text';
      /** In it, `{hex:32}` stands for 32 random bytes in hexadecimal digits; without, it is a value that anybody may know, such as a user's name. */
      readonly text: string;
      /** Whose first group is hexadecimal digits, of whose bytes others are told the SHA-256: that is no secret. @default - nobody is */
      readonly hashed?: RegExp;
    }
  /** Random bytes in base64. */
  | { readonly form: 'base64'; readonly bytes: number }
  /** A private RSA key of 2048 bits with a `kid`. @see https://www.rfc-editor.org/rfc/rfc7517 */
  | { readonly form: 'rsa-jwk'; readonly members?: Readonly<Record<string, string>> }
  /** The public half of another key. @param of Secret and key */
  | { readonly form: 'public-jwk'; readonly of: `${string}/${string}` }
  /** The value of another key. @param of Secret and key */
  | { readonly form: 'copy'; readonly of: `${string}/${string}` }
  /** A key pair for web push: `publicKey` and `privateKey` in base64url. @see https://www.rfc-editor.org/rfc/rfc8292 */
  | { readonly form: 'vapid' };

/** How the keys of a Secret are made, by key. Those that are not in it come from elsewhere, such as the key of an account at AWS. */
export type KeyFormats = Readonly<Record<string, KeyFormat>>;
