import type { Chart } from 'cdk8s';
import { SecretKey } from '../../../lib/config/secrets.ts';
import { serverOf } from '../../../lib/systems/fxa/catalogue/server-variables.ts';
import type { ServerName } from '../../../lib/systems/fxa/catalogue/settings.ts';
import type { CatalogueVariable } from '../../../lib/systems/fxa/catalogue/variable.ts';
import { DialledHost, DialledPublicUrl, DialledText, ExternalUrl, PublicUrl } from '../../../lib/wiring/address.ts';
import { chart } from '../build.ts';

/** A chart whose faults begin with `test/fxa/web`. */
export const fxaChart = (): Chart => chart({ system: 'fxa' });

const ends: readonly string[] = [
  '',
  '/v1',
  '/v2',
  '/token',
  '/api/oauth',
  '/a/{id}',
  '/v1/oauth/subscriptions/clients',
  '/',
];
const queue = 'https://sqs.us-east-1.amazonaws.com/111122223333/accounts';

/** A URL of the shape that a variable wants. */
function url({ pattern = '' }: CatalogueVariable): string {
  const fits = (text: string): boolean => new RegExp(pattern).test(text);
  return ends.map((end) => `https://a.example.com${end}`).find(fits) ?? queue;
}

/** Some value that a variable takes. */
export function someValue(spec: CatalogueVariable): unknown {
  if (spec.secret) return new SecretKey('secret', 'key');
  switch (spec.type) {
    case 'host':
      return new DialledHost('a.example.com', []);
    case 'host-port':
      return new DialledText('a.example.com:11211', []);
    case 'url':
      return new ExternalUrl(url(spec), []);
    case 'public-url':
      return new PublicUrl(url(spec));
    case 'dialled-public-url':
      return new DialledPublicUrl(new PublicUrl(url(spec)), []);
    case 'public-authority':
      return new PublicUrl('https://a.example.com').authority;
    case 'path':
      return '/etc/fxa/file';
    case 'boolean':
      return true;
    case 'integer':
      return 3;
    case 'regexp':
      return /^https:/;
    case 'list':
      return [spec.of === 'public-url' ? new PublicUrl('https://a.example.com') : '/a'];
    case 'text':
      return spec.oneOf
        ? (spec.default ?? spec.oneOf[0])
        : texts.find((text) => new RegExp(spec.pattern ?? '').test(text));
    default:
      throw new Error(`no value for ${spec.type}`);
  }
}

const texts = ['a', 'pk_live', 'accounts@example.com', './config.json'];

/** What a server has to be given whatever else it is given, in production. */
export function neededOf(name: ServerName): Record<string, unknown> {
  const { variables, mode, bind, ports } = serverOf(name);
  const own = new Set([mode?.variable, bind?.variable, ...Object.values(ports).map(({ variable }) => variable)]);
  const values = Object.fromEntries(
    Object.entries(variables)
      .filter(([variable, { needed }]) => !own.has(variable) && isNeeded(needed))
      .map(([variable, spec]) => [variable, someValue(spec)]),
  );
  // pictures on a disk ask for nothing else
  return 'IMG' in variables ? { ...values, IMG: 'local' } : values;
}

/** What hangs on other values counts as needed where it only takes something away. */
function isNeeded(needed: CatalogueVariable['needed']): boolean {
  if (needed === undefined || needed === true) return needed === true;
  return needed.when === undefined && (needed.in?.includes('production') ?? true);
}
