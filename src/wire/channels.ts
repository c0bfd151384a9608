import { z } from 'zod';
import { stateShape } from './progress.js';

/** GET /api/v1/channels: what an officer must know of each before she relies on it. No secret is ever in it. */
export const channelRoomShape = stateShape.shape.channels.element.extend({
  /** When a far end last took something of the newest messages, ms UTC. */
  lastSuccessAt: z.number().nullable(),
  /** Deliveries taken in the last minute. */
  lastMinute: z.number().int(),
  /** Calls a second that were agreed, and targets in one; null where it is off. */
  rate: z.object({ callsPerSecond: z.number(), targetsPerCall: z.number().int() }).nullable(),
  /** `not-needed`: its far end is the virtual town, or people. A hub doesn't start while a configured channel lacks its secret. */
  credentials: z.enum(['present', 'missing', 'not-needed']),
  /** The only languages it can say; null for any. */
  languages: z.array(z.string()).nullable(),
  /** The end of our own test address; null where it has none. */
  testAddress: z.string().nullable(),
});
export type ChannelRoomShape = z.infer<typeof channelRoomShape>;
