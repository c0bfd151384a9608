import { closeSync, constants, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { writeWav } from '../formats/wav.js';
import { sha256 } from '../platform/digest.js';
import type { RadioVolume } from '../wire/radio.js';
import { audioRate } from './audio-store.js';
import type { Part, PartEnd, Playing, RadioDriver } from './driver.js';
import { pace } from './pace.js';

interface LineOutOptions {
  /** A folder that gets a WAV a part, or a named pipe that another program reads (`aplay -t raw -f S16_LE -r 16000`). */
  readonly to: { readonly directory: string } | { readonly pipe: string };
  readonly gain: Readonly<Record<RadioVolume, number>>;
  readonly now: () => number;
}

/** Milliseconds of sound that are written to the pipe at a time. */
const piece = 100;
const samplesPerPiece = (audioRate * piece) / 1000;

const louder = (samples: Int16Array, gain: number): Int16Array => {
  const factor = 10 ** (gain / 20);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * factor))));
};

/** `2026…-siren-north+south-<command>.wav`: in the order of sounding, and readable by people. */
const nameOf = ({ command, part, groups }: Part, at: number): string =>
  `${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}-${part}-${groups.map(({ id }) => id).join('+')}-${sha256(command.commandId).slice(0, 12)}.wav`;

/** Writes the whole file at once, under its name only when it is complete; takes as long as it sounds. */
function writeFile(directory: string, part: Part, samples: Int16Array, at: number): boolean {
  try {
    const path = join(directory, nameOf(part, at));
    writeFileSync(`${path}.new`, writeWav({ sampleRate: audioRate, samples }), { flush: true });
    renameSync(`${path}.new`, path);
    return true;
  } catch {
    // Told to people as a broadcast that did not sound (PartEnd `failed`).
    return false;
  }
}

/** Opens the pipe without waiting; null where nobody reads it. */
function openPipe(path: string): number | null {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/** A pipe that stays open from part to part: its reader would take a close for the end, and be gone when the words begin. */
function createPipe(path: string): { write(bytes: Buffer): boolean; close(): void } {
  let file: number | null = null;
  const close = (): void => {
    if (file !== null) closeSync(file);
    file = null;
  };
  const tryWrite = (bytes: Buffer): boolean => {
    file ??= openPipe(path);
    if (file === null) return false;
    try {
      if (writeSync(file, bytes) === bytes.length) return true;
    } catch {
      // The reader is gone, or has not read for seconds.
    }
    close();
    return false;
  };
  // A second time, because there may be another reader, or another pipe of that name, since the last broadcast.
  return { write: (bytes) => tryWrite(bytes) || tryWrite(bytes), close };
}

const bytesOf = (samples: Int16Array, n: number): Buffer => {
  const some = samples.subarray(n * samplesPerPiece, (n + 1) * samplesPerPiece);
  return Buffer.from(some.buffer, some.byteOffset, some.byteLength);
};

/** A console's line input: one line, so groups only tell the console's operator what is meant for whom. No voice, no answer-back. */
export function createLineOutDriver({ to, gain, now }: LineOutOptions): RadioDriver {
  if ('directory' in to) mkdirSync(to.directory, { recursive: true });
  const pipe = 'pipe' in to ? createPipe(to.pipe) : null;
  const begin = (part: Part, samples: Int16Array): ((n: number) => boolean) => {
    if (pipe !== null) return (n) => pipe.write(bytesOf(samples, n));
    const written = 'directory' in to && writeFile(to.directory, part, samples, now());
    return () => written;
  };

  const play = (part: Part): Playing => {
    const { promise, resolve } = Promise.withResolvers<PartEnd>();
    const samples = louder(part.samples ?? new Int16Array(0), gain[part.command.volume]);
    const send = begin(part, samples);
    const paced = pace({
      every: piece,
      pieces: Math.ceil(samples.length / samplesPerPiece),
      send,
      done: (result, sent) => {
        resolve({ result: part.samples === null ? 'failed' : result, seconds: (sent * piece) / 1000 });
      },
    });
    return { done: promise, stop: paced.stop };
  };
  return { speaks: false, lines: 1, play, close: () => pipe?.close() };
}
