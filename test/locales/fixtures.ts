/** test/locales/ holds what is tested of every kind in every language, on the product's own phrasebook and town. */
import { textLimits } from '../../src/channels/text.limits.js';
import { compose, type ComposeInput } from '../../src/compose/compose.js';
import { sampleMessage } from '../../src/compose/sample.js';
import type { ChannelId, TextLimits } from '../../src/domain/channel.js';
import type { DistrictChoice, Message, Slots } from '../../src/domain/message.js';
import { isRefusal } from '../../src/domain/refusal.js';
import type { Rendering } from '../../src/domain/rendering.js';
import { loadPhrasebook } from '../../src/platform/phrasebook.js';
import { loadTown } from '../../src/platform/town.js';

export const phrasebook = loadPhrasebook('config', 'locales');
export const town = loadTown('config', 'hatoyama');
export const limits = textLimits;

/** 2026-07-10 22:05 in Japan. */
export const decidedAt = Date.UTC(2026, 6, 10, 13, 5);

export const shelterIds = town.shelters
  .filter((shelter) => shelter.type === 'emergency')
  .slice(0, 3)
  .map((shelter) => shelter.id);

export const districts = ['okuda', 'kumai', ...[1, 2, 3, 4, 5].map((chome) => `hatogaoka-${chome}`)];

/** Where a test wants other facts than the sample has. */
const own: Readonly<Record<string, Slots>> = {
  'evacuation-elderly': { hazard: 'flood', reason: 'river-rising', shelters: shelterIds },
  'evacuation-instruction': { hazard: 'landslide', reason: 'landslide-warning', shelters: shelterIds },
  'emergency-safety': { hazard: 'landslide', reason: 'emergency-warning' },
  'earthquake-report': { intensity: '4', occurredAt: decidedAt - 300_000 },
  'shelter-opening': { shelters: shelterIds },
  'order-lifted': { hazard: 'landslide', ofKind: 'evacuation-instruction', remaining: true },
  correction: { cause: 'drill-mistake', ofKind: 'evacuation-instruction', sentAt: decidedAt - 600_000 },
  cancellation: { ofKind: 'evacuation-instruction', sentAt: decidedAt - 600_000 },
};

/** One message of each kind with every slot filled that a person need not type. */
export const slotsOf: Readonly<Record<string, Slots>> = Object.fromEntries(
  Object.values(phrasebook.kinds).map((kind) => [
    kind.kind,
    own[kind.kind] ?? sampleMessage(kind, town, 'Actual', { variant: 0, decidedAt, districts }).slots,
  ]),
);

export const messageOf = (kind: string, changes: Partial<Message> = {}): Message => ({
  kind,
  status: 'Actual',
  slots: slotsOf[kind] ?? {},
  districts,
  decidedAt,
  ...changes,
});

/** Composes on the product's phrasebook, town and limits; throws on a refusal. */
export const render = (message: Message, changes: Partial<ComposeInput> = {}): readonly Rendering[] => {
  const composed = compose({ message, phrasebook, town, limits, ...changes });
  if (isRefusal(composed)) throw new Error(`refused: ${JSON.stringify(composed)}`);
  return composed.renderings;
};

/** Every word that residents may see or hear of a rendering. */
export const wordsOf = (rendering: Rendering): string =>
  [rendering.title, rendering.text, ...(rendering.radio?.lines.map((line) => line.reading ?? '') ?? [])].join('\n');

/** The channels' limits from so small that only short forms and stand-ins fit, to their own (scale 1). */
export const scaledLimits = (scale: number): Partial<Record<ChannelId, TextLimits>> =>
  Object.fromEntries(
    Object.entries(limits).map(([channel, own]) => [
      channel,
      { ...own, sizeIn: {}, size: Math.ceil(own.size * scale) },
    ]),
  );

/** The districts of a message, but of a combined one: those follow from its orders. */
export const districtsOf = (kind: string, districts: DistrictChoice): Partial<Message> =>
  kind === 'evacuation-combined' ? {} : { districts };
