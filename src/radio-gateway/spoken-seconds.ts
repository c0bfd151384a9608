import { chimeSeconds } from '../domain/spoken-pace.js';
import type { RadioCommand } from '../wire/radio.js';

/** Characters a second of slow outdoor speech (our own choice). */
const kanaPerSecond = 6;
const lettersPerSecond = 12;

/** Seconds that a driver with a voice needs for a script: chime, Japanese lines `repeat` times, the rest once, chime. */
export function spokenSeconds(script: RadioCommand['script']): number {
  let seconds = script.chime === 'none' ? 0 : 2 * chimeSeconds;
  for (const { language, text, reading } of script.lines) {
    const japanese = language === 'ja' || language === 'ja-easy';
    const spoken = japanese ? (reading ?? text).length / kanaPerSecond : text.length / lettersPerSecond;
    seconds += spoken * (japanese ? script.repeat : 1);
  }
  return Math.round(seconds * 10) / 10;
}
