import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { radioHolders, type RadioHolder } from '../wire/radio.js';
import type { Gateway } from './gateway.js';

/** Milliseconds between two looks. */
const interval = 200;

const stopFile = (dataDir: string): string => join(dataDir, 'control', 'STOP');
const holderFile = (dataDir: string): string => join(dataDir, 'control', 'holder');

const makeFolder = (dataDir: string) => mkdirSync(join(dataDir, 'control'), { recursive: true, mode: 0o700 });

/** The emergency stop: a file, so that it works without the hub, without a network, and outlives a reboot. */
export function setStop(dataDir: string, on: boolean): void {
  makeFolder(dataDir);
  if (on) writeFileSync(stopFile(dataDir), '');
  else rmSync(stopFile(dataDir), { force: true });
}

/** Who holds the line, as a driver or console wrote it down; what cannot be understood is somebody. */
function readHolder(dataDir: string): RadioHolder | null {
  let text: string;
  try {
    text = readFileSync(holderFile(dataDir), 'utf8').trim();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'other';
  }
  if (text === '') return null;
  return radioHolders.find((holder) => holder === text) ?? 'other';
}

/**
 * Watches the folder `control` of the data directory: `STOP` silences everything for as long as it is there, `holder`
 * names who else has the line (J-ALERT, the fire headquarters, a microphone).
 */
export function watchControl(
  dataDir: string,
  gateway: Pick<Gateway, 'halt' | 'hold'>,
): { stopNow(): void; close(): void } {
  makeFolder(dataDir);
  let halted = false;
  let holder: RadioHolder | null = null;
  const look = (): void => {
    const stop = existsSync(stopFile(dataDir));
    const held = readHolder(dataDir);
    if (stop !== halted) gateway.halt((halted = stop));
    if (held !== holder) gateway.hold((holder = held));
  };
  look();
  const timer = setInterval(look, interval);
  return {
    stopNow: () => {
      setStop(dataDir, true);
      look();
    },
    close: () => clearInterval(timer),
  };
}
