import type { RadioCommand } from '../wire/radio.js';

/** Loudspeakers that sound together; `stations` are those of the broadcast. */
export interface SpeakerGroup {
  readonly id: string;
  readonly stations: readonly string[];
}

/** One stretch of sound on some groups at once. */
export interface Part {
  readonly command: RadioCommand;
  readonly part: 'siren' | 'speech';
  readonly groups: readonly SpeakerGroup[];
  /** 16 kHz, 16 bit, mono; null where there is no sound file and the driver speaks the command's script itself. */
  readonly samples: Int16Array | null;
  /** How long it sounds. */
  readonly seconds: number;
}

/** `seconds` is what was really played; `failed` means that it did not sound to its end and nobody stopped it. */
export interface PartEnd {
  readonly result: 'played' | 'stopped' | 'failed';
  readonly seconds: number;
}

export interface Playing {
  /** Never rejects. Resolves within a second after `stop`. */
  readonly done: Promise<PartEnd>;
  /** Silence at once; a second call does nothing. */
  stop(): void;
}

/** What a station last said of itself; null where this kind of station doesn't say. */
export interface AnswerBack {
  readonly battery: 'good' | 'low' | null;
  readonly lastPollAt: number | null;
  /** False when the station was asked and did not answer. */
  readonly answers: boolean;
}

/** What stands between the gateway and one kind of loudspeakers (docs/channels/radio-driver.md). */
export interface RadioDriver {
  /** It has a voice of its own and needs no sound file. */
  readonly speaks: boolean;
  /** How many broadcasts can sound at once: 1 where all loudspeakers hang on one line. */
  readonly lines: number;
  play(part: Part): Playing;
  answerBack?(station: string): AnswerBack;
  close(): void;
}
