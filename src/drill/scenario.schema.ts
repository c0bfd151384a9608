// The drill: a scenario and a clock play telegrams to intake and commands to the desk; expectations are met or missed.
import { z } from 'zod';
import { channelId, districtChoice, slotsShape } from '../wire/message.js';
import { correctionCauses, decisionShape } from '../wire/alert.js';

/** `H:MM` or `H:MM:SS` after the scenario's start, in milliseconds. */
const offset = z
  .string()
  .regex(/^\d{1,2}:\d{2}(:\d{2})?$/, 'write H:MM or H:MM:SS after the start')
  .transform((text) => {
    const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
    return ((hours * 60 + minutes) * 60 + seconds) * 1000;
  });

const name = z.string().regex(/^[a-z0-9-]+$/);
const from = z.union([
  z.strictObject({ proposal: z.string() }),
  z.strictObject({ kind: z.string(), slots: slotsShape.default({}), districts: districtChoice }),
  z.strictObject({ lift: name, districts: districtChoice }),
]);

const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('telegram'), file: z.string() }),
  z.strictObject({
    do: z.literal('call'),
    text: z.string(),
    source: z.string(),
    personal: z.string().nullable().default(null),
  }),
  z.strictObject({ do: z.literal('draft'), as: name, name, from }),
  z.strictObject({
    do: z.literal('edit'),
    as: name,
    draft: name,
    slots: slotsShape.optional(),
    districts: districtChoice.optional(),
    decision: decisionShape.optional(),
  }),
  z.strictObject({ do: z.literal('submit'), as: name, draft: name }),
  z.strictObject({ do: z.literal('approve'), as: name, draft: name }),
  z.strictObject({ do: z.literal('cancel'), as: name, draft: name }),
  z.strictObject({ do: z.literal('correct'), as: name, draft: name, cause: z.enum(correctionCauses) }),
]);

const thing = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('proposal'), kind: z.string() }),
  z.strictObject({ is: z.literal('refusal'), step: name, code: z.string() }),
  z.strictObject({ is: z.literal('issued'), kind: z.string() }),
  z.strictObject({ is: z.literal('level'), district: z.string(), level: z.number().int().nullable() }),
  z.strictObject({
    is: z.literal('delivered'),
    draft: name,
    channel: channelId,
    share: z.number().min(0).max(1),
  }),
  z.strictObject({ is: z.literal('log'), contains: z.string() }),
]);

/** `config/scenarios/<id>/scenario.yaml` */
export const scenarioFile = z.strictObject({
  title: z.strictObject({ ja: z.string(), en: z.string() }),
  startsAt: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  steps: z.array(z.strictObject({ id: name, at: offset, action })).min(1),
  expectations: z.array(
    z.strictObject({ id: name, text: z.string(), from: offset.default(0), by: offset, that: thing }),
  ),
});
