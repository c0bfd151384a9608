import type { ChannelId } from './channel.js';
import { topicOfTarget } from './push-topic.js';
import { refuse, type Refusal } from './refusal.js';

/** ITU-T E.164: a plus, a country code that does not begin with 0, at most 15 digits. */
const e164 = /^\+[1-9]\d{6,14}$/;
/** Japanese mobile numbers as people write them: 090-1234-5678. */
const domesticMobile = /^0[6-9]0\d{8}$/;

const number = (text: string): string | null => {
  const digits = text.replace(/[\s()‐-―−ー-]/g, '');
  if (domesticMobile.test(digits)) return `+81${digits.slice(1)}`;
  return e164.test(digits) ? digits : null;
};

/** A token of the app: what its screen shows and lets one copy. A topic is nobody's address: it would reach everybody. */
const token = (text: string): string | null =>
  /^[A-Za-z0-9:_-]{8,4096}$/.test(text) && topicOfTarget(text) === null ? text : null;

/** Of a fax: any Japanese number as it is dialled, 049-296-1214. */
const domestic = /^0[1-9]\d{8,9}$/;

/** A registered fax among the mail addresses: FAX and its number. It gets a page from a mail-to-fax service. */
const fax = (text: string): string | null => {
  const digits = /^fax:?\s*([\d\s()+‐-―−ー-]+)$/i.exec(text)?.[1]?.replace(/[\s()‐-―−ー-]/g, '');
  if (digits === undefined) return null;
  if (domestic.test(digits)) return `fax:+81${digits.slice(1)}`;
  return e164.test(digits) ? `fax:${digits}` : null;
};

/** RFC 5321 lengths; what stands before the @ is the provider's business. */
const mailbox = (text: string): string | null =>
  text.length <= 254 && /^[^\s@<>",;]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(text) ? text : null;

const readers: Readonly<Partial<Record<ChannelId, (text: string) => string | null>>> = {
  sms: number,
  voice: number,
  push: token,
  mail: (text) => fax(text) ?? mailbox(text),
};

/** Whether an officer can type an address of this channel; a browser's subscription, or a station, nobody can. */
export const isTypable = (channel: ChannelId): boolean => channel in readers;

/** An address as an officer typed it, in the form that the channel takes; full-width characters are read as plain ones. */
export function readAddress(channel: ChannelId, typed: string): string | Refusal {
  const read = readers[channel];
  if (!read) return refuse('reroute.not-typed', { channel });
  return read(typed.normalize('NFKC').trim()) ?? refuse('reroute.bad-address', { channel });
}
