import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { AppModule } from '../../src/app.module.js';
import { apiDocument } from '../../src/platform/api-document.js';
import { allowedMethods } from '../../src/platform/allowed-methods.js';
import { declaredRoutes } from '../../src/platform/declared-routes.js';
import { nameOf, openApi, shapeFaults } from '../../src/platform/openapi.js';
import { allRoutes } from '../../src/wire/routes/all.js';

const modules = AppModule.with(new Map()).imports ?? [];
const routes = declaredRoutes(modules);
const facts = { version: '0', shapes: allRoutes, errors: {} };

test('every route has a row in src/wire/routes, and every row a route', () => {
  expect(routes.length).toBeGreaterThan(50);
  expect(shapeFaults(routes, allRoutes)).toEqual([]);
});

test('a route without a row, without access, or with two bodies is told with what to do about it', () => {
  const [some] = routes;
  if (!some) throw new Error('no routes');
  const added = { ...some, method: 'GET', path: '/api/v1/moon', access: undefined };
  expect(shapeFaults([...routes, added], allRoutes)).toEqual([
    "GET /api/v1/moon has no row: add 'GET /api/v1/moon': { says, answer } to a table in src/wire/routes",
    'GET /api/v1/moon declares no access: add @Access(…)',
  ]);
  expect(() => openApi([...routes, added], facts)).toThrow('GET /api/v1/moon has no row');
  const gone = routes.filter((route) => nameOf(route) !== 'GET /api/v1/alerts');
  expect(shapeFaults(gone, allRoutes)).toEqual([
    'GET /api/v1/alerts is gone: take its row out of src/wire/routes',
  ]);
  const twice = { ...allRoutes, 'POST /api/v1/drafts': { says: '', answer: null, body: { media: 'x/y' } } };
  expect(shapeFaults(routes, twice)).toEqual([
    "POST /api/v1/drafts: its body is checked by new Body(shape); take 'body' out of its row",
  ]);
});

test('a route that reads a body says which: its shape, or its media type', () => {
  // Commands that take none; everything they need stands in the address.
  const bare = [
    'discard',
    'end',
    'renew',
    'close',
    'stop',
    'run',
    'leave',
    'makePack',
    'askPasskey',
    'startTotp',
    'renewCodes',
  ];
  const silent = routes.filter(
    (route) =>
      !['GET', 'DELETE'].includes(route.method) &&
      route.body === null &&
      allRoutes[nameOf(route)]?.body === undefined,
  );
  for (const route of silent) expect(bare).toContain(route.handler);
});

test.each(
  routes.flatMap((route) => {
    const example = allRoutes[nameOf(route)]?.example;
    return example === undefined ? [] : [[nameOf(route), route.body, example] as const];
  }),
)('the example of %s is one that it would take', (_name, body, example) => {
  expect(body?.safeParse(example).error?.issues ?? (body === null ? 'no body' : [])).toEqual([]);
});

test('every reference leads somewhere, and every operation has a name of its own', () => {
  const document = apiDocument(modules);
  const text = JSON.stringify(document);
  const at = (path: string) =>
    path
      .slice(2)
      .split('/')
      .reduce<unknown>((place, part) => (place as Record<string, unknown> | undefined)?.[part], document);
  const refs = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref);
  expect(refs.length).toBeGreaterThan(100);
  expect(refs.filter((ref) => !ref.startsWith('#/') || at(ref) === undefined)).toEqual([]);
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toHaveLength(routes.length);
  expect(new Set(ids).size).toBe(routes.length);
});

test('the document names every code of a refusal', () => {
  const { components } = apiDocument(modules) as {
    components: { schemas: { ErrorCode: { enum: string[] } } };
  };
  const codes = Object.keys(JSON.parse(readFileSync('locales/ja/errors.json', 'utf8')) as object);
  expect(components.schemas.ErrorCode.enum).toEqual(expect.arrayContaining(codes));
});

test('a path tells which methods it takes', () => {
  const at = allowedMethods(routes);
  expect(at('/api/v1/alerts/018f?x=1')).toEqual(['GET']);
  expect(at('/api/v1/log')).toEqual(['GET', 'POST']);
  expect(at('/openapi.json')).toEqual(['GET']);
  expect(at('/openapiXjson')).toEqual([]);
  expect(at('/api/v1/moon')).toEqual([]);
});
