import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refuse, type Refusal } from '../domain/refusal.js';
import { readWav, wavSeconds } from '../formats/wav.js';
import { sha256 } from '../platform/digest.js';

/** Samples a second of the sound files that hub and gateway exchange. */
export const audioRate = 16_000;

/** Files beyond this many are given up, the oldest first: a broadcast is uploaded again when it is missing. */
const keptFiles = 200;

export interface AudioStore {
  /** Takes a file whose bytes have this digest; refuses any other, and what is no 16 kHz 16-bit mono WAV. */
  put(digest: string, bytes: Uint8Array): { readonly seconds: number } | Refusal;
  /** The samples, or null where it was never uploaded. Checked against the digest again: disks rot. */
  samples(digest: string): Int16Array | null;
}

function samplesOf(digest: string, bytes: Uint8Array): Int16Array | Refusal {
  if (sha256(bytes) !== digest) return refuse('radio.digest-mismatch');
  const wav = readWav(bytes);
  return wav === null || wav.sampleRate !== audioRate || wav.samples.length === 0
    ? refuse('radio.audio-unreadable')
    : wav.samples;
}

const readOrNull = (path: string): Uint8Array | null => {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

function prune(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith('.wav'));
  if (files.length <= keptFiles) return;
  const byAge = files
    .map((name) => ({ name, at: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => a.at - b.at);
  for (const { name } of byAge.slice(0, files.length - keptFiles))
    rmSync(join(folder, name), { force: true });
}

/** Sound files by their digest, in a folder; without one, in memory. */
export function openAudioStore(folder: string | null): AudioStore {
  const kept = new Map<string, Uint8Array>();
  if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (digest: string, bytes: Uint8Array): void => {
    if (folder === null) {
      kept.set(digest, bytes);
      for (const oldest of kept.keys()) {
        if (kept.size <= keptFiles) break;
        kept.delete(oldest);
      }
      return;
    }
    const path = join(folder, `${digest}.wav`);
    writeFileSync(`${path}.new`, bytes, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
    prune(folder);
  };
  return {
    put: (digest, bytes) => {
      const samples = samplesOf(digest, bytes);
      if ('refused' in samples) return samples;
      write(digest, bytes);
      return { seconds: wavSeconds({ sampleRate: audioRate, samples }) };
    },
    samples: (digest) => {
      const bytes = folder === null ? kept.get(digest) : readOrNull(join(folder, `${digest}.wav`));
      if (bytes === null || bytes === undefined) return null;
      const samples = samplesOf(digest, bytes);
      return 'refused' in samples ? null : samples;
    },
  };
}
