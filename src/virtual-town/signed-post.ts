import { request } from 'undici';
import { twilioSignature } from './callbacks.js';

/** What the virtual Twilio signs with. */
export interface Credentials {
  readonly accountSid: string;
  readonly authToken: string;
  readonly from: string;
}

const patience = 5000;

/** Posts a form as Twilio calls a webhook, and reads the whole answer. Status 0 when nobody answered. */
export async function postSigned(
  url: string,
  params: Readonly<Record<string, string>>,
  authToken: string,
): Promise<{ status: number; body: string }> {
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': twilioSignature(authToken, url, params),
      },
      body: new URLSearchParams(params).toString(),
      headersTimeout: patience,
      bodyTimeout: patience,
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  } catch {
    // A hub that is down: the caller hears what Twilio says then.
    return { status: 0, body: '' };
  }
}
