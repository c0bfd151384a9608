import type { StartTag } from './markup.js';
import { declarationsOf } from './tree.js';

/** Namespaces by prefix, looked up along a chain: copying them would cost minutes in a hostile document. */
export type Scope = Record<string, string>;

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

/** The namespaces inside a start tag; null where a prefix of it has none. */
export function scopeOf(outer: Scope | undefined, { prefix, attributes }: StartTag): Scope | null {
  const inherited = outer ?? Object.assign(Object.create(null) as Scope, { xml: xmlNamespace });
  if (attributes.length === 0) return prefix === '' || inherited[prefix] ? inherited : null;
  const declared = declarationsOf(attributes);
  const scope = declared.length === 0 ? inherited : (Object.create(inherited) as Scope);
  for (const [name, namespace] of declared) {
    const reserved = name === 'xmlns' || (name === 'xml') !== (namespace === xmlNamespace);
    if (reserved || (name !== '' && namespace === '')) return null;
    scope[name] = namespace;
  }
  if (prefix !== '' && !scope[prefix]) return null;
  const unbound = attributes.some(({ name }) => {
    const colon = name.indexOf(':');
    return colon !== -1 && !name.startsWith('xmlns:') && !scope[name.slice(0, colon)];
  });
  return unbound ? null : scope;
}
