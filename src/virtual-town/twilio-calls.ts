import { randomBytes } from 'node:crypto';
import { parse as parseForm } from 'node:querystring';
import { z } from 'zod';
import { languages, type Language } from '../domain/language.js';
import { telephoneVoices } from '../domain/telephone-voice.js';
import { e164 } from '../wire/twilio.js';
import { isOfficerPhone } from '../wire/virtual-town.js';
import type { Callbacks } from './callbacks.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import type { Phones } from './phones.js';
import { createRate } from './rate.js';
import type { Targets } from './targets.js';
import { twilioError } from './twilio.js';
import { readTwiml, wordsOf } from './twiml-reader.js';

interface CallsParts {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly callbacks: Callbacks;
  readonly phones: Phones;
  readonly now: () => number;
  readonly rate: number | null;
}

/** The form of `POST …/Calls.json`, as far as it is used here. */
const createSchema = z.object({
  To: z.string(),
  From: z.string(),
  Twiml: z.string().min(1).max(4000),
  Timeout: z.coerce.number().int().positive().optional(),
  TimeLimit: z.coerce.number().int().positive().optional(),
  StatusCallback: z.url().optional(),
  MachineDetection: z.enum(['Enable', 'DetectMessageEnd']).optional(),
  AsyncAmd: z.enum(['true', 'false']).optional(),
  AsyncAmdStatusCallback: z.url().optional(),
});
type Created = z.infer<typeof createSchema>;

interface Call {
  readonly sid: string;
  readonly to: string;
  readonly at: number;
  status: 'queued' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'canceled';
}

/** Milliseconds that it rings until somebody takes it, and that a call lasts beside what is fetched. */
const ringsFor = 150;
const lasts = 150;

const languageOf = (tag: string): Language =>
  languages.find((language) => telephoneVoices[language]?.language === tag) ?? 'ja';

/** Twilio's `POST` and `GET …/Calls.json`, `…/Calls/{sid}.json`, and what it tells about calls. */
export function createTwilioCalls(parts: CallsParts): Service {
  const { identity, ledger, targets, callbacks, phones, now, rate } = parts;
  const { accountSid, authToken, from } = identity.credentials.twilio;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const base = `/2010-04-01/Accounts/${accountSid}`;
  const withinRate = createRate(rate, now);
  const calls = new Map<string, Call>();

  const resource = ({ sid, to, at, status }: Call) => {
    const date = new Date(at).toUTCString().replace('GMT', '+0000');
    return {
      ...{
        sid,
        to,
        from,
        status,
        account_sid: accountSid,
        api_version: '2010-04-01',
        direction: 'outbound-api',
      },
      ...{
        date_created: date,
        date_updated: date,
        start_time: status === 'queued' ? null : date,
        end_time: null,
      },
      ...{
        answered_by: null,
        duration: null,
        price: null,
        price_unit: 'USD',
        uri: `${base}/Calls/${sid}.json`,
      },
    };
  };

  const tell = (
    call: Call,
    url: string | undefined,
    more: Readonly<Record<string, string>>,
    copies: number,
  ) => {
    if (url === undefined) return;
    const params = {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      From: from,
      To: call.to,
      CallSid: call.sid,
    };
    for (let copy = 0; copy < copies; copy += 1)
      callbacks.schedule({ dueAt: now(), url, params: { ...params, Direction: 'outbound-api', ...more } });
  };

  const end = (call: Call, form: Created, status: Call['status'], copies: number, seconds = 0): void => {
    call.status = status;
    const detail = status === 'failed' ? { SipResponseCode: '404' } : {};
    tell(call, form.StatusCallback, { CallStatus: status, CallDuration: String(seconds), ...detail }, copies);
  };

  /** It rings, somebody or a machine takes it, listens, presses keys, hangs up. */
  async function live(call: Call, form: Created, copies: number): Promise<void> {
    const state = targets.of(call.to);
    if (call.status === 'canceled') return end(call, form, 'canceled', copies);
    if (state === 'busy') return end(call, form, 'busy', copies);
    if (state === 'no-answer') return end(call, form, 'no-answer', copies);
    if (state === 'undelivered') return end(call, form, 'failed', copies);
    call.status = 'in-progress';
    if (state === 'machine') tell(call, form.AsyncAmdStatusCallback, { AnsweredBy: 'machine_start' }, copies);
    const answered = now();
    await phones.take({ to: call.to, sid: call.sid, twiml: form.Twiml, silent: state === 'machine' });
    setTimeout(
      () => end(call, form, 'completed', copies, Math.ceil((now() - answered) / 1000)),
      lasts,
    ).unref();
  }

  const create = (ask: Ask, copies: number): Reply => {
    const form = createSchema.safeParse(parseForm(ask.body));
    if (!form.success) return twilioError(400, 21205);
    const { To: to, Twiml: twiml } = form.data;
    const state = targets.of(to);
    if (!e164.test(to) || state === 'bad-number') return twilioError(400, 21211);
    const steps = readTwiml(twiml);
    if (steps === null) return twilioError(400, 12100);
    const call: Call = { sid: `CA${randomBytes(16).toString('hex')}`, to, at: now(), status: 'queued' };
    calls.set(call.sid, call);
    const words = wordsOf(steps);
    ledger.add({
      provider: isOfficerPhone(to) ? 'ring' : 'voice',
      target: to,
      ref: call.sid,
      text: words.map(({ text }) => text).join('\n'),
      lang: languageOf(words[0]?.language ?? ''),
      alertId: null,
      deliveryKey: null,
    });
    setTimeout(() => void live(call, form.data, copies), ringsFor).unref();
    return json(201, resource(call));
  };

  const list = (ask: Ask): Reply => {
    const query = new URLSearchParams(ask.query);
    const to = query.get('To');
    const size = Math.min(1000, Number(query.get('PageSize') ?? 50));
    const found = [...calls.values()]
      .filter((call) => to === null || call.to === to)
      .slice(-size)
      .reverse();
    const uri = `${base}/Calls.json?${ask.query}`;
    return json(200, {
      ...{ first_page_uri: uri, next_page_uri: null, previous_page_uri: null, page: 0, page_size: size },
      ...{ start: 0, end: found.length, uri, calls: found.map(resource) },
    });
  };

  const change = (call: Call, ask: Ask): Reply => {
    const { Status: status } = parseForm(ask.body);
    if (status === 'completed' || status === 'canceled')
      call.status = call.status === 'in-progress' ? 'completed' : 'canceled';
    return json(200, resource(call));
  };

  return {
    endpoint: 'voice',
    provider: 'voice',
    answer(ask, callbackCopies = 1) {
      if (ask.headers.authorization !== authorization) return twilioError(401, 20003);
      if (ask.path === `${base}/Calls.json`) {
        if (ask.method === 'GET') return list(ask);
        if (withinRate()) return create(ask, callbackCopies);
        ledger.countRateRefused('voice');
        return twilioError(429, 20429, { 'retry-after': '1' });
      }
      const call = calls.get(/\/Calls\/(CA[0-9a-f]{32})\.json$/.exec(ask.path)?.[1] ?? '');
      if (call === undefined) return twilioError(404, 20404);
      return ask.method === 'POST' ? change(call, ask) : json(200, resource(call));
    },
    fail: (status, headers) =>
      twilioError(status, { 401: 20003, 413: 20413, 429: 20429, 500: 20500, 503: 20500 }[status], headers),
    refuse: () => twilioError(400, 21211),
  };
}
