import { randomBytes } from 'node:crypto';
import { parse as parseForm } from 'node:querystring';
import { SegmentedMessage } from 'sms-segments-calculator';
import { e164, twilioCreateSchema, type TwilioStatus } from '../wire/twilio.js';
import { isOfficerPhone } from '../wire/virtual-town.js';
import type { Callbacks } from './callbacks.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import { guessLanguage } from './guess-language.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { createRate } from './rate.js';
import type { Targets } from './targets.js';

interface TwilioParts {
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly callbacks: Callbacks;
  readonly now: () => number;
  readonly rate: number | null;
}

/** Milliseconds after which a message has left the queue, and after which the phone has it. */
const sentAfter = 150;
const deliveredAfter = 600;

const messages: Readonly<Record<number, string>> = {
  12100: 'Document parse failure',
  20003: 'Authenticate',
  20404: 'The requested resource was not found',
  20429: 'Too Many Requests',
  20413: 'Payload Too Large',
  20500: 'Internal Server Error',
  21205: 'Invalid URL',
  21211: "Invalid 'To' Phone Number",
  21602: 'Message body is required.',
  21610: 'Attempt to send to unsubscribed recipient',
  21614: "'To' number is not a valid mobile number",
  21617: 'The concatenated message body exceeds the 1600 character limit.',
};

const failures = { 401: 20003, 413: 20413, 429: 20429, 500: 20500, 503: 20500 } as const;

/** Twilio's own answer for a refusal. */
export function twilioError(status: number, code: number, headers?: Readonly<Record<string, string>>): Reply {
  const info = `https://www.twilio.com/docs/errors/${code}`;
  return json(status, { code, message: messages[code] ?? '', more_info: info, status }, headers);
}

/** What every message with this text shares. */
interface TextFacts {
  readonly json: string;
  readonly segments: number;
  readonly lang: string;
}
const factsLimit = 500;

function createTextFacts(): (text: string) => TextFacts {
  const known = new Map<string, TextFacts>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const facts = {
      json: JSON.stringify(text),
      segments: new SegmentedMessage(text).segmentsCount,
      lang: guessLanguage(text),
    };
    if (known.size >= factsLimit) known.clear();
    known.set(text, facts);
    return facts;
  };
}

/** Twilio's `POST` and `GET …/Messages.json`, `GET …/Messages/{sid}.json` and status callbacks. */
export function createTwilio({ identity, ledger, targets, callbacks, now, rate }: TwilioParts): Service {
  const { accountSid, authToken, from } = identity.credentials.twilio;
  const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const base = `/2010-04-01/Accounts/${accountSid}`;
  const withinRate = createRate(rate, now);
  const factsOf = createTextFacts();
  const run = randomBytes(8).toString('hex');
  let created = 0;

  const statusOf = (to: string, at: number): TwilioStatus => {
    const age = now() - at;
    const state = targets.of(to);
    if (age < sentAfter || state === 'queued') return 'queued';
    if (age < deliveredAfter) return 'sent';
    return state === 'undelivered' ? 'undelivered' : 'delivered';
  };

  /** Written by hand because thousands a second are made; `bodyJson` is the text as a JSON string. */
  const resource = (sid: string, to: string, at: number, status: TwilioStatus, facts: TextFacts): string => {
    const date = `"${new Date(at).toUTCString().replace('GMT', '+0000')}"`;
    const failed = status === 'undelivered';
    return (
      `{"account_sid":"${accountSid}","api_version":"2010-04-01","body":${facts.json},"date_created":${date},` +
      `"date_sent":${status === 'queued' ? 'null' : date},"date_updated":${date},"direction":"outbound-api",` +
      `"error_code":${failed ? 30003 : null},"error_message":${failed ? '"Unreachable destination handset"' : null},` +
      `"from":"${from}","messaging_service_sid":null,"num_media":"0","num_segments":"${facts.segments}",` +
      `"price":null,"price_unit":"USD","sid":"${sid}","status":"${status}","subresource_uris":` +
      `{"media":"${base}/Messages/${sid}/Media.json"},"to":"${to}","uri":"${base}/Messages/${sid}.json"}`
    );
  };

  const announce = (url: string, sid: string, to: string, copies: number): void => {
    const at = now();
    const state = targets.of(to);
    if (state === 'queued') return;
    const params = {
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      From: from,
      To: to,
      MessageSid: sid,
      SmsSid: sid,
    };
    const tell = (dueAt: number, status: TwilioStatus, more: Record<string, string> = {}): void => {
      const told = { ...params, MessageStatus: status, SmsStatus: status, ...more };
      for (let copy = 0; copy < copies; copy += 1) callbacks.schedule({ dueAt, url, params: told });
    };
    tell(at + sentAfter, 'sent');
    if (state === 'undelivered') tell(at + deliveredAfter, 'undelivered', { ErrorCode: '30003' });
    else tell(at + deliveredAfter, 'delivered');
  };

  const create = (ask: Ask, copies: number): Reply => {
    const form = twilioCreateSchema.safeParse(parseForm(ask.body));
    if (!form.success) return twilioError(400, 21211);
    const { To: to, Body: body, StatusCallback: callback } = form.data;
    if (!e164.test(to)) return twilioError(400, 21211);
    if (body === undefined || body === '') return twilioError(400, 21602);
    if (body.length > 1600) return twilioError(400, 21617);
    const state = targets.of(to);
    if (state === 'bad-number') return twilioError(400, 21211);
    if (state === 'opted-out') return twilioError(400, 21610);
    if (state === 'not-mobile') return twilioError(400, 21614);
    created += 1;
    const sid = `SM${run}${created.toString(16).padStart(16, '0')}`;
    const facts = factsOf(body);
    ledger.add({
      provider: isOfficerPhone(to) ? 'ring' : 'sms',
      target: to,
      ref: sid,
      text: body,
      lang: facts.lang,
      alertId: null,
      deliveryKey: null,
    });
    if (callback !== undefined) announce(callback, sid, to, copies);
    return { status: 201, body: resource(sid, to, now(), 'queued', facts) };
  };

  const read = (seq: number): string => {
    const entry = ledger.entry(seq);
    return resource(entry.ref, entry.target, entry.at, statusOf(entry.target, entry.at), factsOf(entry.text));
  };

  const list = (ask: Ask): Reply => {
    const query = new URLSearchParams(ask.query);
    // Only the date counts, as with Twilio: who asks for "since ten o'clock" gets the whole day. And it is the date of
    // sending: who asks by it does not see what still waits in the queue.
    const day = (query.get('DateSent>') ?? '').slice(0, 10);
    const after = Date.parse(day);
    const to = query.get('To');
    const seqs =
      to === null ? ledger.entries({ provider: 'sms' }).map(({ seq }) => seq) : ledger.seqsOf('sms', to);
    const size = Math.min(1000, Number(query.get('PageSize') ?? 50));
    const isSentAfter = ({ target, at }: { readonly target: string; readonly at: number }) =>
      at >= after && statusOf(target, at) !== 'queued';
    const found = seqs
      .filter((seq) => day === '' || isSentAfter(ledger.entry(seq)))
      .slice(-size)
      .reverse();
    const uri = `${base}/Messages.json?${ask.query}`;
    return {
      status: 200,
      body:
        `{"first_page_uri":${JSON.stringify(uri)},"next_page_uri":null,"previous_page_uri":null,"page":0,` +
        `"page_size":${size},"start":0,"end":${found.length},"uri":${JSON.stringify(uri)},"messages":[${found.map(read).join(',')}]}`,
    };
  };

  const find = (sid: string): Reply => {
    const entry = ledger.entries({ provider: 'sms' }).find(({ ref }) => ref === sid);
    return entry === undefined ? twilioError(404, 20404) : { status: 200, body: read(entry.seq) };
  };

  return {
    endpoint: 'twilio',
    provider: 'sms',
    answer(ask, callbackCopies = 1) {
      if (ask.headers.authorization !== authorization) return twilioError(401, 20003);
      if (ask.path === `${base}/Messages.json`) {
        if (ask.method === 'GET') return list(ask);
        if (withinRate()) return create(ask, callbackCopies);
        ledger.countRateRefused('sms');
        return twilioError(429, 20429, { 'retry-after': '1' });
      }
      if (ask.path === `${base}.json`)
        return json(200, { sid: accountSid, status: 'active', friendly_name: 'drill' });
      const sid = /\/Messages\/(SM[0-9a-f]{32})\.json$/.exec(ask.path)?.[1];
      return sid === undefined ? twilioError(404, 20404) : find(sid);
    },
    fail: (status, headers) => twilioError(status, failures[status], headers),
    refuse: () => twilioError(400, 21211),
  };
}
