/** Scripts that one of our languages has to itself. */
const scripts: readonly (readonly [RegExp, string])[] = [
  [/[\u0900-\u097f]/u, 'ne'],
  [/[\uac00-\ud7af\u1100-\u11ff]/u, 'ko'],
  [/[\u0e00-\u0e7f]/u, 'th'],
  [/[\u1000-\u109f]/u, 'my'],
  [/[\u1780-\u17ff]/u, 'km'],
  [/[\u0d80-\u0dff]/u, 'si'],
  [/[\u0400-\u04ff]/u, 'mn'],
];

/** Frequent words of the languages that share Latin letters; the one with most of them wins, English where none has any. */
const words: readonly (readonly [string, RegExp])[] = [
  [
    'pt-BR',
    /\b(?:não|os|da|do|das|dos|em|você|para|perigo|agora|está|estão|saia|fique|perto|foi)\b|[ãõç]/giu,
  ],
  ['es', /\b(?:el|los|las|del|en|y|para|peligro|ahora|está|están|salga|cerca|fue|usted)\b|[ñ¿¡]/giu],
  ['tl', /\b(?:ang|ng|mga|sa|na|ay|huwag|ngayon|kayo|po|lugar|lumikas|kung|may)\b/giu],
  ['id', /\b(?:yang|di|dan|dari|segera|jangan|anda|tempat|bahaya|untuk|ini|ada|mengungsi|telah)\b/giu],
  ['en', /\b(?:the|is|are|of|and|to|in|now|not|do|you|from|has|been)\b/giu],
];

const latin = (text: string): string => {
  if (/[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu.test(text)) return 'vi';
  const counts = words.map(([language, pattern]) => [language, text.match(pattern)?.length ?? 0] as const);
  const [first] = counts.toSorted((a, b) => b[1] - a[1]);
  return first === undefined || first[1] === 0 ? 'en' : first[0];
};

/** Characters that only the traditional or only the simplified script has, of those that messages hold. */
const traditional = /[請離難災險區體開關時間發報與這點電話號讓災學國會後處應對從們個為無見門車長]/gu;
const simplified = /[请离难险区体开关时间发报与这点电话号让学国会后处应对从们个为无见门车长]/gu;
const only = (text: string, ours: RegExp, theirs: RegExp): number =>
  (text.match(ours) ?? []).filter((sign) => !new RegExp(theirs.source, 'u').test(sign)).length;
const chinese = (text: string): string =>
  only(text, traditional, simplified) > only(text, simplified, traditional) ? 'zh-Hant' : 'zh-Hans';

/**
 * The language of a text for the phones on the page, from its script and a few words: an SMS does not carry its
 * language. ja-easy is Japanese written with spaces between the words. Returns one of our language tags.
 */
export function guessLanguage(text: string): string {
  const own = scripts.find(([script]) => script.test(text));
  if (own !== undefined) return own[1];
  if (/[\u3040-\u30ff]/u.test(text)) {
    const spaces =
      text.match(/[\u3040-\u30ff\u4e00-\u9fff][ \u3000](?=[\u3040-\u30ff\u4e00-\u9fff])/gu)?.length ?? 0;
    return spaces > text.length / 20 ? 'ja-easy' : 'ja';
  }
  // A text in Latin letters may quote a Japanese term (高齢者等避難): only where the signs are many is it Chinese.
  const letters = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  const signs = text.match(/[\u4e00-\u9fff]/gu)?.length ?? 0;
  return signs > 0 && signs >= letters / 2 ? chinese(text) : latin(text);
}
