import { z } from 'zod';
import { kindGroups } from '../domain/kind.js';
import { levelledHazards } from '../domain/hazard.js';
import { manualPostTypes } from '../domain/manual-post.js';
import { carriedChannelIds, channelIds, units } from '../domain/channel.js';

/** Every channel that a message is composed for. */
export const channelId = z.enum(channelIds);
/** Those that a draft can be sent by. */
export const carriedChannelId = z.enum(carriedChannelIds);
const order = z.strictObject({
  level: z.union([z.literal(3), z.literal(4), z.literal(5)]),
  hazard: z.enum(levelledHazards),
  districts: z.array(z.string().max(60)).max(500),
});
export const slotValue = z.union([
  z.string().max(2000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)).max(200),
  z.array(order).max(20),
]);
export const slotsShape = z.record(z.string().max(40), slotValue);
export const districtChoice = z.union([z.literal('all'), z.array(z.string().max(60)).max(500)]);

const spokenAudio = z.object({
  sha256: z.string(),
  seconds: z.number(),
  sirenSeconds: z.number().optional(),
});

export const spokenLine = z.object({
  language: z.string(),
  text: z.string(),
  reading: z.string().nullable(),
});

export const renderingShape = z.object({
  channel: channelId,
  languages: z.array(z.string()),
  title: z.string(),
  text: z.string(),
  size: z.number(),
  unit: z.enum(units),
  limit: z.number(),
  dropped: z.array(z.string()),
  fellBackFrom: z.string().nullable(),
  /** In a shared post: the languages that are said in their short form. */
  shortForm: z.array(z.string()).optional(),
  review: z.enum(['official', 'reviewed', 'unreviewed', 'typed', 'machine']),
  ruby: z.array(z.object({ base: z.string(), ruby: z.string().nullable() })).optional(),
  radio: z
    .object({
      chime: z.enum(['up-down', 'none']),
      siren: z.string(),
      repeat: z.number(),
      lines: z.array(spokenLine),
      /** Absent where the hub has no voice. */
      audio: spokenAudio.optional(),
    })
    .optional(),
  /** What people read out, and what each post has to do. */
  manual: z
    .object({
      car: z.array(spokenLine),
      carSeconds: z.number(),
      call: z.array(spokenLine),
      duties: z.array(
        z.object({
          id: z.string(),
          type: z.enum(manualPostTypes),
          name: z.string(),
          reading: z.string(),
          districts: z.array(z.string()),
          stops: z.array(
            z.object({
              id: z.string(),
              name: z.string(),
              reading: z.string(),
              note: z.string().optional(),
            }),
          ),
          fields: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
          invented: z.boolean(),
        }),
      ),
    })
    .optional(),
  variant: z.string().optional(),
  fields: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
});
export type RenderingShape = z.infer<typeof renderingShape>;

/** POST /api/v1/preview */
export const previewBody = z.strictObject({
  kind: z.string().max(60),
  slots: slotsShape,
  districts: districtChoice,
  channels: z.array(channelId).optional(),
});
/** What goes out by SMS, and what it costs where the town said its price. */
const smsCostShape = z.object({
  messages: z.number().int(),
  segments: z.number().int(),
  price: z.object({ amount: z.number(), currency: z.string() }).nullable(),
});
export type SmsCostShape = z.infer<typeof smsCostShape>;
export const previewShape = z.object({
  renderings: z.array(renderingShape),
  audience: z.object({
    people: z.number(),
    addresses: z.number(),
    /** Addresses of each personal channel; one that has none is left out. */
    byChannel: z.partialRecord(channelId, z.number().int()).optional(),
  }),
  sms: smsCostShape.nullable().optional(),
  /** No loudspeaker would say the broadcast: neither this hub nor the gateway has a voice. */
  unsaid: z.boolean().optional(),
});
export type PreviewShape = z.infer<typeof previewShape>;

/** POST /api/v1/preview/cap */
export const capPreviewBody = previewBody.omit({ channels: true });
/** A message as CAP 1.2, and what the schema and every rule say of it (docs/cap.md). */
export const capShape = z.object({
  xml: z.string(),
  identifier: z.string(),
  /** Identifiers of what the alert said before, oldest first: CAP's `references`. */
  references: z.array(z.string()),
  valid: z.boolean(),
  findings: z.array(z.object({ rule: z.string(), path: z.string(), message: z.string() })),
});
export type CapShape = z.infer<typeof capShape>;

const slotSpec = z.object({
  type: z.string(),
  required: z.boolean(),
  values: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  words: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Who fills it in: `telegram` where it comes with the proposal. */
  origin: z.enum(['typed', 'telegram', 'derived']).optional(),
  refuge: z.boolean().optional(),
});
/** GET /api/v1/kinds: what the console needs to ask for a message. */
export const kindShape = z.object({
  kind: z.string(),
  level: z.number().nullable(),
  urgency: z.number(),
  persons: z.number(),
  group: z.enum(kindGroups),
  effects: z.enum(['set', 'lower', 'lift', 'none']),
  siren: z.string(),
  /** Minutes from the issue after which the message is past; an order stands until it is lifted. */
  lifetimeMinutes: z.number(),
  channels: z.array(channelId),
  slots: z.record(z.string(), slotSpec),
});
export type KindShape = z.infer<typeof kindShape>;
