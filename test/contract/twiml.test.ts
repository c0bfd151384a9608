/** Our TwiML is what Twilio's own library writes for the same verbs, letter by letter. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import twilio from 'twilio';
import { twiml, type Verb } from '../../src/formats/twiml.js';

type Voice = InstanceType<typeof twilio.twiml.VoiceResponse>;
type Parent = Voice | ReturnType<Voice['gather']>;

function addTo(parent: Parent, verb: Verb): void {
  if ('say' in verb)
    parent.say({ language: verb.language as 'ja-JP', voice: verb.voice as 'alice' }, verb.say);
  else if ('play' in verb) parent.play(verb.play);
  else if ('pause' in verb) parent.pause({ length: verb.pause });
  else if ('gather' in verb) {
    const { gather: action, timeout } = verb;
    const gather = (parent as Voice).gather({
      input: ['dtmf'],
      numDigits: 1,
      timeout,
      action,
      method: 'POST',
    });
    for (const inner of verb.verbs) addTo(gather, inner);
  } else if ('redirect' in verb) (parent as Voice).redirect({ method: 'POST' }, verb.redirect);
  else if ('hangup' in verb) (parent as Voice).hangup();
}

function byTwilio(verbs: readonly Verb[]): string {
  const voice = new twilio.twiml.VoiceResponse();
  for (const verb of verbs) addTo(voice, verb);
  return voice.toString();
}

const text = fc
  .string({ unit: 'grapheme', minLength: 1 })
  .filter((one) => !/[\u0000-\u001f\u007f-\u009f]|[\ud800-\udfff](?![\udc00-\udfff])/u.test(one));
const plain = fc.oneof(
  fc.record({ say: text, language: fc.constantFrom('ja-JP', 'en-US'), voice: fc.constant('Polly.Takumi') }),
  fc.record({ play: fc.webUrl() }),
  fc.record({ pause: fc.integer({ min: 1, max: 10 }) }),
);
const verbs = fc.array(
  fc.oneof(
    plain,
    fc.record({
      gather: fc.webUrl({ withQueryParameters: true }),
      timeout: fc.integer({ min: 1, max: 10 }),
      verbs: fc.array(plain),
    }),
    fc.record({ redirect: fc.webUrl() }),
    fc.constant({ hangup: true } as const),
  ),
);

describe('TwiML', () => {
  test('any verbs are written as Twilio’s library writes them', () => {
    fc.assert(fc.property(verbs, (some) => expect(twiml(some)).toBe(byTwilio(some))));
  });

  test('words that look like markup stay words', () => {
    const said = twiml([{ say: '<Hangup/> & "a"', language: 'ja-JP', voice: 'v"' }]);
    expect(said).toContain('>&lt;Hangup/&gt; &amp; "a"</Say>');
    expect(said).toContain('voice="v&quot;"');
  });

  test('an SMS is answered as Twilio’s library answers it, and nothing is an empty response', () => {
    const answer = new twilio.twiml.MessagingResponse();
    answer.message('停止しました <b>');
    expect(twiml([{ message: '停止しました <b>' }])).toBe(answer.toString());
    expect(twiml([])).toBe(new twilio.twiml.MessagingResponse().toString());
  });

  test('a control character that XML has no place for is left out', () => {
    expect(twiml([{ message: 'a\u0000\u0008b' }])).toContain('<Message>ab</Message>');
  });
});
