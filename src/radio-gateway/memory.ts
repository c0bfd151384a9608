import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { radioCommandStatusSchema, radioEndings, type RadioStationState } from '../wire/radio.js';

const taken = z.object({ sequence: z.number().int(), nonce: z.string(), at: z.number() });
type Taken = z.infer<typeof taken>;

/** What is remembered of a command: enough to never play it twice, and to say what became of it. */
const record = radioCommandStatusSchema.extend({
  /** SHA-256 over all that decides what sounds where; a known id with another one is refused. */
  fingerprint: z.string(),
  at: z.number(),
  by: z.enum(radioEndings).nullable(),
});
export type CommandRecord = z.infer<typeof record>;

const line = z.union([z.object({ taken }), z.object({ record })]);
type Line = z.infer<typeof line>;

export interface Memory {
  lastSequence(): number;
  hasNonce(nonce: string): boolean;
  /** On the disk when it returns; remembered while the gateway lives, also where it throws. */
  take(taken: Taken): void;
  read(commandId: string): CommandRecord | undefined;
  /** On the disk when it returns. */
  write(record: CommandRecord): void;
  /** What has happened already: remembered also where the disk takes it no more, which throws. */
  note(record: CommandRecord): void;
  close(): void;
}

/** Command ids are kept for two days: the protocol promises one. Nonces for an hour: the window is two minutes. */
const recordLife = 48 * 60 * 60_000;
const nonceLife = 60 * 60_000;

/** Whole lines only: a power cut leaves at most a torn last one, of a command that was not answered. */
function readLines(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1)
    .map((each) => line.parse(JSON.parse(each)));
}

function put(file: number, lines: readonly Line[]): void {
  writeSync(file, lines.map((each) => `${JSON.stringify(each)}\n`).join(''));
  fsyncSync(file);
}

/** The journal anew with what still counts; a crash on the way leaves the old one. */
function rewrite(path: string, lines: readonly Line[]): number {
  const file = openSync(`${path}.new`, 'w', 0o600);
  put(file, lines);
  closeSync(file);
  renameSync(`${path}.new`, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
  return openSync(path, 'a', 0o600);
}

/** What a station has behind it is not interrupted any more. */
export const isOver = (state: RadioStationState): boolean =>
  state === 'heard' || state === 'silent' || state === 'siren-only';

/** A broadcast that was sounding or waiting when the power went is never taken up again by itself (safety R8). */
const afterReboot = (known: CommandRecord, now: number): CommandRecord =>
  known.state !== 'queued' && known.state !== 'playing'
    ? known
    : {
        ...known,
        state: 'interrupted',
        by: 'reboot',
        stations: known.stations.map((station) =>
          isOver(station.state) ? station : { ...station, state: 'interrupted', at: now },
        ),
      };

/**
 * The gateway's memory: the highest sequence, fresh nonces, and every command of the last two days. With a path it is
 * a journal, flushed before anything acts on it, so that a reboot lets nothing play twice (R13); without, in memory.
 */
export function openMemory(path: string | null, now: () => number): Memory {
  let last = 0;
  const nonces = new Map<string, number>();
  const records = new Map<string, CommandRecord>();
  const learn = (each: Line): void => {
    if ('record' in each) {
      records.delete(each.record.commandId);
      records.set(each.record.commandId, each.record);
      return;
    }
    last = Math.max(last, each.taken.sequence);
    nonces.set(each.taken.nonce, each.taken.at);
  };
  const forgetOld = (): void => {
    for (const [nonce, at] of nonces) {
      if (now() - at <= nonceLife) break;
      nonces.delete(nonce);
    }
    for (const [id, { at }] of records) {
      if (now() - at <= recordLife) break;
      records.delete(id);
    }
  };
  let file: number | null = null;
  if (path !== null) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    readLines(path).forEach(learn);
    for (const [id, known] of records) records.set(id, afterReboot(known, now()));
    forgetOld();
    const kept = [...nonces].map(([nonce, at]): Line => ({ taken: { sequence: last, nonce, at } }));
    if (kept.length === 0 && last > 0) kept.push({ taken: { sequence: last, nonce: '', at: 0 } });
    file = rewrite(path, [...kept, ...[...records.values()].map((each): Line => ({ record: each }))]);
  }
  const keep = (each: Line): void => {
    if (file !== null) put(file, [each]);
  };
  return {
    lastSequence: () => last,
    hasNonce: (nonce) => nonces.has(nonce),
    take: (each) => {
      forgetOld();
      learn({ taken: each });
      keep({ taken: each });
    },
    read: (commandId) => records.get(commandId),
    write: (each) => {
      keep({ record: each });
      learn({ record: each });
    },
    note: (each) => {
      learn({ record: each });
      keep({ record: each });
    },
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
