import type { RadioScript } from '../domain/rendering.js';

/** Seconds of a rising or falling four-note chime, and of a siren (our own choice for the drill gateway). */
const chimeSeconds = 4;
const sirenSeconds = 15;
/** Characters a second of slow outdoor speech: kana and kanji count as their readings, others by letter. */
const kanaPerSecond = 6;
const lettersPerSecond = 12;

/** Seconds that the gateway needs to say a script: siren, chime, Japanese lines `repeat` times, the rest once, chime. */
export function spokenSeconds(script: RadioScript): number {
  let seconds = script.chime === 'none' ? 0 : 2 * chimeSeconds;
  if (script.siren !== 'none') seconds += sirenSeconds;
  for (const { language, text, reading } of script.lines) {
    const japanese = language === 'ja' || language === 'ja-easy';
    const spoken = japanese ? (reading ?? text).length / kanaPerSecond : text.length / lettersPerSecond;
    seconds += spoken * (japanese ? script.repeat : 1);
  }
  return Math.round(seconds * 10) / 10;
}
