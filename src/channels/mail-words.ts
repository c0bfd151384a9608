import { paths } from '../platform/paths.js';
import { loadResidentPhrases, type ResidentPhrases } from '../platform/resident-phrases.js';
import { loadSentences } from '../platform/sentences.js';

/** What stands under every mail beside the approved text. */
export interface MailWords {
  readonly phrases: Pick<ResidentPhrases, 'say'>;
  /** Under a fax, which is in Japanese, and across it in a drill. */
  readonly fax: { readonly footer: string; readonly drill: string };
}

export function loadMailWords(): MailWords {
  const say = loadSentences(paths.locales);
  return {
    phrases: loadResidentPhrases(paths.locales),
    fax: { footer: say('ja', 'mail.fax-footer'), drill: say('ja', 'mail.drill-mark') },
  };
}
