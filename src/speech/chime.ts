import { chimeSeconds } from '../domain/spoken-pace.js';
import { nextTurn } from './turn.js';
import { levelled } from './level.js';
import { rate, silence } from './wav.js';

/** ド・ミ・ソ・ド: 上りチャイム rises, 下りチャイム falls. Hertz. */
const notes = [523.25, 659.26, 783.99, 1046.5] as const;
/** Seconds from one note to the next. */
const apart = 0.6;
/** A struck bar: its overtones with their strengths, and how fast each dies away (seconds). */
const overtones = [
  { times: 1, strength: 1, dies: 0.9 },
  { times: 2, strength: 0.25, dies: 0.5 },
  { times: 4, strength: 0.12, dies: 0.2 },
] as const;
const attack = 0.006;
const fade = 0.4;

const made = new Map<'up' | 'down', Promise<Float32Array>>();

/** Four notes up before the words, four down behind them. `chimeSeconds` long, at the level of everything else. */
export function chime(direction: 'up' | 'down'): Promise<Float32Array> {
  const sound = made.get(direction) ?? strike(direction);
  made.set(direction, sound);
  return sound;
}

async function strike(direction: 'up' | 'down'): Promise<Float32Array> {
  const sound = silence(chimeSeconds);
  const order = direction === 'up' ? notes : notes.toReversed();
  for (const [n, hertz] of order.entries()) {
    await nextTurn();
    const start = Math.round(n * apart * rate);
    for (let i = start; i < sound.length; i += 1) {
      const t = (i - start) / rate;
      const rising = Math.min(1, t / attack);
      const left = Math.min(1, (sound.length - i) / rate / fade);
      for (const { times, strength, dies } of overtones)
        sound[i] =
          (sound[i] ?? 0) +
          rising * left * strength * Math.exp(-t / dies) * Math.sin(2 * Math.PI * hertz * times * t);
    }
  }
  return levelled(sound);
}
