/** Words that say that what is meant is secret. */
const secretWords = new Set([
  'apikey',
  'credential',
  'credentials',
  'passphrase',
  'passwd',
  'password',
  'passwords',
  'pwd',
  'secret',
  'secrets',
  'token',
]);

/** Pairs of words of the same meaning. */
const secretPairs = new Set([
  'access key',
  'account key',
  'api key',
  'auth key',
  'batch key',
  'cli key',
  'client key',
  'encryption key',
  'license key',
  'master key',
  'private key',
  'service key',
  'shared key',
  'signing key',
  'ssh key',
  'storage key',
]);

/** Last words by which a name says where or of what kind the secret is, rather than what it is. */
const aboutWords = new Set([
  'algorithm',
  'arn',
  'audience',
  'count',
  'dir',
  'directory',
  'enabled',
  'endpoint',
  'expiry',
  'file',
  'header',
  'host',
  'id',
  'issuer',
  'length',
  'lifetime',
  'limit',
  'name',
  'path',
  'policy',
  'port',
  'prefix',
  'provider',
  'ref',
  'required',
  'rotation',
  'seconds',
  'store',
  'timeout',
  'ttl',
  'type',
  'uri',
  'url',
  'username',
]);

/** Where none of these is, there are none of those words: most names are told apart at once. */
const hint = /cred|key|pass|pwd|secret|token/i;

/** Whether a name, such as `DB_PASSWORD`, `apiKey` or `client-secret`, says that its value is secret. `TOKEN_URL` does not. */
export function isSecretName(name: string): boolean {
  if (!hint.test(name)) return false;
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  if (aboutWords.has(words.at(-1) ?? '')) return false;
  return words.some((word, index) => secretWords.has(word) || secretPairs.has(`${words[index - 1]} ${word}`));
}

const secretShapes: readonly { readonly what: string; readonly shape: RegExp }[] = [
  { what: 'a private key', shape: /-{3,}BEGIN [A-Z0-9 ]*PRIVATE KEY/ },
  { what: 'an AWS access key', shape: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'a GitHub token', shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40})/ },
  { what: 'a GitLab token', shape: /\bglpat-[\w-]{20}/ },
  { what: 'a Google API key', shape: /\bAIza[\w-]{35}/ },
  { what: 'a Slack token', shape: /\bxox[abprs]-[A-Za-z0-9-]{10}/ },
  { what: 'a Stripe key', shape: /\b[rs]k_live_[A-Za-z0-9]{16}/ },
  // what stands for a value to be put in is none: $(PASSWORD), ${PASSWORD}, {{password}}, <password>, ***
  { what: 'a URL with a password', shape: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?![$<{*%])[^\s/@"']+@[^\s/@]/i },
];

/** What of a text is secret by its shape, such as `a private key`; undefined where nothing is. */
export function secretIn(text: string): string | undefined {
  return secretShapes.find(({ shape }) => shape.test(text))?.what;
}

/** Whether a value says nothing secret whatever its name is: empty, a switch, a reference to another variable, the path of a file, or a key that Stripe has everybody see. */
export function isHarmless(value: string): boolean {
  return (
    // as GOOGLE_APPLICATION_CREDENTIALS has it; a secret in base64 may begin with a slash, but ends in no such way
    /^(?:\/[\w.-]+)+\.(?:json|pem|key|ya?ml|txt)$/.test(value) ||
    /^\s*$|^(?:true|false|yes|no|on|off|none|null)$/i.test(value) ||
    /^\$\([^)]*\)$|^\$\{[^}]*\}$|^pk_(?:live|test)_\w*$/.test(value)
  );
}
