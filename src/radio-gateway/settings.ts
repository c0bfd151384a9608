import type { KeyObject } from 'node:crypto';
import type { SpeakerGroup } from './driver.js';

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
  /** Seconds of each siren, for a driver that sounds it itself. */
  readonly sirenSeconds: (siren: string) => number;
  /** The longest broadcast that is taken, over all groups. */
  readonly mostSeconds: number;
}
