import { join } from 'node:path';
import { ConfigError } from '../platform/config-error.js';
import type { TownReadings } from '../platform/town-readings.js';
import { debian, installedVoices, lacking, type Places } from './installed.js';
import { createSpeech, type Speech } from './speech.js';

/** Where a hub keeps its sounds and its town's dictionary, below its data directory. */
export const speechFolders = (dataDir: string) => ({
  sounds: join(dataDir, 'speech', 'sounds'),
  dictionary: join(dataDir, 'speech', 'dictionary'),
});

export interface OpenSpeechOptions {
  /** `auto` speaks where the programs are, `required` does not start without them. */
  readonly voice: 'off' | 'auto' | 'required';
  readonly dataDir: string;
  readonly megabytesMost: number;
  readonly readings: () => TownReadings;
  /** Hears of a disk that did not take a sound. */
  readonly onFault: (error: unknown) => void;
  readonly places?: Places;
}

/** The voices of this machine; null where none is wanted or none is there. @throws ConfigError where one is required */
export async function openSpeech(options: OpenSpeechOptions): Promise<Speech | null> {
  const { voice, dataDir, megabytesMost, readings, onFault, places = debian } = options;
  if (voice === 'off') return null;
  const missing = lacking(places);
  if (missing.length > 0 && voice === 'required')
    throw new ConfigError([
      `speech.voice: is required, and these packages are missing: ${missing.join(', ')}`,
    ]);
  const { sounds, dictionary } = speechFolders(dataDir);
  const known = () => {
    const { words, names } = readings();
    return [...words, ...names];
  };
  const { voices, languages } = installedVoices(dictionary, known, places);
  if (missing.length > 0) return null;
  return createSpeech({ voices, languages, folder: sounds, bytesMost: megabytesMost * 2 ** 20, onFault });
}
