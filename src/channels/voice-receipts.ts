import type { Form, Receipt } from '../domain/channel.js';
import { twilioCallSchema } from '../wire/twilio.js';
import { fault } from './fault.js';

/**
 * What became of a call, by Twilio's status callback and by its machine detection, in whichever order they come. Taken by a
 * person: delivered. Busy, nobody there or a machine: called again a little later (what "again" means is the store's
 * business). Null when the form is neither.
 */
export function callReceipts(form: Form, at: number): readonly Receipt[] | null {
  const told = twilioCallSchema.safeParse(form);
  if (!told.success) return null;
  const { CallSid: ref, CallStatus: status, AnsweredBy: answeredBy, SipResponseCode: detail } = told.data;
  if (answeredBy !== undefined && /^(machine|fax)/.test(answeredBy))
    return [{ ref, state: 'again', why: fault('target', 'voice.machine', answeredBy), at }];
  switch (status) {
    case 'completed':
      return [{ ref, state: 'delivered', at }];
    case 'busy':
      return [{ ref, state: 'again', why: fault('target', 'voice.busy'), at }];
    case 'no-answer':
      return [{ ref, state: 'again', why: fault('target', 'voice.no-answer'), at }];
    case 'failed':
    case 'canceled':
      return [{ ref, state: 'refused', why: fault('target', 'voice.failed', detail ?? status), at }];
    default:
      return [];
  }
}
