/** Mastodon client API bodies (4.x), as far as a town's account needs them. */
import { z } from 'zod';

export const mastodonCreateSchema = z.object({
  status: z.string().min(1),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).default('public'),
  language: z.string().max(35).optional(),
  in_reply_to_id: z.string().optional(),
  sensitive: z.boolean().optional(),
  spoiler_text: z.string().optional(),
});

export const mastodonStatusSchema = z.looseObject({ id: z.string(), url: z.string().nullish() });

/** `/api/v2/instance`: how long a status may be on this server. */
export const mastodonInstanceSchema = z.looseObject({
  configuration: z.looseObject({
    statuses: z.looseObject({ max_characters: z.int().positive() }),
  }),
});

/** Defaults of a Mastodon server, read from `/api/v2/instance` (documentation of 4.x, 2026). */
export const mastodonDefaults = { maxCharacters: 500, charactersPerUrl: 23 } as const;
