import type { z } from 'zod';

/** Something that is not JSON, by its media type. */
export interface Media {
  readonly media: string;
}

/**
 * What the documentation says of one route (docs/openapi.json). A body that `new Body(shape)` checks, access, status,
 * path and query parameters are read from the controller itself.
 */
export interface RouteShape {
  /** One sentence, or a part of one, in English. */
  readonly says: string;
  /** What a 2xx answers: a shape, a media type, or null for 204. */
  readonly answer: z.ZodType | Media | null;
  /** The same as something else than JSON, if it is asked for. */
  readonly also?: Media;
  /** A body that no `new Body(shape)` checks. */
  readonly body?: Media;
  /** A body that the shape takes, as one would send it. */
  readonly example?: unknown;
}

/** `GET /api/v1/alerts/:id`: the method, and the path as the controller declares it. */
export type RouteTable = Readonly<Record<string, RouteShape>>;

export const isMedia = (answer: RouteShape['answer']): answer is Media =>
  answer !== null && 'media' in answer && !('parse' in answer);
