/**
 * The language of a text for the phones on the page, from its script alone: an SMS does not carry its language.
 * ja-easy is Japanese written with spaces between the words. Returns one of our language tags.
 */
export function guessLanguage(text: string): string {
  if (/[\u0900-\u097f]/u.test(text)) return 'ne';
  if (/[\u3040-\u30ff]/u.test(text)) {
    const spaces =
      text.match(/[\u3040-\u30ff\u4e00-\u9fff][ \u3000](?=[\u3040-\u30ff\u4e00-\u9fff])/gu)?.length ?? 0;
    return spaces > text.length / 20 ? 'ja-easy' : 'ja';
  }
  if (/[\u4e00-\u9fff]/u.test(text)) return 'zh-Hans';
  if (/[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu.test(text)) return 'vi';
  return 'en';
}
