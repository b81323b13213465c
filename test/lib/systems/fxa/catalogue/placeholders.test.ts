import { expect, test } from '@jest/globals';
import { placeholdersOf } from '../../../../../lib/systems/fxa/catalogue/placeholders.ts';
import type { SecretName } from '../../../../../lib/systems/fxa/catalogue/settings.ts';

test.each<[SecretName, readonly string[]]>([
  ['keys', ['8675309jenny', 'Correct_Horse_Battery_Staple_1', 'YOU MUST CHANGE ME', 'devsecret', 'supersecret']],
  ['fxa-auth-db-mysql', ['changeme']],
  ['fxa-mail-service', ['YOU MUST CHANGE ME', 'youmustchangethisfortheproductionenvironment']],
  ['123done', ['define a real secret, please']],
  ['mysql', []],
])('the placeholders of %s are the defaults in the sources, those of modes too', (secret, texts) => {
  expect(placeholdersOf(secret)).toEqual(texts);
});
