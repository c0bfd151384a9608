import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { postSigned, type Credentials } from './signed-post.js';

/** Phones call and write to hubs on this machine only. */
export const hubUrl = z.url({ protocol: /^http$/, hostname: /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/ });

/** `POST /phones/sms`: somebody writes to the town's number, whose webhook is `url`. */
export const smsFromPhoneSchema = z.strictObject({ from: z.string().min(1), body: z.string(), url: hubUrl });

/** What happened on one phone, as its owner would tell it. */
interface PhoneEvent {
  readonly from: string;
  readonly did: 'sms';
  /** What came back, as it stands: TwiML, or an error's status. */
  readonly answer: string;
}

export interface Phones {
  sendSms(sms: z.infer<typeof smsFromPhoneSchema>): Promise<void>;
  /** The last hundred events, oldest first. */
  list(): readonly PhoneEvent[];
}

const kept = 100;

/** The residents' phones, as far as they begin something themselves. */
export function createPhones(credentials: Credentials): Phones {
  let events: PhoneEvent[] = [];
  const note = (event: PhoneEvent): void => {
    events = [...events, event].slice(-kept);
  };
  return {
    async sendSms({ from, body, url }) {
      const params = {
        AccountSid: credentials.accountSid,
        MessageSid: `SM${randomBytes(16).toString('hex')}`,
        From: from,
        To: credentials.from,
        Body: body,
        NumSegments: '1',
      };
      const answer = await postSigned(url, params, credentials.authToken);
      note({ from, did: 'sms', answer: answer.status === 200 ? answer.body : String(answer.status) });
    },
    list: () => events,
  };
}
