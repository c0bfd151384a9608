import type { KeyObject } from 'node:crypto';
import type { SpeakerGroup } from './driver.js';

/** `samples` is null where the loudspeakers make the sound themselves. */
export interface SirenSound {
  readonly seconds: number;
  readonly samples: Int16Array | null;
}

/** What a gateway is told when it is put up. */
export interface GatewaySettings {
  readonly gatewayId: string;
  /** What may sound here: an exercise never on the town's own loudspeakers unless the town says so (safety R2). */
  readonly accepts: readonly ('Actual' | 'Exercise')[];
  /** The hub's public keys by their id; a key that is taken out is an old key. */
  readonly hubKeys: ReadonlyMap<string, KeyObject>;
  /** Signs the gateway's answers. */
  readonly privateKey: KeyObject;
  /** In the order in which they speak; each station stands in one. */
  readonly groups: readonly SpeakerGroup[];
  readonly speechAtOnce: boolean;
  /** The gateway's own sirens, for a broadcast whose sound file holds none; null for one that it does not know. */
  readonly siren: (name: string) => SirenSound | null;
  /** The longest broadcast that is taken, over all groups. */
  readonly mostSeconds: number;
}
