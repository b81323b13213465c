import { servers } from './generated/index.ts';
import type { SecretName } from './settings.ts';
import type { CatalogueVariable } from './variable.ts';

const withPlaceholder = Object.values(servers)
  .flatMap(({ variables }) => Object.values<CatalogueVariable>(variables))
  .filter(({ placeholder }) => placeholder);

/** What the sources of the servers give to keys of a Secret by default; so everybody knows it, and no Secret may hold it. */
export function placeholdersOf(secret: SecretName): readonly string[] {
  const texts = withPlaceholder
    .filter(({ secretKey = '' }) => secretKey.startsWith(`${secret}/`))
    .flatMap(({ default: text, defaultIn = {} }) => [text, ...Object.values(defaultIn)])
    .filter((text) => text !== undefined);
  return [...new Set(texts)].toSorted();
}
