import { z } from 'zod';
import { versionStatuses } from '../domain/alert.js';
import { alertStandings } from '../domain/alert-standing.js';
import { carriedChannelId, channelId, districtChoice, renderingShape, slotsShape } from './message.js';

export const versionStatus = z.enum(versionStatuses);

/** Who decided, when and by what means: the mayor or a named deputy (design.md, Digest). */
export const decisionShape = z.object({
  by: z.string().max(80),
  means: z.enum(['in-person', 'phone', 'radio', 'delegated']),
  /** When the decision was made; never in the future. */
  at: z.int().positive().exactOptional(),
});

const person = z.object({ id: z.string(), name: z.string() });

export const versionShape = z.object({
  id: z.string(),
  alertId: z.string(),
  alertNumber: z.string().nullable(),
  incidentId: z.string(),
  n: z.number().int(),
  status: versionStatus,
  intent: z.enum(['alert', 'update', 'cancel']),
  /** `message`, or one of the ready-made retractions. */
  purpose: z.enum(['message', 'cancel', 'correction']),
  /** The version that a lift, extension, cancel or correction speaks of. */
  ofVersion: z.string().nullable(),
  kind: z.string(),
  level: z.number().nullable(),
  slots: slotsShape,
  districts: districtChoice,
  channels: z.array(channelId),
  decision: decisionShape.nullable(),
  /** Whether its broadcast is left for the morning, and why it may not be (a code) or null. */
  radioLater: z.object({ chosen: z.boolean(), refused: z.string().nullable() }).optional(),
  /** Channels of its kind that it does not use, and why; null where nobody said. */
  leftOut: z.array(z.object({ channel: channelId, reason: z.string().nullable() })),
  /** Of what waits for approval: which of its broadcasts no loudspeaker would say, for want of a sound file. */
  unsaid: z.array(z.enum(['message', 'cancel', 'correction'])).optional(),
  /** Grows with every edit; an edit or submit names the one it saw. */
  revision: z.number().int(),
  author: person,
  editors: z.array(person),
  submitter: person.nullable(),
  approver: person.nullable(),
  digest: z.string().nullable(),
  decidedAt: z.number().nullable(),
  submittedAt: z.number().nullable(),
  lapsesAt: z.number().nullable(),
  /** From when on its submitter may issue it alone; null where the kind or the state does not allow it. */
  breakGlassAt: z.number().nullable(),
  issuedAt: z.number().nullable(),
  expiresAt: z.number().nullable(),
  /** Reason given by whoever returned or rejected it. */
  reason: z.string().nullable(),
  proposalId: z.string().nullable(),
  /** The audience counted at submit, shown at approval. */
  audience: z.object({ people: z.number(), addresses: z.number() }).nullable(),
  /** The phrase to type for submit; begins 訓練 in the drill world. */
  phrase: z.object({ ja: z.string(), en: z.string() }),
  /** The phrases for the ready-made cancel and correction. */
  retractPhrase: z.object({
    cancel: z.object({ ja: z.string(), en: z.string() }),
    correct: z.object({ ja: z.string(), en: z.string() }),
  }),
  /** May the officer who asks do this now? Refusal code, or null when allowed. */
  may: z.object({
    edit: z.string().nullable(),
    submit: z.string().nullable(),
    approve: z.string().nullable(),
    breakGlass: z.string().nullable(),
    renew: z.string().nullable(),
    cancel: z.string().nullable(),
    correct: z.string().nullable(),
    extend: z.string().nullable(),
    lift: z.string().nullable(),
  }),
  renderings: z.array(renderingShape),
});
export type VersionShape = z.infer<typeof versionShape>;

/** POST /api/v1/drafts */
export const newDraftBody = z.union([
  z.strictObject({ proposalId: z.string() }),
  z.strictObject({
    kind: z.string().max(60),
    slots: slotsShape.optional(),
    districts: districtChoice.optional(),
  }),
  z.strictObject({ liftOf: z.string(), districts: districtChoice }),
  /** The next version of an issued message, with its slots, districts and channels. */
  z.strictObject({ extendOf: z.string() }),
]);

/** PUT /api/v1/drafts/:id */
export const editBody = z.strictObject({
  revision: z.number().int(),
  slots: slotsShape,
  districts: districtChoice,
  channels: z.array(carriedChannelId).min(1),
  decision: decisionShape.nullable(),
  /** Leaves the broadcast for the morning (R14). */
  radioLater: z.boolean().optional(),
  /** Why channels are left out, by channel. */
  leftOut: z.partialRecord(carriedChannelId, z.string().max(200)).optional(),
});

/** POST /api/v1/drafts/:id/submit */
export const submitBody = z.strictObject({
  revision: z.number().int(),
  phrase: z.string().max(200),
  /** The loudspeakers will not say the words, and a person must; without it such a draft is refused (`submit.no-sound`). */
  withoutSound: z.boolean().exactOptional(),
});
/** POST /api/v1/versions/:id/approve */
export const approveBody = z.strictObject({ digest: z.string().length(64) });
/** POST /api/v1/versions/:id/return, /reject */
export const reasonBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

export const correctionCauses = ['operator-error', 'drill-mistake', 'system-fault', 'wrong-area'] as const;
/** POST /api/v1/alerts/:id/cancel */
export const cancelBody = z.strictObject({ phrase: z.string().max(200) });
/** POST /api/v1/alerts/:id/correction */
export const correctionBody = z.strictObject({
  cause: z.enum(correctionCauses),
  phrase: z.string().max(200),
});

export const alertShape = z.object({
  id: z.string(),
  number: z.string().nullable(),
  incidentId: z.string(),
  createdAt: z.number(),
  /**
   * What it is as a whole: in force, or only still going out or held (a lift, a cancel), or over; a lift that everybody has
   * got is over, however long its own message lives.
   */
  standing: z.enum(alertStandings),
  /** Newest version first. */
  versions: z.array(versionShape),
});
export type AlertShape = z.infer<typeof alertShape>;

/** GET /api/v1/alerts/history: `before` is the `next` of the page before. */
export const alertHistoryQuery = z.strictObject({ before: z.string().max(60).optional() });
export const alertHistoryShape = z.object({
  /** Newest first, at most 100. */
  alerts: z.array(alertShape),
  /** How many alerts there are in all; with `atLeast` there may be more. */
  all: z.number().int(),
  atLeast: z.boolean(),
  /** Where the next page begins; null at the end. */
  next: z.string().nullable(),
});
export type AlertHistoryShape = z.infer<typeof alertHistoryShape>;

export const proposalShape = z.object({
  id: z.string(),
  telegramId: z.string(),
  telegramCode: z.string(),
  telegramTitle: z.string(),
  headline: z.string(),
  reportDateTime: z.number(),
  kind: z.string(),
  level: z.number().nullable(),
  hazard: z.string().nullable(),
  districts: districtChoice,
  slots: slotsShape,
  state: z.enum(['open', 'used', 'dismissed', 'superseded']),
  /** Why it was put aside; by whom and when, where that was kept. */
  dismissal: z
    .object({ reason: z.string(), by: z.string().nullable(), at: z.number().nullable() })
    .nullable(),
  createdAt: z.number(),
});
export type ProposalShape = z.infer<typeof proposalShape>;

export const telegramShape = z.object({
  id: z.string(),
  receivedAt: z.number(),
  code: z.string().nullable(),
  title: z.string().nullable(),
  headline: z.string().nullable(),
  status: z.string().nullable(),
  infoType: z.string().nullable(),
  reportDateTime: z.number().nullable(),
  office: z.string().nullable(),
  concerned: z.boolean(),
  level: z.number().nullable(),
  refused: z.string().nullable(),
  stale: z.boolean(),
  /** Whether its bytes are still kept (docs/privacy.md). */
  kept: z.boolean(),
  items: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      status: z.string(),
      condition: z.string().optional(),
      level: z.number().optional(),
    }),
  ),
});
export type TelegramShape = z.infer<typeof telegramShape>;

/** POST /api/v1/telegrams: one that could be read. */
export const telegramAnswerShape = z.object({
  telegramId: z.string(),
  proposalId: z.string().nullable(),
  /** These very bytes had come before: nothing was done again. */
  known: z.boolean(),
  code: z.string().nullable(),
  concerned: z.boolean(),
  /** Why nothing is proposed from it. */
  reason: z.string().nullable(),
});
