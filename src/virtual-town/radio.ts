import { createPrivateKey, sign } from 'node:crypto';
import { isRefusal, refuse, type Refusal } from '../domain/refusal.js';
import {
  radioActions,
  radioSignatureHeader,
  type RadioAction,
  type RadioCommand,
  type RadioCommandStatus,
} from '../wire/radio.js';
import type { VirtualTownMap } from '../wire/virtual-town.js';
import { json, type Ask, type Reply, type Service } from './exchange.js';
import type { Identity } from './identity.js';
import type { Ledger } from './ledger.js';
import { createRadioCheck, openSequence } from './radio-check.js';
import { spokenSeconds } from './spoken-seconds.js';
import type { Targets } from './targets.js';

interface RadioParts {
  readonly town: VirtualTownMap;
  readonly dataDir: string | null;
  readonly identity: Identity;
  readonly ledger: Ledger;
  readonly targets: Targets;
  readonly now: () => number;
  readonly playSpeed: number;
}

/** A broadcast that the gateway has been told of. Times are milliseconds UTC. */
export interface Broadcast {
  readonly command: RadioCommand;
  readonly seconds: number;
  startedAt: number | null;
  stoppedAt: number | null;
}

export interface RadioGateway extends Service {
  /** What is being said now, newest last. */
  speaking(): readonly Broadcast[];
  close(): void;
}

const statusOf: Readonly<Record<string, number>> = {
  'radio.bad-signature': 401,
  'radio.malformed': 400,
  'radio.wrong-gateway': 400,
  'radio.replay': 409,
  'radio.command-conflict': 409,
  'radio.not-prepared': 409,
  'radio.unknown-command': 404,
};

const failures = {
  401: 'radio.bad-signature',
  413: 'radio.malformed',
  429: 'radio.busy',
  500: 'radio.broken',
  503: 'radio.broken',
} as const;

/** RFC 9457. */
const problem = ({ refused, vars }: Refusal): Reply =>
  json(
    statusOf[refused] ?? 422,
    {
      type: 'about:blank',
      title: 'Command refused',
      code: refused,
      detail: vars === undefined ? '' : JSON.stringify(vars),
    },
    { 'content-type': 'application/problem+json' },
  );

/** The drill radio gateway: takes signed commands, reads back, "plays", and answers back for each station. */
export function createRadio(parts: RadioParts): RadioGateway {
  const { town, identity, ledger, targets, now, playSpeed } = parts;
  const sequence = openSequence(parts.dataDir);
  const stations = new Set(town.stations.map(({ id }) => id));
  const check = createRadioCheck({ identity, stations, sequence, now });
  const key = createPrivateKey(identity.gatewayPrivateKey);
  const broadcasts = new Map<string, Broadcast>();
  const playedBefore = new Set(ledger.entries({ provider: 'radio' }).map(({ ref }) => ref));

  const endOf = ({ startedAt, stoppedAt, seconds }: Broadcast): number =>
    stoppedAt ?? (startedAt ?? Number.POSITIVE_INFINITY) + (seconds * 1000) / playSpeed;
  const stateOf = (broadcast: Broadcast): RadioCommandStatus['state'] => {
    if (broadcast.startedAt === null) return 'prepared';
    if (broadcast.stoppedAt !== null) return 'stopped';
    return now() < endOf(broadcast) ? 'playing' : 'done';
  };
  const stationState = (
    id: string,
    state: RadioCommandStatus['state'],
  ): RadioCommandStatus['stations'][number]['state'] => {
    if (state === 'prepared') return 'waiting';
    if (state === 'stopped') return 'stopped';
    if (targets.of(id) === 'silent') return 'silent';
    return state === 'playing' ? 'speaking' : 'heard';
  };
  const signed = (status: number, value: object): Reply => {
    const body = JSON.stringify(value);
    return {
      status,
      body,
      headers: { [radioSignatureHeader]: sign(null, Buffer.from(body), key).toString('base64') },
    };
  };
  const show = (broadcast: Broadcast): Reply => {
    const state = stateOf(broadcast);
    const at = state === 'prepared' ? now() : Math.round(Math.min(now(), endOf(broadcast)));
    return signed(200, {
      commandId: broadcast.command.commandId,
      state,
      stations: broadcast.command.stations.map((id) => ({ id, state: stationState(id, state), at })),
    });
  };

  const prepare = (command: RadioCommand): Reply => {
    const known = broadcasts.get(command.commandId);
    if (known !== undefined && !sameBroadcast(known.command, command))
      return problem(refuse('radio.command-conflict'));
    const broadcast = known ?? {
      command,
      seconds: spokenSeconds(command.script),
      startedAt: null,
      stoppedAt: null,
    };
    // After a reboot the ledger still knows what was said: it is not said again.
    if (known === undefined && playedBefore.has(command.commandId)) broadcast.startedAt = 0;
    broadcasts.set(command.commandId, broadcast);
    const { commandId, textDigest, nonce } = command;
    return signed(200, {
      commandId,
      stations: command.stations,
      textDigest,
      seconds: broadcast.seconds,
      inReplyTo: nonce,
    });
  };
  const start = (command: RadioCommand): Reply => {
    const broadcast = broadcasts.get(command.commandId);
    if (broadcast === undefined) return problem(refuse('radio.not-prepared'));
    if (!sameBroadcast(broadcast.command, command)) return problem(refuse('radio.command-conflict'));
    if (broadcast.startedAt !== null) return show(broadcast);
    broadcast.startedAt = now();
    const text = command.script.lines.map((line) => line.text).join('\n');
    for (const target of command.stations)
      ledger.add({
        provider: 'radio',
        target,
        ref: command.commandId,
        text,
        lang: command.script.lines[0]?.language ?? '',
        alertId: command.alertId,
        deliveryKey: command.commandId,
      });
    return show(broadcast);
  };
  const stop = (command: RadioCommand): Reply => {
    const broadcast = broadcasts.get(command.commandId);
    if (broadcast === undefined) return problem(refuse('radio.unknown-command'));
    // Stopping what has not started yet bars its start, should that still be on its way.
    if (stateOf(broadcast) !== 'done') broadcast.stoppedAt ??= now();
    broadcast.startedAt ??= now();
    return show(broadcast);
  };
  const act: Readonly<Record<RadioAction, (command: RadioCommand) => Reply>> = { prepare, start, stop };

  const speaking = (): Broadcast[] =>
    [...broadcasts.values()].filter((broadcast) => stateOf(broadcast) === 'playing');
  const read = (path: string): Reply => {
    if (path === '/radio/v1/status') {
      const { gatewayId } = identity.credentials.radio;
      const state = speaking().length > 0 ? 'speaking' : 'idle';
      return signed(200, { gatewayId, state, lastSequence: sequence.last(), stations: stations.size });
    }
    const broadcast = broadcasts.get(
      decodeURIComponent(/^\/radio\/v1\/commands\/([^/]+)$/.exec(path)?.[1] ?? ''),
    );
    return broadcast === undefined ? problem(refuse('radio.unknown-command')) : show(broadcast);
  };

  return {
    endpoint: 'radio',
    provider: 'radio',
    answer(ask: Ask) {
      if (ask.method === 'GET') return read(ask.path);
      const action = radioActions.find((name) => ask.path === `/radio/v1/${name}`);
      if (action === undefined || ask.method !== 'POST') return problem(refuse('radio.unknown-command'));
      const command = check(ask, action);
      return isRefusal(command) ? problem(command) : act[action](command);
    },
    fail: (status, headers) => {
      return json(status, { type: 'about:blank', title: 'Gateway fault', code: failures[status] }, headers);
    },
    refuse: () => problem(refuse('radio.unknown-station')),
    speaking,
    close: () => broadcasts.clear(),
  };
}

const sameBroadcast = (a: RadioCommand, b: RadioCommand): boolean =>
  a.textDigest === b.textDigest &&
  a.stations.join('\n') === b.stations.join('\n') &&
  a.versionId === b.versionId;
