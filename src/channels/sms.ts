import type {
  Asking,
  Callback,
  Channel,
  Health,
  Limits,
  Note,
  Outcome,
  Receipt,
  SendMember,
  SendOrder,
} from '../domain/channel.js';
import { twilioCallbackSchema, twilioMessageSchema } from '../wire/twilio.js';
import { accepted, detailOfError, fault, forMember, refused, retry, unsure, type Verdict } from './fault.js';
import { findCall } from './found-call.js';
import { japanOnly, numberFault, type Countries } from './phone-number.js';
import { smsLimits } from './sms.limits.js';
import type { OutboundProxy } from './tunnel.js';
import { createTwilioClient } from './twilio-client.js';
import { twilioForm } from './twilio-form.js';
import { twilioVerdict } from './twilio-verdict.js';

export interface SmsOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** E.164 number, short code or sender name that the messages come from, or the SID (MG…) of a messaging service. */
  readonly from: string;
  /** Another address than Twilio's own: the virtual town's. */
  readonly baseUrl?: string;
  /** PEM of an authority to trust for `baseUrl`. */
  readonly ca?: string;
  readonly proxy?: OutboundProxy;
  /** Where Twilio reports deliveries; without it nothing is heard after "accepted". */
  readonly statusCallback?: string;
  /** Where a message may go; Japan alone unless told otherwise. */
  readonly countries?: Countries;
  readonly limits?: Limits;
  readonly now?: () => number;
}

/** The longest that a message may wait in Twilio's queue, in seconds (Twilio's API description, ValidityPeriod, read 2026). */
const longestValidity = 36_000;
/** One page, the largest there is: in what order messages come that were not sent yet is not written. */
const messagesLooked = 1_000;
/** Seconds: a submission lapses after ten minutes, and so does the word of it. */
const noteValid = 600;

/** Twilio error codes that lie with the number (Twilio error dictionary, 2026). */
const numberFaults: Readonly<Record<number, Parameters<typeof fault>[1]>> = {
  21211: 'sms.bad-number',
  21217: 'sms.bad-number',
  21408: 'sms.country',
  21610: 'sms.opted-out',
  21614: 'sms.not-mobile',
};

/**
 * SMS through Twilio. Twilio takes no idempotency key, so a call that got no answer is `unsure`, and `resolve` looks
 * for it among the messages to that number since the call was made.
 */
export function createSmsChannel(options: SmsOptions): Channel {
  const { from, statusCallback, countries = japanOnly, limits = smsLimits, now = Date.now } = options;
  const { client, http } = createTwilioClient({
    ...options,
    connections: limits.concurrency,
    timeout: limits.timeout,
  });
  const { messages } = client;
  const messagesUri = `https://api.twilio.com/2010-04-01/Accounts/${options.accountSid}/Messages.json`;

  const sender = /^MG[0-9a-f]{32}$/.test(from) ? { MessagingServiceSid: from } : { From: from };

  const post = async (form: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Verdict> => {
    try {
      // What messages.create does, without its instance of the answer: most of the SDK's time (ADR 0027).
      const body = await http.post(messagesUri, form, signal);
      const message = twilioMessageSchema.safeParse(JSON.parse(body));
      return message.success ? accepted(message.data.sid) : unsure;
    } catch (error) {
      return twilioVerdict(error, numberFaults, now());
    }
  };

  const sendOne = async (order: SendOrder, member: SendMember, signal: AbortSignal): Promise<Verdict> => {
    const wrong = numberFault(member.target, countries);
    if (wrong !== null) return refused(fault('target', `sms.${wrong}`));
    const remaining = Math.floor((order.expiresAt - now()) / 1000);
    const form = {
      To: member.target,
      ...sender,
      Body: order.rendering.text,
      ValidityPeriod: Math.max(1, Math.min(longestValidity, remaining)),
      ...(statusCallback !== undefined && { StatusCallback: statusCallback }),
    };
    return post(form, signal);
  };

  const notify = async ({ target, text }: Note, signal: AbortSignal): Promise<Outcome> => {
    const form = { To: target, ...sender, Body: text, ValidityPeriod: noteValid };
    return { target, ...(await post(form, signal)) };
  };

  const resolveOne = async (order: SendOrder, member: SendMember, asking: Asking): Promise<Verdict> => {
    try {
      // Not by `dateSentAfter`: what still waits in Twilio's queue has no such date, and would be sent twice.
      const listed = await messages.list({ to: member.target, limit: messagesLooked });
      const found = listed.flatMap(({ sid, body, dateCreated }) =>
        body === order.rendering.text ? [{ sid, at: dateCreated.getTime() }] : [],
      );
      const calledAt = (http.theirTime() ?? now()) - asking.age;
      const { refs } = await asking.otherCalls(member);
      // Told apart by their words: other calls on their way to that number are not among these.
      const ours = findCall(found, calledAt, { refs, earlier: 0, later: 0 });
      if (ours === null) return unsure;
      return ours === 'none' ? retry(fault('call', 'channel.timeout')) : accepted(ours);
    } catch {
      // Nothing learnt: still unsure, and asked again later.
      return unsure;
    }
  };

  const each = async (
    order: SendOrder,
    one: (member: SendMember) => Promise<Verdict>,
  ): Promise<readonly Outcome[]> => {
    const [only] = order.members;
    if (only && order.members.length === 1) return [forMember(only, await one(only))];
    return Promise.all(order.members.map(async (member) => forMember(member, await one(member))));
  };

  const readReceipts = (callback: Callback): readonly Receipt[] | null => {
    // Twilio signs the address it was given: behind a TLS proxy that is not the address this process sees.
    const form = twilioForm(options.authToken, statusCallback ?? callback.url, callback);
    if (form === null) return null;
    const told = twilioCallbackSchema.safeParse(form);
    if (!told.success) return null;
    const { MessageSid: ref, MessageStatus: status, ErrorCode: detail } = told.data;
    if (status === 'delivered') return [{ ref, state: 'delivered', at: now() }];
    if (status !== 'undelivered' && status !== 'failed') return [];
    return [{ ref, state: 'refused', why: fault('target', 'sms.undelivered', detail), at: now() }];
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    try {
      const account = await http.withSignal(signal, () =>
        client.api.v2010.accounts(options.accountSid).fetch(),
      );
      return account.status === 'active' ? { state: 'up' } : { state: 'down', detail: account.status };
    } catch (error) {
      return { state: 'down', detail: detailOfError(error) };
    }
  };

  return {
    id: 'sms',
    limits,
    send: (order, signal) => each(order, (member) => sendOne(order, member, signal)),
    resolve: (order, asking) => each(order, (member) => resolveOne(order, member, asking)),
    readReceipts,
    notify,
    readForm: (callback) => twilioForm(options.authToken, callback.url, callback),
    probe,
    close: () => http.close(),
  };
}
