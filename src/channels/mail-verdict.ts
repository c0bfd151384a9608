import { fault, refused, retry, unsure, type Verdict } from './fault.js';
import type { SmtpAnswer } from './smtp-pool.js';

/** How long a mail waits that a server will take later and does not say when. Milliseconds; greylists ask for 1 to 5 minutes. */
const greylistWait = 60_000;
const fullWait = 10 * 60_000;
/** A server that asks for more than this is asked again anyway: a warning does not wait for ever. */
const longestWait = 15 * 60_000;

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** "try again in 300 seconds", "come back in 00:05:00": what greylists and relays write; SMTP has no field for it. */
export function waitIn(response: string): number | null {
  const clock = /\bin (\d{1,2}):(\d\d):(\d\d)\b/i.exec(response);
  if (clock) return (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1000;
  const [, count, unit = ''] =
    /\b(?:in|after)\s+(\d{1,5})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:ours?)?)\b/i.exec(response) ??
    [];
  return count === undefined ? null : Number(count) * (units[unit.charAt(0).toLowerCase()] ?? 1000);
}

/** An enhanced status code without its class: `1.1` of `550 5.1.1 …` (RFC 3463); empty where there is none. */
const subjectOf = (response: string): string =>
  /^\d{3}[ -][245]\.(\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? '';

/** Addresses that will never be: no such mailbox, domain or syntax, moved, switched off, a domain without mail (RFC 3463, RFC 7505). */
export const isGone = (subject: string): boolean => /^(1\.(1|2|3|6|10)|2\.1)$/.test(subject);

/**
 * What a server's answer means. By its code, RFC 5321 §4.2, and where it has one by its enhanced status, RFC 3463: a dead
 * address is refused and left out from now on, a greylist or a full mailbox waits alone, and whatever is said before a
 * recipient was named lies with the channel.
 */
export function verdictOfAnswer({ at, response }: SmtpAnswer, now: number): Verdict {
  const code = Number(response.slice(0, 3));
  const subject = subjectOf(response);
  const detail = subject === '' ? String(code) : `${code} ${response.charAt(4)}.${subject}`;
  // RFC 4954: not signed in, or not well enough.
  if ([530, 534, 535, 538].includes(code) || (at === 'auth' && code >= 500))
    return retry(fault('channel', 'channel.unauthorised', detail));
  const later = waitIn(response);
  const notBefore = later === null ? undefined : now + Math.min(later, longestWait);
  if (code >= 400 && code < 500) return temporary({ at, code, subject, detail, notBefore, now });
  if (code < 500) return unsure;
  // No relay, no STARTTLS, no sender of this name: it would refuse everybody, so nobody is refused.
  if (at === 'session' || at === 'auth' || (at === 'sender' && !isOfTheText(subject, code)))
    return retry(
      fault('channel', subject.startsWith('7.') ? 'channel.unauthorised' : 'channel.not-found', detail),
    );
  return permanent(at, subject, code, response, detail, now);
}

/** Too large, by the size that MAIL FROM tells: another mail may be taken (RFC 1870 §6). */
const isOfTheText = (subject: string, code: number): boolean =>
  /^(2\.3|3\.4)$/.test(subject) || (code === 552 && subject === '');

interface Temporary {
  readonly at: SmtpAnswer['at'];
  readonly code: number;
  readonly subject: string;
  readonly detail: string;
  readonly notBefore: number | undefined;
  readonly now: number;
}

function temporary({ at, code, subject, detail, notBefore, now }: Temporary): Verdict {
  if (subject === '2.2')
    return retry(fault('target', 'mail.mailbox-full', detail), notBefore ?? now + fullWait);
  // A greylist answers for one recipient, some only once they have seen the text.
  const ofOne = at === 'recipient' || (at === 'text' && subject.startsWith('7.'));
  if (ofOne && code !== 421 && subject !== '5.3')
    return retry(fault('target', 'mail.greylisted', detail), notBefore ?? now + greylistWait);
  const rate = subject.startsWith('7.') || subject === '5.3' || notBefore !== undefined;
  return rate
    ? retry(fault('channel', 'channel.rate', detail), notBefore)
    : retry(fault('channel', 'channel.server-error', detail));
}

function permanent(
  at: SmtpAnswer['at'],
  subject: string,
  code: number,
  response: string,
  ...[detail, now]: [string, number]
): Verdict {
  // A relay that doesn't relay for us is no recipient's fault.
  if (at === 'recipient' && /\brelay/i.test(response))
    return retry(fault('channel', 'channel.unauthorised', detail));
  if (isGone(subject)) return refused(fault('target', 'mail.no-such-address', detail));
  if (subject === '2.2' || (at === 'recipient' && subject === '' && code === 552))
    return retry(fault('target', 'mail.mailbox-full', detail), now + fullWait);
  if (/^(2\.3|3\.4|5\.\d+)$/.test(subject) || (at !== 'recipient' && code === 552))
    return refused(fault('call', 'call.malformed', detail));
  // RFC 5321 §4.2.3: 550, 551 and 553 at a recipient speak of the mailbox where nothing says otherwise.
  if (at === 'recipient' && subject === '' && [550, 551, 553].includes(code))
    return refused(fault('target', 'mail.no-such-address', detail));
  // What its server thinks of us or of the text buries no address.
  return refused(fault('call', 'mail.not-accepted', detail));
}
