import { z } from 'zod';
import { namedShapes } from '../wire/routes/names.js';
import { isMedia, type RouteShape, type RouteTable } from '../wire/routes/route.js';
import type { DeclaredRoute } from './declared-routes.js';
import { componentsOf, parametersOf, securityOf, type ErrorCodes } from './openapi-parts.js';

type Json = Record<string, unknown>;

export interface ApiFacts {
  readonly version: string;
  readonly shapes: RouteTable;
  /** Codes of refusals, with their English sentences. */
  readonly errors: ErrorCodes;
}

/** OpenAPI 3.1 of these routes. @throws Error that names every route without a row in `src/wire/routes`, and what to add */
export function openApi(routes: readonly DeclaredRoute[], facts: ApiFacts): Json {
  const lacking = shapeFaults(routes, facts.shapes);
  if (lacking.length > 0) throw new Error(lacking.join('\n'));
  const schemas = jsonSchemas(routes, facts.shapes);
  const paths: Record<string, Json> = {};
  for (const route of [...routes].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const shape = facts.shapes[nameOf(route)] as RouteShape;
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, shape, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Todoku',
      version: facts.version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'The hub from which a Japanese town office warns its people. Times are milliseconds UTC. ' +
        'Bodies with unknown members are refused; answers may get new members.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ controller }) => controller))].sort().map((name) => ({ name })),
    paths,
    components: componentsOf(schemas.named, facts.errors),
  };
}

export const nameOf = ({ method, path }: Pick<DeclaredRoute, 'method' | 'path'>): string =>
  `${method} ${path}`;

/** What is missing between the controllers and the table, each with what to do about it. */
export function shapeFaults(routes: readonly DeclaredRoute[], shapes: RouteTable): readonly string[] {
  const names = new Set(routes.map(nameOf));
  return [
    ...[...names]
      .filter((name) => shapes[name] === undefined)
      .map((name) => `${name} has no row: add '${name}': { says, answer } to a table in src/wire/routes`),
    ...Object.keys(shapes)
      .filter((name) => !names.has(name))
      .map((name) => `${name} is gone: take its row out of src/wire/routes`),
    ...routes
      .filter((route) => route.body !== null && shapes[nameOf(route)]?.body !== undefined)
      .map((route) => `${nameOf(route)}: its body is checked by new Body(shape); take 'body' out of its row`),
    ...routes
      .filter(({ access }) => access === undefined)
      .map((route) => `${nameOf(route)} declares no access: add @Access(…)`),
  ];
}

interface Schemas {
  readonly named: Record<string, Json>;
  of(shape: z.ZodType): Json;
}

/** JSON schemas of what the routes take and answer; named shapes are referred to. */
function jsonSchemas(routes: readonly DeclaredRoute[], shapes: RouteTable): Schemas {
  const registry = z.registry<{ id: string }>();
  const ids = new Map<z.ZodType, string>();
  const add = (shape: z.ZodType, id: string): void => {
    if (ids.has(shape)) return;
    ids.set(shape, id);
    registry.add(shape, { id });
  };
  for (const [name, shape] of namedShapes) add(shape, name);
  let inline = 0;
  for (const route of routes)
    for (const shape of [route.body, shapes[nameOf(route)]?.answer ?? null])
      if (shape !== null && !isMedia(shape)) add(shape, `inline ${(inline += 1)}`);
  const uri = (id: string): string => `#/components/schemas/${id}`;
  const made = z.toJSONSchema(registry, { uri, io: 'input', unrepresentable: 'any' }).schemas as Record<
    string,
    Json
  >;
  const plain = (id: string): Json => {
    const { $schema: _draft, $id: _id, ...schema } = made[id] ?? {};
    return schema;
  };
  return {
    named: Object.fromEntries([...namedShapes.keys()].sort().map((id) => [id, plain(id)])),
    of(shape) {
      const id = ids.get(shape) ?? '';
      return namedShapes.has(id) ? { $ref: uri(id) } : plain(id);
    },
  };
}

function operation(route: DeclaredRoute, shape: RouteShape, schemas: Schemas): Json {
  const body = bodyOf(route, shape, schemas);
  return {
    operationId: `${route.controller[0]?.toLowerCase()}${route.controller.slice(1)}.${route.handler}`,
    summary: shape.says,
    tags: [route.controller],
    ...securityOf(route.access),
    parameters: parametersOf(route),
    ...(body && { requestBody: { required: true, content: body } }),
    responses: {
      [String(shape.answer === null ? 204 : route.status)]: answerOf(route, shape, schemas),
      ...(route.method === 'GET' && isJson(shape) && { 304: { description: 'You have it already.' } }),
      default: { $ref: '#/components/responses/Refusal' },
    },
  };
}

const isJson = ({ answer }: RouteShape): boolean => answer !== null && !isMedia(answer);

function bodyOf(route: DeclaredRoute, shape: RouteShape, schemas: Schemas): Json | null {
  if (shape.body) return { [shape.body.media]: {} };
  if (route.body === null) return null;
  const example = shape.example === undefined ? {} : { example: shape.example };
  return { 'application/json': { schema: schemas.of(route.body), ...example } };
}

function answerOf(route: DeclaredRoute, { answer, also }: RouteShape, schemas: Schemas): Json {
  if (answer === null) return { description: 'Done.' };
  const content = isMedia(answer)
    ? { [answer.media]: {} }
    : { 'application/json': { schema: schemas.of(answer) }, ...(also && { [also.media]: {} }) };
  const etag = route.method === 'GET' &&
    !isMedia(answer) && { headers: { ETag: { $ref: '#/components/headers/ETag' } } };
  return { description: 'Done.', ...etag, content };
}
