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
import { callVerbs, said, spokenParts } from '../formats/spoken-call.js';
import { twiml } from '../formats/twiml.js';
import type { ResidentPhrases } from '../platform/resident-phrases.js';
import { accepted, detailOfError, fault, forMember, refused, retry, unsure, type Verdict } from './fault.js';
import { findCall } from './found-call.js';
import { japanOnly, numberFault, type Countries } from './phone-number.js';
import type { OutboundProxy } from './tunnel.js';
import { createTwilioClient } from './twilio-client.js';
import { twilioForm } from './twilio-form.js';
import { twilioVerdict } from './twilio-verdict.js';
import { callReceipts } from './voice-receipts.js';
import { voiceLimits } from './voice.limits.js';

export interface VoiceOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** E.164 number that the calls come from. */
  readonly from: string;
  readonly baseUrl?: string;
  /** PEM of an authority to trust for `baseUrl`. */
  readonly ca?: string;
  readonly proxy?: OutboundProxy;
  /** How Twilio reaches this hub, without a slash at the end; null: nothing is asked and nothing heard after "accepted". */
  readonly publicUrl: string | null;
  readonly phrases: ResidentPhrases;
  readonly countries?: Countries;
  readonly limits?: Limits;
  readonly now?: () => number;
}

/** Seconds that it rings, and that a call may last. */
const ringFor = 30;
const longestCall = 600;
const callsLooked = 20;

/** Twilio error codes that lie with the number (Twilio error dictionary, 2026). */
const numberFaults: Readonly<Record<number, 'voice.bad-number' | 'voice.country'>> = {
  21211: 'voice.bad-number',
  21214: 'voice.bad-number',
  21217: 'voice.bad-number',
  21215: 'voice.country',
  13227: 'voice.country',
};

/**
 * Telephone calls through Twilio. What is said goes with the call itself, so that it is heard also when the hub has become
 * unreachable meanwhile; only the answer to "press 1" needs the hub. Twilio takes no idempotency key: a call that got no
 * answer is `unsure`, and `resolve` looks for it among the calls to that number.
 */
export function createVoiceChannel(options: VoiceOptions): Channel {
  const { from, publicUrl, countries = japanOnly, limits = voiceLimits, now = Date.now } = options;
  const { client, http } = createTwilioClient({ ...options, timeout: limits.timeout });

  const wordsOf = (order: SendOrder, member: SendMember): string => {
    const parts = spokenParts(order.rendering);
    const ask = (key: 'voice.prompt' | 'voice.bye') =>
      parts.flatMap(({ language }) => said({ language, text: options.phrases.say(language, key) }));
    const answerUrl =
      publicUrl === null ? null : `${publicUrl}/receipts/voice/answer?delivery=${member.deliveryId}`;
    return twiml(
      callVerbs(
        { message: parts.flatMap(said), prompt: ask('voice.prompt'), bye: ask('voice.bye'), answerUrl },
        twiml,
      ),
    );
  };

  const notify = async ({ target, text, prompt, path }: Note, signal: AbortSignal): Promise<Outcome> => {
    const words = (of: string) => said({ language: 'ja', text: of });
    const url = publicUrl === null ? null : `${publicUrl}${path}`;
    const verbs = callVerbs({ message: words(text), prompt: words(prompt), bye: [], answerUrl: url }, twiml);
    try {
      const call = await http.withSignal(signal, () =>
        client.calls.create({
          ...{ to: target, from, twiml: twiml(verbs), timeout: ringFor, timeLimit: longestCall },
          ...(url !== null && { statusCallback: url }),
        }),
      );
      return { target, ...(typeof call.sid === 'string' ? accepted(call.sid) : unsure) };
    } catch (error) {
      return { target, ...twilioVerdict(error, numberFaults, now()) };
    }
  };

  const sendOne = async (order: SendOrder, member: SendMember, signal: AbortSignal): Promise<Verdict> => {
    const wrong = numberFault(member.target, countries);
    if (wrong !== null) return refused(fault('target', `voice.${wrong}`));
    const callback = publicUrl === null ? null : `${publicUrl}/receipts/voice`;
    try {
      const call = await http.withSignal(signal, () =>
        client.calls.create({
          to: member.target,
          from,
          twiml: wordsOf(order, member),
          timeout: ringFor,
          timeLimit: longestCall,
          ...(callback !== null && {
            statusCallback: callback,
            machineDetection: 'Enable',
            asyncAmd: 'true',
            asyncAmdStatusCallback: callback,
          }),
        }),
      );
      return typeof call.sid === 'string' ? accepted(call.sid) : unsure;
    } catch (error) {
      return twilioVerdict(error, numberFaults, now());
    }
  };

  const resolveOne = async (member: SendMember, asking: Asking): Promise<Verdict> => {
    try {
      const listed = await client.calls.list({ to: member.target, limit: callsLooked });
      const found = listed.map(({ sid, dateCreated }) => ({ sid, at: dateCreated.getTime() }));
      const calledAt = (http.theirTime() ?? now()) - asking.age;
      const ours = findCall(found, calledAt, await asking.otherCalls(member));
      if (ours === null) return unsure;
      return ours === 'none' ? retry(fault('call', 'channel.timeout')) : accepted(ours);
    } catch {
      // Nothing learnt: still unsure, and asked again later.
      return unsure;
    }
  };

  const readForm = (callback: Callback) => twilioForm(options.authToken, callback.url, callback);
  const readReceipts = (callback: Callback): readonly Receipt[] | null => {
    const form = readForm(callback);
    return form === null ? null : callReceipts(form, now());
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    try {
      await http.withSignal(signal, () => client.calls.list({ limit: 1 }));
      return { state: 'up' };
    } catch (error) {
      return { state: 'down', detail: detailOfError(error) };
    }
  };

  const each = (
    order: SendOrder,
    one: (member: SendMember) => Promise<Verdict>,
  ): Promise<readonly Outcome[]> =>
    Promise.all(order.members.map(async (member) => forMember(member, await one(member))));

  return {
    id: 'voice',
    limits,
    send: (order, signal) => each(order, (member) => sendOne(order, member, signal)),
    resolve: (order, asking) => each(order, (member) => resolveOne(member, asking)),
    readReceipts,
    readForm,
    notify,
    hangUp: async (ref, signal) =>
      void (await http.withSignal(signal, () => client.calls(ref).update({ status: 'completed' }))),
    probe,
    close: () => http.close(),
  };
}
