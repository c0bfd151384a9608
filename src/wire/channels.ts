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
  /** It has transmitters of its own that may be asked how they are. */
  hasStations: z.boolean(),
});
export type ChannelRoomShape = z.infer<typeof channelRoomShape>;

/** GET /api/v1/channels/:id/stations: those of the town and of its gateway, and what each last said of itself. */
export const stationShape = z.object({
  id: z.string(),
  /** As the town calls it; its id where only the gateway knows it. */
  name: z.string(),
  /** `missing`: the gateway doesn't know it, so every broadcast that names it is refused; `unasked`: its kind doesn't answer. */
  state: z.enum(['answers', 'silent', 'missing', 'unasked']),
  /** Stations that speak together; null where the gateway doesn't know it. */
  group: z.string().nullable(),
  battery: z.enum(['good', 'low']).nullable(),
  /** When it last answered, ms UTC. */
  lastPollAt: z.number().nullable(),
  /** Played since the gateway was started. */
  seconds: z.number(),
});
export type StationShape = z.infer<typeof stationShape>;
