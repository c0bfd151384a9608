import type { DeclaredRoute } from './declared-routes.js';

/** Which methods a path answers: what tells a wrong method (405) from an address that isn't there (404). */
export function allowedMethods(
  routes: readonly Pick<DeclaredRoute, 'method' | 'path'>[],
): (url: string) => readonly string[] {
  const known = routes.map(({ method, path }) => ({
    method,
    fits: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`),
  }));
  return (url) => {
    const path = url.split('?')[0] ?? '';
    return [...new Set(known.filter(({ fits }) => fits.test(path)).map(({ method }) => method))].sort();
  };
}
