/** What a resident asks for by answering an SMS. */
export type SmsKeyword = 'stop' | 'start' | 'help';

/**
 * Twilio's English words (its default opt-out handling knows the same, docs/channels/sms.md), and the Japanese ones. A word
 * counts only when it is the whole message: 停止 inside a sentence may be about a water outage.
 */
const words: Readonly<Record<SmsKeyword, readonly string[]>> = {
  stop: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', '停止', '配信停止', 'ていし', 'ストップ'],
  start: ['start', 'unstop', 'yes', '再開', '配信再開', 'さいかい', 'スタート'],
  help: ['help', 'info', 'ヘルプ', 'へるぷ', '使い方'],
};

/** The keyword of a message, whatever its case, width and punctuation; null for any other text. */
export function smsKeyword(body: string): SmsKeyword | null {
  const text = body
    .normalize('NFKC')
    .replaceAll(/[\s\p{P}\p{Cf}]/gu, '')
    .toLowerCase();
  for (const keyword of ['stop', 'start', 'help'] as const) if (words[keyword].includes(text)) return keyword;
  return null;
}
