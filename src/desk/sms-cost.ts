import { isLanguage } from '../domain/language.js';
import { renderingFor, type Rendering } from '../domain/rendering.js';
import { countByLanguage } from '../store/phone.store.js';
import type { Tx } from '../store/store.js';
import type { SmsCostShape } from '../wire/message.js';
import type { DeskDeps } from './desk.js';

/**
 * What a message's SMS would cost now: one message an address, as many segments each as its language's text has. A price
 * stands only where the town configured the one it agreed with its provider; null where nothing goes by SMS.
 */
export async function smsCost(
  { smsPrice }: Pick<DeskDeps, 'smsPrice'>,
  tx: Tx,
  renderings: readonly Rendering[],
  districts: readonly string[],
): Promise<SmsCostShape | null> {
  if (!renderings.some(({ channel }) => channel === 'sms')) return null;
  const counts = await countByLanguage(tx, 'sms', districts);
  let [messages, segments] = [0, 0];
  for (const { language, addresses } of counts) {
    const text = renderingFor(renderings, 'sms', isLanguage(language) ? language : 'ja');
    messages += addresses;
    segments += addresses * (text?.size ?? 0);
  }
  const price = smsPrice ? { amount: segments * smsPrice.perSegment, currency: smsPrice.currency } : null;
  return { messages, segments, price };
}
