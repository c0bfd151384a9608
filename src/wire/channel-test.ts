import { z } from 'zod';
import { channelId } from './message.js';

/** POST /api/v1/channels/:id/test: a fixed text to the hub's own test address. */
export const channelTestShape = z.object({
  channel: channelId,
  result: z.enum(['accepted', 'retry', 'refused', 'unsure']),
  /** A key of `errors.json`; null where it went out, or nobody knows. */
  code: z.string().nullable(),
  /** The same in the asker's language. */
  why: z.string().nullable(),
  detail: z.string().nullable(),
  /** Milliseconds until the far end answered. */
  took: z.number().int(),
});
export type ChannelTestShape = z.infer<typeof channelTestShape>;
