import { isLanguage, type Language } from '../domain/language.js';
import type { Rendering } from '../domain/rendering.js';
import { callVerbs, said, spokenParts } from '../formats/spoken-call.js';
import { twiml } from '../formats/twiml.js';
import { newId } from '../platform/id.js';
import { settleAnswered } from '../store/call-again.store.js';
import { appendLog } from '../store/log.store.js';
import { findCalled, recordAnswer, rememberInput, type CalledDelivery } from '../store/phone.store.js';
import { recordReceipts } from '../store/receipt.store.js';
import type { Tx } from '../store/store.js';
import { openTask } from '../store/task.store.js';
import type { SmsDeskDeps } from './inbound-sms.js';

/** A key that a resident pressed while the hub called. */
export interface PressedKey {
  readonly callSid: string;
  readonly digit: string;
  readonly deliveryId: number;
  /** Where the next key goes: the address that was asked. */
  readonly url: string;
}

/** What is said next (TwiML), and when the same key of the same call came first. */
export interface KeyAnswer {
  readonly firstAt: number | null;
  readonly body: string;
}

const answers = { '1': 'safe', '2': 'help' } as const;
const isAnswer = (digit: string): digit is keyof typeof answers => digit in answers;

/**
 * "1": safe, "2": needs help. Somebody took the call, so its delivery is delivered; the answer is kept and stands in the log
 * (number in the personal row), and a call for help opens a task. Any other key, 9 above all, has the message said again.
 */
export async function takeKey(deps: SmsDeskDeps, key: PressedKey): Promise<KeyAnswer | null> {
  const called = await findCalled(deps.store.read, key.deliveryId);
  if (called === null) return null;
  if (!isAnswer(key.digit)) return { firstAt: null, body: sayAgain(deps, called, key.url) };
  const answer = answers[key.digit];
  const now = deps.clock.now();
  const firstAt = await deps.store.write(async (tx) => {
    const first = await rememberInput(tx, `voice ${key.callSid} ${key.digit}`, now);
    if (first === null) await keep(deps, tx, { ...key, ...called, answer, now });
    return first;
  }, 'urgent');
  if (firstAt === null) {
    deps.notifier.notify('changed', { topics: ['log', 'tasks'] });
    deps.notifier.notify('progress', { versionId: called.versionId, alertId: called.alertId });
  }
  const { language } = called;
  return { firstAt, body: thanks(deps, isLanguage(language) ? language : 'ja', answer) };
}

interface Answered extends PressedKey, CalledDelivery {
  readonly answer: 'safe' | 'help';
  readonly now: number;
}

async function keep({ say }: SmsDeskDeps, tx: Tx, answered: Answered): Promise<void> {
  const { callSid, deliveryId, versionId, alertId, target, answer, now } = answered;
  await recordReceipts(tx, 'voice', [{ ref: callSid, state: 'delivered', at: now }], now);
  await settleAnswered(tx, deliveryId, callSid, now);
  if (!(await recordAnswer(tx, deliveryId, versionId, answer, now))) return;
  await appendLog(tx, {
    at: now,
    enteredAt: now,
    category: 'report',
    actor: say('ja', 'log.resident'),
    text: say('ja', `log.answer-${answer}`),
    alertId,
    data: { channel: 'voice', versionId, deliveryId, answer },
    personal: JSON.stringify({ number: target }),
  });
  if (answer === 'help')
    await openTask(tx, { id: newId(), kind: 'help', versionId, channel: 'voice', reason: 'help', now });
}

/** Languages that can be heard: of one that no voice speaks those that stand in for it. */
const heard = (rendering: Rendering): readonly Language[] =>
  spokenParts(rendering).map(({ language }) => language);

function sayAgain({ phrases }: SmsDeskDeps, { doc }: CalledDelivery, answerUrl: string): string {
  const rendering = JSON.parse(doc) as Rendering;
  const ask = (key: 'voice.prompt' | 'voice.bye') =>
    heard(rendering).flatMap((language) => said({ language, text: phrases.say(language, key) }));
  const message = spokenParts(rendering).flatMap(said);
  return twiml(callVerbs({ message, prompt: ask('voice.prompt'), bye: ask('voice.bye'), answerUrl }, twiml));
}

function thanks({ phrases, town }: SmsDeskDeps, language: Language, answer: 'safe' | 'help'): string {
  const spoken = phrases.spoken.has(language) ? language : 'en';
  const name = spoken === 'ja' || spoken === 'ja-easy' ? town.name.ja : town.name.romaji;
  const text = phrases.say(spoken, `voice.${answer}`, { town: name });
  return twiml([...said({ language: spoken, text }), { hangup: true }]);
}
