import type { Decision, Effect, VersionContent } from '../domain/alert.js';
import type { ChannelId } from '../domain/channel.js';
import type { VersionFacts } from '../domain/decide.js';
import type { LeftOutReasons } from '../domain/left-out.js';
import type { DistrictChoice, Slots } from '../domain/message.js';
import type { VersionRow } from '../store/entities/alert.entity.js';

/** The JSON columns of a version, read. */
export const contentOf = (row: VersionRow): VersionContent & { readonly effects: readonly Effect[] } => ({
  kind: row.kind,
  slots: JSON.parse(row.slots) as Slots,
  districts: JSON.parse(row.districts) as DistrictChoice,
  channels: JSON.parse(row.channels) as ChannelId[],
  decision: row.decision === null ? null : (JSON.parse(row.decision) as Decision),
  effects: JSON.parse(row.effects) as Effect[],
});

/** Why its author left channels out; the submission's digest covers it. */
export const reasonsOf = ({ leftOut }: VersionRow): LeftOutReasons =>
  leftOut == null ? {} : (JSON.parse(leftOut) as LeftOutReasons);

/** What `decide` needs to know of a version. */
export const factsOf = (row: VersionRow): VersionFacts => ({
  status: row.status,
  authorId: row.authorId,
  editorIds: JSON.parse(row.editors) as string[],
  submitterId: row.submitterId,
  lapsesAt: row.lapsesAt,
  issuedAt: row.issuedAt,
  persons: row.persons,
  purpose: row.purpose,
});
