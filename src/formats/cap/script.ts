/** Scripts by primary language: those of the world's alerts and of Japan's residents. */
const scriptsOf: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    // prettier-ignore
    [
      'en', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'sv', 'nb', 'nn', 'no', 'da', 'fi', 'is', 'pl', 'cs', 'sk', 'sl', 'hr',
      'hu', 'ro', 'et', 'lv', 'lt', 'tr', 'vi', 'id', 'ms', 'tl', 'fil', 'sw', 'so', 'mi', 'fj', 'sm', 'to',
    ].map((language) => [language, ['Latin']]),
  ),
  ja: ['Han', 'Hiragana', 'Katakana'],
  zh: ['Han', 'Bopomofo'],
  ko: ['Hangul', 'Han'],
  ...{ hi: ['Devanagari'], ne: ['Devanagari'], mr: ['Devanagari'] },
  ...{
    ru: ['Cyrillic'],
    uk: ['Cyrillic'],
    be: ['Cyrillic'],
    bg: ['Cyrillic'],
    mn: ['Cyrillic', 'Mongolian'],
  },
  ...{ ar: ['Arabic'], fa: ['Arabic'], ur: ['Arabic'], ps: ['Arabic'] },
  ...{
    th: ['Thai'],
    lo: ['Lao'],
    km: ['Khmer'],
    my: ['Myanmar'],
    bn: ['Bengali'],
    ta: ['Tamil'],
    te: ['Telugu'],
  },
  ...{ si: ['Sinhala'], dv: ['Thaana'], el: ['Greek'], he: ['Hebrew'], ka: ['Georgian'], hy: ['Armenian'] },
  ...{ am: ['Ethiopic'], ti: ['Ethiopic'], bo: ['Tibetan'], dz: ['Tibetan'] },
};

/** Script subtags (ISO 15924) that overrule the language's own. */
const subtags: Readonly<Record<string, readonly string[]>> = {
  latn: ['Latin'],
  cyrl: ['Cyrillic'],
  arab: ['Arabic'],
  deva: ['Devanagari'],
  hans: ['Han'],
  hant: ['Han'],
  hira: ['Hiragana'],
  kana: ['Katakana'],
  jpan: ['Han', 'Hiragana', 'Katakana'],
};

/** Shorter texts may be a name. */
const enoughLetters = 10;
/** Names in other scripts stand in every language; less than this share of its own is no text in it. */
const ownShare = 0.2;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

function scriptsFor(tag: string): readonly string[] | undefined {
  const [language = '', ...rest] = tag.toLowerCase().split('-');
  const subtag = rest.find((part) => Object.hasOwn(subtags, part));
  if (subtag !== undefined) return subtags[subtag];
  return Object.hasOwn(scriptsOf, language) ? scriptsOf[language] : undefined;
}

const patterns = new Map<readonly string[], RegExp>();
function patternOf(scripts: readonly string[]): RegExp {
  const known = patterns.get(scripts);
  if (known) return known;
  const made = new RegExp(scripts.map((script) => `\\p{Script=${script}}`).join('|'), 'gu');
  patterns.set(scripts, made);
  return made;
}

/**
 * True where a text can't be in the language of the tag, by its letters alone: hardly any of the language's scripts,
 * or kana in what is said to be Chinese. Languages that are not in the table are never doubted.
 */
export function scriptMismatch(tag: string, text: string): boolean {
  const scripts = scriptsFor(tag);
  const letters = count(text, /\p{L}/gu);
  if (!scripts || letters < enoughLetters) return false;
  const own = count(text, patternOf(scripts));
  const kana = tag.toLowerCase().startsWith('zh')
    ? count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
    : 0;
  return own < letters * ownShare || kana > letters * ownShare;
}
