import { bcp47, type Language } from '../domain/language.js';
import type { Rendering } from '../domain/rendering.js';
import { toldIn } from '../platform/resident-phrases.js';
import type { MailWords } from './mail-words.js';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A text's parts by language: a rendering of several languages parts them by an empty line, in their order. */
function partsOf({ text, languages }: Rendering): readonly { text: string; language: Language }[] {
  const pieces = text.split('\n\n');
  const [first = 'ja'] = languages;
  if (pieces.length !== languages.length) return [{ text, language: first }];
  return pieces.map((piece, i) => ({ text: piece, language: languages[i] ?? first }));
}

const paragraph = (text: string, language: Language): string =>
  `<p lang="${bcp47(language)}" style="font-size:1.125rem;line-height:1.7;margin:0 0 1.25rem">` +
  `${escaped(text).replaceAll('\n', '<br>')}</p>`;

/**
 * The approved text as a page: one column, the reader's own font and size, dark on light in both of his themes, a language
 * at each part, and nothing that is fetched from anywhere.
 */
export function mailHtml(rendering: Rendering, { phrases }: MailWords, unsubscribe: string | null): string {
  const [first = 'ja'] = rendering.languages;
  const parts = partsOf(rendering).map(({ text, language }) => paragraph(text, language));
  const footer = toldIn(first).map((language) => {
    const leave = escaped(phrases.say(language, 'mail.unsubscribe'));
    const link = unsubscribe === null ? '' : ` <a href="${escaped(unsubscribe)}">${leave}</a>`;
    const words = escaped(phrases.say(language, 'mail.no-reply'));
    return `<p lang="${bcp47(language)}" style="margin:0 0 .5rem">${words}${link}</p>`;
  });
  return (
    `<!doctype html><html lang="${bcp47(first)}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">` +
    `<title>${escaped(rendering.title)}</title></head>` +
    `<body style="margin:0;padding:1rem"><main style="max-width:40rem;margin:0 auto">` +
    `<h1 style="font-size:1.5rem;line-height:1.4;margin:0 0 1rem">${escaped(rendering.title)}</h1>` +
    `${parts.join('')}</main>` +
    `<footer style="max-width:40rem;margin:2rem auto 0;padding-top:1rem;border-top:1px solid">${footer.join('')}</footer>` +
    `</body></html>`
  );
}
