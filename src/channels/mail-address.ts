import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The name of one delivery of one version at the mail servers: the same on every resend, so that a second copy can be told
 * from a second message. 32 hexadecimal digits, because some servers write local parts in lower case.
 */
export const mailRef = (versionId: string, deliveryId: string): string =>
  createHash('sha256').update(`${versionId} ${deliveryId}`).digest('hex').slice(0, 32);

type Purpose = 'return' | 'unsubscribe';

const seal = (key: string, purpose: Purpose, ref: string): string =>
  createHmac('sha256', key).update(`${purpose} ${ref}`).digest('hex').slice(0, 24);

const opened = (key: string, purpose: Purpose, ref: string, given: string): string | null => {
  const [a, b] = [Buffer.from(given), Buffer.from(seal(key, purpose, ref))];
  return a.length === b.length && timingSafeEqual(a, b) ? ref : null;
};

/** What an unsubscribe link ends with: a delivery's reference and the seal over it. */
export const unsubscribeToken = (key: string, ref: string): string =>
  `${ref}-${seal(key, 'unsubscribe', ref)}`;

/** The reference of a genuine token; null for any other text. */
export function openUnsubscribeToken(key: string, token: string): string | null {
  const [, ref = '', mark = ''] = /^([0-9a-f]{32})-([0-9a-f]{24})$/.exec(token) ?? [];
  return ref === '' ? null : opened(key, 'unsubscribe', ref, mark);
}

/** Where a report about this one delivery comes back to (VERP); 59 octets, and a local part may have 64 (RFC 5321 §4.5.3.1.1). */
export const returnAddress = (key: string, ref: string, domain: string): string =>
  `b-${ref}-${seal(key, 'return', ref)}@${domain}`;

/** The reference in a genuine return address; null for any other address. */
export function openReturnAddress(key: string, address: string, domain: string): string | null {
  const lower = address.toLowerCase();
  const at = lower.lastIndexOf('@');
  if (lower.slice(at + 1) !== domain.toLowerCase()) return null;
  const [, ref = '', mark = ''] = /^b-([0-9a-f]{32})-([0-9a-f]{24})$/.exec(lower.slice(0, at)) ?? [];
  return ref === '' ? null : opened(key, 'return', ref, mark);
}

/** A registered fax stands among the mail addresses as `fax:` and its number in E.164. */
const fax = /^fax:(\+[1-9]\d{6,14})$/;
export const isFax = (target: string): boolean => fax.test(target);

/**
 * The mail address of a fax: its number at the town's mail-to-fax service. They take Japanese numbers as they are dialled
 * there. Null where the town has no such service.
 */
export function faxAddress(target: string, domain: string | undefined): string | null {
  const number = fax.exec(target)?.[1];
  if (number === undefined || domain === undefined) return null;
  return `${number.startsWith('+81') ? `0${number.slice(3)}` : `00${number.slice(1)}`}@${domain}`;
}
