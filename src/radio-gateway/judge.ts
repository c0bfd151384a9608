import { canonicalJson } from '../domain/canonical.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { radioLife } from '../formats/radio-command.js';
import { sha256 } from '../platform/digest.js';
import type { RadioCommand } from '../wire/radio.js';
import { audioRate, type AudioStore } from './audio-store.js';
import type { RadioDriver } from './driver.js';
import { groupsOf, planOf, planSeconds, type Step } from './plan.js';
import type { GatewaySettings, SirenSound } from './settings.js';
import { spokenSeconds } from './spoken-seconds.js';

interface JudgeParts {
  readonly settings: GatewaySettings;
  readonly audio: AudioStore;
  readonly driver: RadioDriver;
}

/** The samples of both parts; null where the loudspeakers make them. */
export interface Sounds {
  readonly siren: Int16Array | null;
  readonly speech: Int16Array | null;
}

/** What a start would play. */
interface Judged {
  readonly steps: readonly Step[];
  readonly sounds: Sounds;
}

/** How far a sound file may differ in length from what the command says. Seconds. */
const lengthTolerance = 0.5;

/**
 * All that decides what sounds where: the same command id with another one is another broadcast. Not when it ends: that is
 * the version's, and told anew by the hub's clock with each transmission.
 */
export const fingerprintOf = (command: RadioCommand): string => {
  const { stations, versionId, alertId, status, textDigest, audio, volume, urgency } = command;
  return sha256(canonicalJson({ stations, versionId, alertId, status, textDigest, audio, volume, urgency }));
};

/** Says what a genuine command would make sound, or why it would not. */
export function createJudge({ settings, audio, driver }: JudgeParts) {
  /** The samples of the command's sound file, null where it has none; or why it cannot be said. */
  const fileOf = ({ audio: file, script }: RadioCommand): Int16Array | null | Refusal => {
    if (file === null) return null;
    const samples = audio.samples(file.sha256);
    if (samples === null) return refuse('radio.audio-missing');
    const fits = Math.abs(samples.length / audioRate - file.seconds) <= lengthTolerance;
    const holds = file.sirenSeconds < file.seconds && (file.sirenSeconds === 0 || script.siren !== 'none');
    return fits && holds ? samples : refuse('radio.audio-mismatch');
  };

  /** The siren: the sound file's own, or the gateway's. One that nobody can sound is refused, never left out. */
  const sirenOf = (
    { script, audio: file }: RadioCommand,
    samples: Int16Array | null,
  ): SirenSound | Refusal => {
    if (script.siren === 'none') return { seconds: 0, samples: null };
    const inFile = file?.sirenSeconds ?? 0;
    if (inFile > 0)
      return { seconds: inFile, samples: samples?.subarray(0, Math.round(inFile * audioRate)) ?? null };
    const own = settings.siren(script.siren);
    return own === null || (own.samples === null && !driver.speaks) ? refuse('radio.unknown-siren') : own;
  };

  return (command: RadioCommand, halted: boolean): Judged | Refusal => {
    if (halted) return refuse('radio.halted');
    if (!settings.accepts.includes(command.status)) return refuse('radio.wrong-world');
    if (radioLife(command) <= 0) return refuse('radio.expired');
    const samples = fileOf(command);
    if (isRefusal(samples)) return samples;
    const siren = sirenOf(command, samples);
    const { stations, script, audio: file } = command;
    // Nobody here can say the words: the siren that was ordered sounds without them, and the readback says so.
    const wordless = file === null && !driver.speaks;
    if (wordless && (isRefusal(siren) || siren.seconds === 0)) return refuse('radio.cannot-speak');
    if (isRefusal(siren)) return siren;
    const steps = planOf(groupsOf(settings.groups, stations), {
      speechAtOnce: settings.speechAtOnce,
      sirenSeconds: siren.seconds,
      speechSeconds: wordless ? 0 : file === null ? spokenSeconds(script) : file.seconds - file.sirenSeconds,
    });
    const speech = samples?.subarray(Math.round((file?.sirenSeconds ?? 0) * audioRate)) ?? null;
    const sounds = { siren: siren.samples, speech };
    return planSeconds(steps) > settings.mostSeconds ? refuse('radio.too-long') : { steps, sounds };
  };
}
