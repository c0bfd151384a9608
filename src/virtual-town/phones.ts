import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { listen, type Heard } from './phone-call.js';
import { postSigned, type Credentials } from './signed-post.js';

/** Phones call and write to hubs on this machine only. */
const hubUrl = z.url({ protocol: /^http$/, hostname: /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/ });
const keys = z.array(z.string().regex(/^[0-9*#]$/)).max(10);

/** `POST /phones/sms`: somebody writes to the town's number, whose webhook is `url`. */
export const smsFromPhoneSchema = z.strictObject({ from: z.string().min(1), body: z.string(), url: hubUrl });
/** `POST /phones/call`: somebody calls it, and presses these keys, one at each question. */
export const callFromPhoneSchema = z.strictObject({
  from: z.string().min(1),
  url: hubUrl,
  keys: keys.default([]),
});
/** `PUT /phones/keys`: what whoever has this number will press when it is called. */
export const phoneKeysSchema = z.strictObject({ number: z.string().min(1), keys });

/** What happened on one phone, as its owner would tell it. */
export type PhoneEvent = { readonly number: string } & (
  { readonly did: 'sms'; readonly answer: string } | ({ readonly did: 'called' | 'was-called' } & Heard)
);

/** A call that comes in on a phone. */
interface Incoming {
  readonly to: string;
  readonly sid: string;
  readonly twiml: string;
  /** A machine listens, and presses nothing. */
  readonly silent: boolean;
}

export interface Phones {
  sendSms(sms: z.infer<typeof smsFromPhoneSchema>): Promise<void>;
  call(call: z.infer<typeof callFromPhoneSchema>): Promise<void>;
  setKeys(keys: z.infer<typeof phoneKeysSchema>): void;
  /** Somebody takes a call, listens, and presses what was set for the number. */
  take(call: Incoming): Promise<void>;
  /** The last hundred events, oldest first. */
  list(): readonly PhoneEvent[];
}

const kept = 100;

/** The phones of the town's people: what they hear when they are called, and what they begin themselves. */
export function createPhones({ accountSid, authToken, from: town }: Credentials): Phones {
  let events: PhoneEvent[] = [];
  const pressed = new Map<string, readonly string[]>();
  const note = (event: PhoneEvent): void => {
    events = [...events, event].slice(-kept);
  };
  const poster =
    (base: Readonly<Record<string, string>>) =>
    async (url: string, more: Readonly<Record<string, string>>) => {
      const answer = await postSigned(url, { ...base, ...more }, authToken);
      return answer.status === 200 ? answer.body : null;
    };
  return {
    async sendSms({ from, body, url }) {
      const sid = `SM${randomBytes(16).toString('hex')}`;
      const params = {
        AccountSid: accountSid,
        MessageSid: sid,
        From: from,
        To: town,
        Body: body,
        NumSegments: '1',
      };
      const answer = await postSigned(url, params, authToken);
      note({ number: from, did: 'sms', answer: answer.status === 200 ? answer.body : String(answer.status) });
    },
    async call({ from, url, keys: wanted }) {
      const sid = `CA${randomBytes(16).toString('hex')}`;
      const post = poster({
        AccountSid: accountSid,
        CallSid: sid,
        From: from,
        To: town,
        Direction: 'inbound',
      });
      const first = await post(url, { CallStatus: 'ringing' });
      const nothing: Heard = { said: [], pressed: [], well: false };
      note({
        number: from,
        did: 'called',
        ...(first === null ? nothing : await listen(first, wanted, post)),
      });
    },
    setKeys: ({ number, keys: wanted }) => void pressed.set(number, wanted),
    async take({ to, sid, twiml, silent }) {
      const post = poster({
        AccountSid: accountSid,
        CallSid: sid,
        From: town,
        To: to,
        CallStatus: 'in-progress',
      });
      note({
        number: to,
        did: 'was-called',
        ...(await listen(twiml, silent ? [] : (pressed.get(to) ?? []), post)),
      });
    },
    list: () => events,
  };
}
