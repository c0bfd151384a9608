import { paths } from '../platform/paths.js';
import { loadSentences } from '../platform/sentences.js';

/** What stands under every mail beside the approved text; in Japanese and English, which is what we can vouch for. */
export interface MailWords {
  readonly ja: { readonly unsubscribe: string; readonly noReply: string };
  readonly en: { readonly unsubscribe: string; readonly noReply: string };
  /** Under a fax, which is in Japanese, and across it in a drill. */
  readonly fax: { readonly footer: string; readonly drill: string };
}

export function loadMailWords(): MailWords {
  const say = loadSentences(paths.locales);
  const of = (language: 'ja' | 'en') => ({
    unsubscribe: say(language, 'mail.unsubscribe'),
    noReply: say(language, 'mail.no-reply'),
  });
  return {
    ja: of('ja'),
    en: of('en'),
    fax: { footer: say('ja', 'mail.fax-footer'), drill: say('ja', 'mail.drill-mark') },
  };
}
