import { isLanguage, type Language } from '../domain/language.js';
import { smsKeyword, type SmsKeyword } from '../domain/sms-keyword.js';
import type { Town } from '../domain/town.js';
import { twiml } from '../formats/twiml.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import type { ResidentPhrases } from '../platform/resident-phrases.js';
import { appendLog } from '../store/log.store.js';
import { languageOfNumber, optIn, optOut, rememberInput } from '../store/phone.store.js';
import type { Store, Tx } from '../store/store.js';

/** A resident's SMS to our number. */
export interface InboundSms {
  readonly sid: string;
  readonly from: string;
  readonly body: string;
}

export interface SmsDeskDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
  readonly town: Town;
  readonly phrases: ResidentPhrases;
}

/** What was done with an SMS, and what is answered. */
export interface InboundAnswer {
  /** When the same message came first; null for a new one. */
  readonly firstAt: number | null;
  /** TwiML. */
  readonly body: string;
}

/**
 * STOP suppresses the number's SMS addresses, START brings them back, HELP explains; each is answered in the language
 * of whoever registered the number. Any other text goes to the headquarters log, for a person: it may be a cry for help.
 * It gets no answer, since two machines would answer each other for ever. The same message twice acts once.
 */
export async function receiveSms(deps: SmsDeskDeps, sms: InboundSms): Promise<InboundAnswer> {
  const keyword = smsKeyword(sms.body);
  const now = deps.clock.now();
  const done = await deps.store.write(async (tx) => {
    const firstAt = await rememberInput(tx, `sms ${sms.sid}`, now);
    if (firstAt === null) await act(deps, tx, sms, keyword, now);
    return { firstAt, language: await languageOfNumber(tx, 'sms', sms.from) };
  }, 'needed');
  if (done.firstAt === null) deps.notifier.notify('changed', { topics: ['log'] });
  const { firstAt, language } = done;
  return {
    firstAt,
    body: keyword === null ? twiml([]) : twiml([{ message: answer(deps, keyword, language) }]),
  };
}

async function act(
  { say }: SmsDeskDeps,
  tx: Tx,
  { from, body }: InboundSms,
  keyword: SmsKeyword | null,
  now: number,
): Promise<void> {
  const addresses =
    keyword === 'stop'
      ? await optOut(tx, 'sms', from, now)
      : keyword === 'start'
        ? await optIn(tx, 'sms', from)
        : 0;
  if (keyword === 'help') return;
  await appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'report',
    actor: say('ja', 'log.resident'),
    text: say('ja', `log.sms-${keyword ?? 'received'}`, { count: addresses }),
    data: { channel: 'sms', keyword, addresses },
    personal: JSON.stringify(keyword === null ? { from, body } : { from }),
  });
}

/** A number that nobody registered gets Japanese and English. */
function answer({ town, phrases }: SmsDeskDeps, keyword: SmsKeyword, language: string | null): string {
  const key = ({ stop: 'sms.stopped', start: 'sms.started', help: 'sms.help' } as const)[keyword];
  const languages: readonly Language[] =
    language !== null && isLanguage(language) ? [language] : ['ja', 'en'];
  return languages
    .map((each) => {
      const name = each === 'ja' || each === 'ja-easy' ? town.name.ja : town.name.romaji;
      return phrases.say(each, key, key === 'sms.help' ? { town: name, phone: town.phone } : { town: name });
    })
    .join('\n');
}
