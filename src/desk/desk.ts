// The desk: every officer's command. One transaction each: new status, frozen version, renderings, deliveries, log entries.
import type { ChannelId, RadioVoice, TextLimits } from '../domain/channel.js';
import type { Officer } from '../domain/officer.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import type { Town } from '../domain/town.js';
import type { World } from '../domain/world.js';
import type { Clock } from '../platform/clock.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import type { Speech } from '../speech/speech.js';
import { appendLog, type LogInput } from '../store/log.store.js';
import type { Store, Tx } from '../store/store.js';

/** What the desk's commands are made of. */
export interface DeskDeps {
  readonly store: Store;
  readonly town: Town;
  readonly phrasebook: Phrasebook;
  readonly limits: Readonly<Record<ChannelId, TextLimits>>;
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly world: World;
  readonly say: Say;
  /** null where this machine has no voice, and where nobody listens. */
  readonly speech: Speech | null;
  readonly radioVoice: RadioVoice;
  /** What the town pays for a segment of an SMS; absent where it did not say. */
  readonly smsPrice?: { readonly perSegment: number; readonly currency: string } | undefined;
}

/** Who commands, and when it happens: `at` is the scenario's time in a drill, `now` always the clock's. */
export interface Context {
  readonly officer: Officer;
  readonly now: number;
  readonly at: number;
}

/** A context of the present. */
export const present = (deps: DeskDeps, officer: Officer): Context => {
  const now = deps.clock.now();
  return { officer, now, at: now };
};

/** A log entry of a command, in the officer's name. */
export const logCommand = (tx: Tx, ctx: Context, entry: Omit<LogInput, 'at' | 'enteredAt' | 'actor'>) =>
  appendLog(tx, { at: ctx.at, enteredAt: ctx.now, actor: ctx.officer.name, ...entry });
