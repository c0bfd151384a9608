/**
 * The radio gateway: takes the hub's signed commands, reads back what it will do, and plays broadcasts on the town's
 * loudspeakers through a driver, one speaker group after the other. `todoku radio-gateway` runs it as a daemon; the
 * virtual town runs the same code on loudspeakers of its own.
 */
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import {
  radioActions,
  type RadioAction,
  type RadioCommand,
  type RadioCommandStatus,
  type RadioGatewayStatus,
  type RadioHolder,
  type RadioReadback,
  type RadioStations,
} from '../wire/radio.js';
import type { AudioStore } from './audio-store.js';
import type { Broadcast } from './broadcast.js';
import { createCommandCheck } from './command-check.js';
import type { RadioDriver } from './driver.js';
import { problem, signed, type Exchange, type GatewayReply } from './exchange.js';
import { createJudge, fingerprintOf } from './judge.js';
import type { CommandRecord, Memory } from './memory.js';
import { heardBy, planSeconds } from './plan.js';
import { createPlayer } from './player.js';
import type { GatewaySettings } from './settings.js';

export interface GatewayParts {
  readonly settings: GatewaySettings;
  readonly memory: Memory;
  readonly audio: AudioStore;
  readonly driver: RadioDriver;
  /** The process's clock (ADR 0019). */
  readonly now: () => number;
  /** The time of day, by which a command is fresh: a clock that is set right after the start counts. */
  readonly wall?: () => number;
  /** Told of every broadcast that ended. */
  readonly onEnd?: (record: CommandRecord) => void;
  /** Told when the disk did not take how something ended. */
  readonly onUnwritten?: (error: unknown) => void;
}

export interface Gateway {
  /** Synchronous: what it takes is on the disk, and sounds or is queued, when it returns. */
  answer(ask: Exchange): GatewayReply;
  /** Why a sound file would not be taken, before a byte of it is read; null where it would. */
  refuseUpload(ask: Exchange): GatewayReply | null;
  hold(holder: RadioHolder | null): void;
  halt(on: boolean): void;
  sounding(): readonly Broadcast[];
  /** Nothing sounds, and nothing waits for the line. */
  isIdle(): boolean;
  close(): void;
}

const waiting: ReadonlySet<string> = new Set(['prepared', 'queued', 'playing']);

const statusOf = ({ commandId, state, by, stations }: CommandRecord): RadioCommandStatus => ({
  commandId,
  state,
  by,
  stations,
});

export function createGateway(parts: GatewayParts): Gateway {
  const { settings, memory, audio, driver, now } = parts;
  const check = createCommandCheck(settings, memory, { now, wall: parts.wall ?? now });
  const judge = createJudge(parts);
  const played = new Map<string, number>();
  const player = createPlayer({
    ...{ driver, now },
    keep: (record) => count(record, memory.write),
    note: (record) => {
      try {
        count(record, memory.note);
      } catch (error) {
        parts.onUnwritten?.(error);
      }
    },
  });
  const stationIds = settings.groups.flatMap(({ stations }) => stations);

  /** Writes a record down, and adds what its stations played since to their totals. */
  function count(record: CommandRecord, write: (record: CommandRecord) => void): void {
    const before = new Map(memory.read(record.commandId)?.stations.map(({ id, seconds }) => [id, seconds]));
    for (const { id, seconds } of record.stations)
      played.set(id, (played.get(id) ?? 0) + seconds - (before.get(id) ?? 0));
    if (record.state !== memory.read(record.commandId)?.state && !waiting.has(record.state))
      parts.onEnd?.(record);
    write(record);
  }

  const recordOf = (commandId: string): CommandRecord | undefined =>
    player.record(commandId) ?? memory.read(commandId);
  const show = (record: CommandRecord): GatewayReply => signed(settings, statusOf(record));

  const prepare = (command: RadioCommand): GatewayReply => {
    const fingerprint = fingerprintOf(command);
    const known = recordOf(command.commandId);
    if (known !== undefined && known.fingerprint !== fingerprint)
      return problem(refuse('radio.command-conflict'));
    const judged = judge(command, player.halted);
    if (isRefusal(judged)) return problem(judged);
    const { commandId, stations, textDigest, volume, script, nonce } = command;
    if (known === undefined)
      memory.write({
        commandId,
        fingerprint,
        state: 'prepared',
        by: null,
        at: now(),
        stations: stations.map((id) => ({ id, state: 'waiting', at: now(), seconds: 0 })),
      });
    return signed(settings, {
      commandId,
      stations: heardBy('speech', judged.steps, stations),
      sirenStations: heardBy('siren', judged.steps, stations),
      textDigest,
      audioDigest: command.audio?.sha256 ?? null,
      siren: script.siren,
      volume,
      seconds: planSeconds(judged.steps),
      heldBy: player.heldBy,
      inReplyTo: nonce,
    } satisfies RadioReadback);
  };

  const start = (command: RadioCommand): GatewayReply => {
    const known = recordOf(command.commandId);
    if (known === undefined) return problem(refuse('radio.not-prepared'));
    if (known.fingerprint !== fingerprintOf(command)) return problem(refuse('radio.command-conflict'));
    if (known.state !== 'prepared') return show(known);
    const judged = judge(command, player.halted);
    if (isRefusal(judged)) return problem(judged);
    player.add(command, known, judged.steps, judged.sounds);
    return show(recordOf(command.commandId) ?? known);
  };

  const stop = (command: RadioCommand): GatewayReply => {
    const known = recordOf(command.commandId);
    if (known === undefined) return problem(refuse('radio.unknown-command'));
    player.stop(command.commandId);
    // Stopping what has not started yet bars its start, should that still be on its way.
    if (known.state === 'prepared')
      memory.note({
        ...known,
        state: 'stopped',
        by: 'hub',
        at: now(),
        stations: known.stations.map((station) => ({ ...station, state: 'stopped', at: now() })),
      });
    return show(recordOf(command.commandId) ?? known);
  };
  const act: Readonly<Record<RadioAction, (command: RadioCommand) => GatewayReply>> = {
    prepare,
    start,
    stop,
  };

  const status = (): RadioGatewayStatus => ({
    gatewayId: settings.gatewayId,
    state: player.halted
      ? 'halted'
      : player.heldBy !== null
        ? 'held'
        : player.sounding().length > 0
          ? 'speaking'
          : 'idle',
    heldBy: player.heldBy,
    queued: player.queued,
    lastSequence: memory.lastSequence(),
    stations: stationIds.length,
    speaks: driver.speaks,
  });
  const answerBack = (): RadioStations => ({
    gatewayId: settings.gatewayId,
    stations: settings.groups.flatMap(({ id: group, stations }) =>
      stations.map((id) => {
        const { battery = null, lastPollAt = null, answers = null } = driver.answerBack?.(id) ?? {};
        const seconds = Math.round((played.get(id) ?? 0) * 10) / 10;
        return { id, group, battery, lastPollAt, answers, seconds };
      }),
    ),
  });

  const read = (path: string): GatewayReply => {
    if (path === '/radio/v1/status') return signed(settings, status());
    if (path === '/radio/v1/stations') return signed(settings, answerBack());
    const id = /^\/radio\/v1\/commands\/([^/]+)$/.exec(path)?.[1];
    const record = id === undefined ? undefined : recordOf(decoded(id));
    return record === undefined ? problem(refuse('radio.unknown-command')) : show(record);
  };

  /** The digest under which a sound file may come, by what stands before it. */
  const uploadOf = (ask: Exchange): string | Refusal => {
    const digest = /^\/radio\/v1\/audio\/([0-9a-f]{64})$/.exec(ask.path)?.[1];
    if (digest === undefined) return refuse('radio.unknown-command');
    const allowed = check.upload(ask, digest);
    return isRefusal(allowed) ? allowed : digest;
  };

  const store = (ask: Exchange): GatewayReply => {
    const digest = uploadOf(ask);
    if (isRefusal(digest)) return problem(digest);
    const stored = audio.put(digest, ask.bytes ?? Buffer.from(ask.body));
    return isRefusal(stored) ? problem(stored) : signed(settings, { sha256: digest, ...stored });
  };

  return {
    answer(ask) {
      if (ask.method === 'GET') return read(ask.path);
      if (ask.method === 'PUT') return store(ask);
      const action = radioActions.find((name) => ask.path === `/radio/v1/${name}`);
      if (action === undefined || ask.method !== 'POST') return problem(refuse('radio.unknown-command'));
      const command = check.command(ask, action);
      if (isRefusal(command)) return problem(command);
      // What sounds is silent before anything is written: with a full disk the hub hears a 500, and asks again.
      if (action === 'stop') player.stop(command.commandId);
      check.take(command);
      return act[action](command);
    },
    refuseUpload(ask) {
      const digest = uploadOf(ask);
      return isRefusal(digest) ? problem(digest) : null;
    },
    hold: player.hold,
    halt: player.halt,
    sounding: player.sounding,
    isIdle: () => player.sounding().length === 0 && player.queued === 0,
    close: () => {
      player.close();
      memory.close();
    },
  };
}

/** A path segment as it was meant; one that is no UTF-8 names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}
