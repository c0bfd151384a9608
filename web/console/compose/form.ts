import { canonicalJson } from '../../../src/domain/canonical.js';
import { isCarried } from '../../../src/domain/channel.js';
import type { EditBody, VersionShape } from '../api/types.js';

/** What an officer fills in of a draft. */
export type Form = Omit<EditBody, 'revision'>;

export const formOf = (version: VersionShape): Form => ({
  slots: version.slots,
  districts: version.districts,
  channels: version.channels.filter(isCarried),
  decision: version.decision,
  ...(version.radioLater?.chosen === true && { radioLater: true }),
  leftOut: Object.fromEntries(
    version.leftOut.flatMap(({ channel, reason }) => (reason === null ? [] : [[channel, reason]])),
  ),
});

export const sameForm = (one: Form, other: Form): boolean => canonicalJson(one) === canonicalJson(other);
