import twilio from 'twilio';
import type { Callback, Form } from '../domain/channel.js';

/** The fields of a form that Twilio signed for this very address (HMAC-SHA1, X-Twilio-Signature); null for anybody else's. */
export function twilioForm(authToken: string, url: string, { headers, body }: Callback): Form | null {
  const form = Object.fromEntries(new URLSearchParams(body));
  return twilio.validateRequest(authToken, headers['x-twilio-signature'] ?? '', url, form) ? form : null;
}
