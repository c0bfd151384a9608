import { createPrivateKey, createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { refuse } from '../domain/refusal.js';
import { openAudioStore } from '../radio-gateway/audio-store.js';
import type { Broadcast } from '../radio-gateway/broadcast.js';
import { problem } from '../radio-gateway/exchange.js';
import { createGateway, type Gateway } from '../radio-gateway/gateway.js';
import { openMemory } from '../radio-gateway/memory.js';
import type { VirtualTownMap } from '../wire/virtual-town.js';
import { json, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { createLoudspeakers } from './loudspeakers.js';
import type { Targets } from './targets.js';

interface RadioParts {
  readonly town: VirtualTownMap;
  readonly dataDir: string | null;
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly now: () => number;
  readonly playSpeed: number;
  readonly radioLines: number;
}

export interface RadioService extends Service, Pick<Gateway, 'hold' | 'halt'> {
  /** What is being said now, newest last. */
  speaking(): readonly Broadcast[];
  close(): void;
}

const failures = {
  401: 'radio.bad-signature',
  413: 'radio.malformed',
  429: 'radio.busy',
  500: 'radio.broken',
  503: 'radio.broken',
} as const;

/** Seconds of every siren of the drill's loudspeakers, and the longest broadcast they take (our own choice). */
const sirenSeconds = 15;
const mostSeconds = 3600;

/** The drill's radio gateway: the real one (src/radio-gateway), on the loudspeakers of the virtual town. */
export function createRadio(parts: RadioParts): RadioService {
  const { town, dataDir, identity, now } = parts;
  const { gatewayId, hubKeyId } = identity.credentials.radio;
  const gateway = createGateway({
    settings: {
      gatewayId,
      // A live hub may be tried against the virtual town as well.
      accepts: ['Actual', 'Exercise'],
      hubKeys: new Map([[hubKeyId, createPublicKey(identity.hubPublicKey)]]),
      privateKey: createPrivateKey(identity.gatewayPrivateKey),
      groups: [{ id: 'all', stations: town.stations.map(({ id }) => id) }],
      speechAtOnce: true,
      siren: () => ({ seconds: sirenSeconds, samples: null }),
      mostSeconds,
    },
    memory: openMemory(dataDir === null ? null : join(dataDir, 'radio-journal.jsonl'), now),
    audio: openAudioStore(dataDir === null ? null : join(dataDir, 'radio-audio')),
    driver: createLoudspeakers({ ...parts, lines: parts.radioLines }),
    now,
  });
  return {
    endpoint: 'radio',
    provider: 'radio',
    answer: gateway.answer,
    fail: (status, headers) =>
      json(status, { type: 'about:blank', title: 'Gateway fault', code: failures[status] }, headers),
    refuse: () => problem(refuse('radio.unknown-station')),
    hold: gateway.hold,
    halt: gateway.halt,
    speaking: gateway.sounding,
    close: gateway.close,
  };
}
