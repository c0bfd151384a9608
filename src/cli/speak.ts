import { readFileSync, writeFileSync } from 'node:fs';
import { textLimits } from '../channels/text.limits.js';
import { compose } from '../compose/compose.js';
import { linesOfText } from '../compose/radio.js';
import { isLanguage } from '../domain/language.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import type { RadioScript } from '../domain/rendering.js';
import type { Config } from '../platform/config.js';
import { paths } from '../platform/paths.js';
import { loadPhrasebook } from '../platform/phrasebook.js';
import { loadSentences } from '../platform/sentences.js';
import { loadTown, type ConfiguredTown } from '../platform/town.js';
import { townReadings } from '../platform/town-readings.js';
import { openSpeech } from '../speech/open-speech.js';
import type { Broadcast, Heard } from '../speech/speech.js';
import { readMessage } from './render.js';
import { samples } from './render-all.js';
import type { Print } from './print.js';

export interface SpeakOptions {
  /** As `todoku render` takes it; a sample of the kind without. */
  readonly slots?: string;
  /** A text file instead of a kind, a sentence a line. */
  readonly text?: string;
  readonly language?: string;
  /** The WAV file to write. */
  readonly out: string;
  /** With the siren in front, as it is heard outdoors. */
  readonly siren?: boolean;
  readonly json?: boolean;
}

/** Says a kind of message, or a text, into a WAV file, and prints what is said when. Exit 0, 1 not as hoped, 2 bad input. */
export async function speakCommand(
  kind: string | undefined,
  options: SpeakOptions,
  config: Config,
  { out, err }: Print,
): Promise<number> {
  const say = loadSentences(paths.locales);
  const complain = ({ refused, vars }: Refusal, code: number): number => {
    err(say('en', refused, vars));
    return code;
  };
  const town = loadTown(paths.config, config.town);
  const script =
    options.text === undefined ? scriptOfKind(kind, options, town) : scriptOfText(options.text, options);
  if (isRefusal(script)) return complain(script, 2);
  const speech = await openSpeech({
    voice: 'auto',
    dataDir: config.dataDir,
    megabytesMost: config.speech.megabytes,
    readings: townReadings(paths.config, town),
    onFault: (error) => err(String(error)),
  });
  if (speech === null) return complain(refuse('speech.no-voice'), 1);
  const pattern = options.siren === true ? town.sirens[script.siren] : undefined;
  const broadcast = await speech.broadcast(script, { ...(pattern !== undefined && { siren: pattern }) });
  const file = broadcast && (await speech.readAudio(broadcast.audio.sha256));
  speech.close();
  if (!broadcast || !file) return complain(refuse('speech.not-spoken'), 1);
  writeFileSync(options.out, file);
  if (options.json === true) out(JSON.stringify({ script, ...broadcast }, null, 2));
  else print(script, broadcast, options.out, out);
  return broadcast.lines.some((line) => 'reading' in line && line.reading === 'differs') ? 1 : 0;
}

function scriptOfKind(
  kind: string | undefined,
  { slots }: SpeakOptions,
  town: ConfiguredTown,
): RadioScript | Refusal {
  const phrasebook = loadPhrasebook(paths.config, paths.locales);
  if (kind === undefined || !Object.hasOwn(phrasebook.kinds, kind))
    return refuse('compose.unknown-kind', { kind: kind ?? '' });
  const message =
    slots === undefined
      ? [...samples(phrasebook, town, kind)][0]?.message
      : readMessage(kind, slots, phrasebook);
  if (message === undefined || isRefusal(message)) return message ?? refuse('compose.unknown-kind', { kind });
  const composed = compose({ message, phrasebook, town, limits: textLimits, channels: ['radio'] });
  if (isRefusal(composed)) return composed;
  return composed.renderings[0]?.radio ?? refuse('speech.not-spoken');
}

function scriptOfText(file: string, { language = 'ja' }: SpeakOptions): RadioScript | Refusal {
  if (!isLanguage(language)) return refuse('speech.no-voice');
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text) => linesOfText(language, text));
  return { chime: 'up-down', siren: 'none', repeat: 1, lines };
}

const noteOf = (heard: Heard | undefined): string =>
  heard === undefined
    ? ''
    : 'unspoken' in heard
      ? `not said: ${heard.unspoken}`
      : `${heard.said}${heard.reading === 'differs' ? '   ← NOT as it is written' : ''}`;

function print(
  script: RadioScript,
  { audio, timeline, lines }: Broadcast,
  file: string,
  out: Print['out'],
): void {
  out(`${file}: ${audio.seconds.toFixed(1)} s, SHA-256 ${audio.sha256}`);
  const clock = (seconds: number): string => seconds.toFixed(1).padStart(6);
  for (const moment of timeline) {
    if (moment.part === 'pause') continue;
    const what = moment.part === 'line' ? (script.lines[moment.line]?.text ?? '') : moment.part;
    out(`${clock(moment.from)} –${clock(moment.to)}  ${what}`);
    if (moment.part === 'line') out(`                 ${noteOf(lines[moment.line])}`);
  }
  for (const heard of lines)
    if ('unspoken' in heard)
      out(`    not said     ${script.lines[heard.line]?.text ?? ''} (${heard.unspoken})`);
}
