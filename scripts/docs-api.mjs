// Checks that docs/api.md names every route of the controllers, none that is gone, and none in two rows. Exit 1 if not.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (...path) => readFileSync(join(root, ...path), 'utf8');

/** `GET /alerts/:id` → its access, as declared; paths without `api/v1`. */
function declared() {
  const routes = new Map();
  for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
    if (!name.endsWith('.controller.ts')) continue;
    const code = read('src', name);
    const base = /@Controller\('?([^')]*)/.exec(code)?.[1] ?? '';
    const decorators =
      /@(Get|Post|Put|Delete)\('?([^')]*)'?\)[^@]*(?:@HttpCode\(\d+\)\s*)?@Access\(([^)]*)\)/g;
    for (const [, verb, path, access] of code.matchAll(decorators)) {
      const full = `/${[base, path].filter(Boolean).join('/')}`.replace(/^\/api\/v1/, '');
      routes.set(`${verb.toUpperCase()} ${full}`, access.replaceAll("'", ''));
    }
  }
  return routes;
}

const page = read('docs', 'api.md');
const routes = declared();
const named = new Set(
  [...page.matchAll(/`(GET|POST|PUT|DELETE) (\/[^`?]*)/g)].map(([, verb, path]) => `${verb} ${path}`),
);
const rows = [...page.matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]*)`/gm)].map(([, route]) => route);
const faults = [
  ...rows.filter((route, i) => rows.indexOf(route) < i).map((route) => `docs/api.md has ${route} twice`),
  ...[...routes.keys()].filter((route) => !named.has(route)).map((route) => `docs/api.md lacks ${route}`),
  ...[...named]
    .filter((route) => !routes.has(route))
    .map((route) => `docs/api.md names ${route}, which is gone`),
];
for (const fault of faults) console.error(fault);
if (routes.size === 0) throw new Error('no route was found: the pattern no longer fits the controllers');
process.exitCode = faults.length === 0 ? 0 : 1;
