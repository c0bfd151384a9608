import type { Channel, RadioVoice } from '../domain/channel.js';

/** A gateway that doesn't say is not waited for longer: an order is being submitted. Milliseconds. */
const patience = 2000;

/** What the hub knows of the voice behind its radio; a hub without a radio needs no sound. */
export function createRadioVoice(channels: readonly Channel[]): RadioVoice {
  const radio = channels.find(({ readVoice }) => readVoice !== undefined);
  let speaks: boolean | null = null;
  const needsSound = (): boolean => radio !== undefined && speaks !== true;

  async function askNeedsSound(): Promise<boolean> {
    const signal = AbortSignal.timeout(patience);
    const late = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));
    // What it said last stands, where it cannot be asked now.
    speaks = (await Promise.race([radio?.readVoice?.(signal) ?? null, late])) ?? speaks;
    return needsSound();
  }

  return {
    askNeedsSound,
    needsSound: () => {
      if (speaks === null) void askNeedsSound();
      return needsSound();
    },
  };
}
