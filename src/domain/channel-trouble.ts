import type { ChannelId } from './channel.js';

/** What a channel's own sends say of it: they fail, one after the other, whatever its probes answer (ADR 0062). */
export interface ChannelTrouble {
  /** `degraded` where each failed for a reason of its own target or call; nothing says that the next one will. */
  readonly state: 'degraded' | 'down';
  /** Milliseconds UTC. */
  readonly since: number;
  /** A key in `errors.json`: the last failure's. */
  readonly code: string;
  /** The provider's own code or status, for the technician. */
  readonly detail: string | null;
}

/** Whether the town's own proxy stands in the way: then its word says more than the channel's code, which blames the far end. */
export const isProxyTrouble = (detail: string | null): boolean => detail?.startsWith('proxy ') ?? false;

export type ChannelTroubles = ReadonlyMap<ChannelId, ChannelTrouble>;
