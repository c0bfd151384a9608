import { declarationsOf, type XmlElement } from './tree.js';

/** Prefixes, '' for the default one, that an element uses from outside itself, with their namespaces. */
function borrowed(top: XmlElement): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  // Prefixes declared so far, along a chain: copying them would cost seconds.
  const stack = [{ element: top, own: Object.create(null) as Record<string, true> }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { element } = next;
    const declared = declarationsOf(element.attributes);
    const own = declared.length === 0 ? next.own : (Object.create(next.own) as Record<string, true>);
    for (const [prefix] of declared) own[prefix] = true;
    if (!own[element.prefix] && element.namespace !== '') found.set(element.prefix, element.namespace);
    for (const child of element.children) stack.push({ element: child, own });
  }
  return found;
}

/**
 * An element as a document of its own: its source with the namespaces that it uses from around it. A signed alert in
 * a feed was signed as such a document. Prefixes that only attributes use are not found.
 */
export function standalone(source: string, element: XmlElement): string {
  const own = source.slice(element.start, element.end);
  const declarations = [...borrowed(element)].map(
    ([prefix, namespace]) =>
      ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${namespace.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')}"`,
  );
  const behindName = 1 + (element.prefix === '' ? 0 : element.prefix.length + 1) + element.name.length;
  return own.slice(0, behindName) + declarations.join('') + own.slice(behindName);
}
