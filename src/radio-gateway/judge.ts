import { canonicalJson } from '../domain/canonical.js';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import { sha256 } from '../platform/digest.js';
import type { RadioCommand } from '../wire/radio.js';
import { audioRate, type AudioStore } from './audio-store.js';
import type { RadioDriver } from './driver.js';
import { groupsOf, planOf, planSeconds, type Step } from './plan.js';
import type { GatewaySettings } from './settings.js';
import { spokenSeconds } from './spoken-seconds.js';

interface JudgeParts {
  readonly settings: GatewaySettings;
  readonly audio: AudioStore;
  readonly driver: RadioDriver;
  readonly now: () => number;
}

/** What a start would play. */
interface Judged {
  readonly steps: readonly Step[];
  readonly samples: Int16Array | null;
}

/** How far a sound file may differ in length from what the command says. Seconds. */
const lengthTolerance = 0.5;

/** All that decides what sounds where: the same command id with another one is another broadcast. */
export const fingerprintOf = (command: RadioCommand): string => {
  const { stations, versionId, alertId, status, textDigest, audio, volume, urgency, expiresAt } = command;
  return sha256(
    canonicalJson({ stations, versionId, alertId, status, textDigest, audio, volume, urgency, expiresAt }),
  );
};

/** Says what a genuine command would make sound, or why it would not. */
export function createJudge({ settings, audio, driver, now }: JudgeParts) {
  const stepsOf = ({ stations, script, audio: file }: RadioCommand): readonly Step[] =>
    planOf(groupsOf(settings.groups, stations), {
      speechAtOnce: settings.speechAtOnce,
      sirenSeconds: file?.sirenSeconds ?? (script.siren === 'none' ? 0 : settings.sirenSeconds(script.siren)),
      speechSeconds: file === null ? spokenSeconds(script) : file.seconds - file.sirenSeconds,
    });

  /** The samples of the command's sound file, null where it has none; or why it cannot be said. */
  const soundOf = (command: RadioCommand): Int16Array | null | Refusal => {
    if (command.audio === null) return driver.speaks ? null : refuse('radio.cannot-speak');
    const { sha256: digest, seconds, sirenSeconds } = command.audio;
    const samples = audio.samples(digest);
    if (samples === null) return refuse('radio.audio-missing');
    const fits = Math.abs(samples.length / audioRate - seconds) <= lengthTolerance && sirenSeconds < seconds;
    return fits ? samples : refuse('radio.audio-mismatch');
  };

  return (command: RadioCommand, halted: boolean): Judged | Refusal => {
    if (halted) return refuse('radio.halted');
    if (!settings.accepts.includes(command.status)) return refuse('radio.wrong-world');
    if (command.expiresAt <= now()) return refuse('radio.expired');
    const samples = soundOf(command);
    if (isRefusal(samples)) return samples;
    const steps = stepsOf(command);
    return planSeconds(steps) > settings.mostSeconds ? refuse('radio.too-long') : { steps, samples };
  };
}
