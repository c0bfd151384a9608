/** The hub's OpenAPI document as a judge of what the hub answers. */
import { z } from 'zod';

type Json = Record<string, unknown>;
type Operation = {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema?: Json }> }>;
};
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Json>>;
    readonly responses: Readonly<Record<string, Operation['responses'][string]>>;
  };
}

/** Answers may get new members; in a test one that the document does not know is a fault of the document. */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, closed(value)]),
  ) as Json;
  const open = inner['properties'] !== undefined && inner['additionalProperties'] === undefined;
  return open ? { ...inner, additionalProperties: false } : inner;
};

/** Checks an answer against what the document says of its route. @returns its faults, by path */
export function judge(document: Document) {
  const defs = JSON.parse(
    JSON.stringify(closed(document.components.schemas)).replaceAll('#/components/schemas/', '#/$defs/'),
  ) as Json;
  const parsers = new Map<string, z.ZodType>();
  const parserOf = (schema: Json): z.ZodType => {
    const text = JSON.stringify(closed(schema)).replaceAll('#/components/schemas/', '#/$defs/');
    const known =
      parsers.get(text) ?? z.fromJSONSchema({ ...(JSON.parse(text) as Json), $defs: defs } as never);
    parsers.set(text, known);
    return known;
  };
  const templates = Object.keys(document.paths).map((path) => ({
    path,
    fits: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  const find = (method: string, path: string) => {
    const fitting = templates.filter(({ fits, path: at }) => fits.test(path) && document.paths[at]?.[method]);
    // `/alerts/export` fits `/alerts/{id}` too; the one with fewer parameters is meant.
    return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0]?.path;
  };
  return (method: string, url: string, status: number, type: string, body: unknown): string[] => {
    const path = find(method.toLowerCase(), url.split('?')[0] ?? '');
    if (path === undefined)
      return status === 404 || status === 405 ? [] : [`${method} ${url} is not documented`];
    const { responses } = document.paths[path]?.[method.toLowerCase()] as Operation;
    const stated = responses[String(status)] ?? responses['default'];
    const name = stated?.$ref?.split('/').at(-1);
    const content = (name === undefined ? stated : document.components.responses[name])?.content ?? {};
    const media = type.split(';')[0] ?? '';
    if (Object.keys(content).length === 0) return body === null ? [] : [`${path} ${status} should be empty`];
    const said = content[media];
    if (!said) return [`${path} ${status} answers ${media}, not ${Object.keys(content).join()}`];
    const issues = said.schema ? (parserOf(said.schema).safeParse(body).error?.issues ?? []) : [];
    return issues.map(({ path: at, message }) => `${method} ${path} ${at.join('.')}: ${message}`);
  };
}
