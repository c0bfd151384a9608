import type { Kind } from '../../domain/kind.js';
import { capLanguage } from '../../domain/language.js';
import type { Rendering } from '../../domain/rendering.js';
import type { Town } from '../../domain/town.js';
import type { CapAlert, CapArea, CapInfo, CapPoint, CapReference } from './alert.js';

/** What a version is beside its words. */
export interface CapFacts {
  readonly identifier: string;
  /** A name that is the sender's alone in the world: the town's domain. */
  readonly sender: string;
  readonly status: CapAlert['status'];
  readonly intent: 'alert' | 'update' | 'cancel';
  /** Milliseconds UTC; the version's `decidedAt`. */
  readonly sent: number;
  readonly expires: number;
  /** Earlier versions that an update or cancel replaces. */
  readonly references: readonly CapReference[];
  /** District codes of the message. */
  readonly districts: readonly string[];
  /** Rings of the area, where the town knows them. */
  readonly polygons?: readonly (readonly CapPoint[])[];
}

const msgTypes = { alert: 'Alert', update: 'Update', cancel: 'Cancel' } as const;

/** 全国地方公共団体コード of the town, then our own codes of its districts. */
const geocodes = (town: Town, districts: readonly string[]): CapArea['geocode'] => [
  { valueName: '全国地方公共団体コード', value: town.localGovernmentCode },
  ...districts.map((value) => ({ valueName: `${town.id}:district`, value })),
];

const infoOf = (kind: Kind, town: Town, facts: CapFacts, rendering: Rendering): CapInfo => {
  const field = (name: string): string => rendering.fields?.find((each) => each.name === name)?.text ?? '';
  const [language = 'ja'] = rendering.languages;
  const { category, urgency, severity, certainty, responseType } = kind.cap;
  const instruction = field('instruction');
  return {
    language: capLanguage(language),
    ...{ category, urgency, severity, certainty, responseType: [responseType] },
    event: field('event'),
    eventCode: [{ valueName: 'todoku:kind', value: kind.kind }],
    ...{ effective: facts.sent, expires: facts.expires },
    senderName: field('senderName'),
    headline: field('headline'),
    description: field('description'),
    ...(instruction !== '' && { instruction }),
    ...{ web: town.website, contact: town.phone, parameter: [], resource: [] },
    area: [
      {
        areaDesc: field('areaDesc'),
        ...{ polygon: facts.polygons ?? [], circle: [], geocode: geocodes(town, facts.districts) },
      },
    ],
  };
};

/**
 * One CAP message of a composed version: an info for every language that has words of its own. A language that fell back
 * to others has none: its readers find those.
 */
export const alertFromRenderings = (
  kind: Kind,
  town: Town,
  facts: CapFacts,
  renderings: readonly Rendering[],
): CapAlert => ({
  ...{ identifier: facts.identifier, sender: facts.sender, sent: facts.sent, status: facts.status },
  msgType: msgTypes[facts.intent],
  scope: 'Public',
  ...{ addresses: [], code: [], references: facts.references, incidents: [] },
  info: renderings
    .filter(
      ({ channel, languages, fellBackFrom }) =>
        channel === 'cap' && (fellBackFrom === null || languages.includes(fellBackFrom)),
    )
    .map((rendering) => infoOf(kind, town, facts, rendering)),
});
