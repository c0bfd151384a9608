import { z } from 'zod';
import { channelIds } from '../domain/channel.js';

export const channelId = z.enum(channelIds);
export const slotValue = z.union([
  z.string().max(2000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)).max(200),
]);
export const slotsShape = z.record(z.string().max(40), slotValue);
export const districtChoice = z.union([z.literal('all'), z.array(z.string().max(60)).max(500)]);

export const renderingShape = z.object({
  channel: channelId,
  languages: z.array(z.string()),
  title: z.string(),
  text: z.string(),
  size: z.number(),
  unit: z.enum(['segments', 'characters', 'bytes', 'seconds']),
  limit: z.number(),
  dropped: z.array(z.string()),
  fellBackFrom: z.string().nullable(),
  review: z.enum(['reviewed', 'unreviewed', 'typed', 'machine']),
  ruby: z.array(z.object({ base: z.string(), ruby: z.string().nullable() })).optional(),
  radio: z
    .object({
      chime: z.enum(['up-down', 'none']),
      siren: z.string(),
      repeat: z.number(),
      lines: z.array(z.object({ language: z.string(), text: z.string(), reading: z.string().nullable() })),
    })
    .optional(),
});
export type RenderingShape = z.infer<typeof renderingShape>;

/** POST /api/v1/preview */
export const previewBody = z.strictObject({
  kind: z.string().max(60),
  slots: slotsShape,
  districts: districtChoice,
  channels: z.array(channelId).optional(),
});
export const previewShape = z.object({
  renderings: z.array(renderingShape),
  audience: z.object({ people: z.number(), addresses: z.number() }),
});
export type PreviewShape = z.infer<typeof previewShape>;

const slotSpec = z.object({
  type: z.string(),
  required: z.boolean(),
  values: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
});
/** GET /api/v1/kinds: what the console needs to ask for a message. */
export const kindShape = z.object({
  kind: z.string(),
  level: z.number().nullable(),
  urgency: z.number(),
  persons: z.number(),
  effects: z.enum(['set', 'lift', 'none']),
  siren: z.string(),
  channels: z.array(channelId),
  slots: z.record(z.string(), slotSpec),
});
export type KindShape = z.infer<typeof kindShape>;
