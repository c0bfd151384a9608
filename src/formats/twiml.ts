/** One thing that a telephone call or an SMS is told to do (Twilio Markup Language, 2026). */
export type Verb =
  | { readonly say: string; readonly language: string; readonly voice: string }
  | { readonly play: string }
  /** Seconds. */
  | { readonly pause: number }
  | {
      /** Where the key goes that is pressed meanwhile or within `timeout` seconds after it. */
      readonly gather: string;
      readonly timeout: number;
      readonly verbs: readonly Verb[];
    }
  | { readonly redirect: string }
  | { readonly hangup: true }
  | { readonly message: string };

/** As Twilio's own library writes them: quotes are escaped in attributes only (a contract test compares every verb). */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xD;');
const quoted = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');

/** Control characters that XML 1.0 has no place for. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const element = (verb: Verb): string => {
  if ('say' in verb)
    return `<Say language="${quoted(verb.language)}" voice="${quoted(verb.voice)}">${escaped(verb.say)}</Say>`;
  if ('play' in verb) return `<Play>${escaped(verb.play)}</Play>`;
  if ('pause' in verb) return `<Pause length="${verb.pause}"/>`;
  if ('redirect' in verb) return `<Redirect method="POST">${escaped(verb.redirect)}</Redirect>`;
  if ('hangup' in verb) return '<Hangup/>';
  if ('message' in verb) return `<Message>${escaped(verb.message)}</Message>`;
  const inner = verb.verbs.map(element).join('');
  const gather = `<Gather input="dtmf" numDigits="1" timeout="${verb.timeout}" action="${quoted(verb.gather)}" method="POST"`;
  return inner === '' ? `${gather}/>` : `${gather}>${inner}</Gather>`;
};

/** The document that answers Twilio; no verbs at all is "nothing to say" to an SMS, and hangs a call up. */
export function twiml(verbs: readonly Verb[]): string {
  const inner = verbs.map(element).join('').replaceAll(forbidden, '');
  const root = inner === '' ? '<Response/>' : `<Response>${inner}</Response>`;
  return `<?xml version="1.0" encoding="UTF-8"?>${root}`;
}
