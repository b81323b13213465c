import { DialledPublicUrl, PublicUrl } from '../../wiring/address.ts';
import { publicUrlOf } from './addresses.ts';
import type { Fleet } from './parts.ts';
import type { OneAtATime } from './settings.ts';

/** Wires the demonstrations of relying parties. They learn where to go from a document at the public address of content. */
export function wireDemos({ settings, backings: { front }, parts }: Fleet): void {
  const content = publicUrlOf(settings, 'fxa-content-server');
  const addresses = (name: OneAtATime) => {
    const own = publicUrlOf(settings, name);
    return {
      ISSUER_URI: new DialledPublicUrl(content, [front]),
      REDIRECT_URI: own.withPath('/api/oauth'),
      PKCE_REDIRECT_URI: new PublicUrl(`${own.value}/?oauth_pkce_redirect=1`),
    };
  };
  parts['123done']?.wire({ variables: addresses('123done'), secrets: ['CLIENT_SECRET', 'COOKIE_SECRET'] });
  parts['321done']?.wire({
    // the same program as 123done; the file makes the untrusted client of it
    variables: { ...addresses('321done'), CONFIG_123DONE: './config-local-untrusted.json' },
    secrets: ['CLIENT_SECRET', 'COOKIE_SECRET'],
  });
  parts.fortress?.wire({ variables: {}, files: ['CONFIG_FORTRESS'] });
}
