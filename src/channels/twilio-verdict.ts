import { fault, refused, retry, retryAfter, verdictOfError, verdictOfStatus, type Verdict } from './fault.js';
import { TwilioAnswerError } from './twilio-client.js';

/**
 * Codes that speak of the town's own account, number or messaging service: every message would be answered so, and no
 * telephone is at fault (Twilio's error dictionary, from memory, 2026: account not active, trial account, a sender that is
 * none, is not the account's, or may not send; a messaging service that is none or is empty).
 */
const ofTheSender = new Set([
  ...[10001, 10002, 20005, 21210, 21212, 21213, 21219, 21603, 21606, 21608],
  ...[21659, 21660, 21661, 21701, 21703, 21704, 21705],
]);
/** The sender's queue at Twilio is full. */
const queueFull = 21611;

/** What Twilio's answer to a message or call means. `ofNumbers`: the codes that lie with the number called. */
export function twilioVerdict(
  error: unknown,
  ofNumbers: Readonly<Record<number, Parameters<typeof fault>[1]>>,
  now: number,
): Verdict {
  if (!(error instanceof TwilioAnswerError)) return verdictOfError(error);
  const { code, status } = error;
  const later = retryAfter(error.retryAfter, now);
  if (code !== undefined) {
    const ofNumber = ofNumbers[code];
    if (ofNumber !== undefined) return refused(fault('target', ofNumber, String(code)));
    if (ofTheSender.has(code)) return retry(fault('channel', 'channel.not-found', String(code)));
    if (code === queueFull) return retry(fault('channel', 'channel.rate', String(code)), later);
  }
  return verdictOfStatus(status, later, String(code ?? status));
}
