import type {
  Channel,
  Health,
  Limits,
  Outcome,
  Readback,
  Receipt,
  SendOrder,
  StationState,
} from '../domain/channel.js';
import {
  accepted,
  detailOfError,
  connectWithin,
  fault,
  forMember,
  refused,
  retry,
  retryAfter,
  unsure,
  verdictOfError,
  verdictOfStatus,
  type FaultCode,
  type Verdict,
} from './fault.js';
import { radioTimeWindow } from '../formats/radio-command.js';
import {
  createRadioGateway,
  type GatewayAnswer,
  type RadioGatewayOptions,
  type RadioOrder,
} from './radio-gateway.js';
import { isReadBack, radioOrder } from './radio-order.js';
import { radioLimits } from './radio.limits.js';

export type RadioOptions = RadioGatewayOptions & {
  readonly limits?: Limits;
  readonly now?: () => number;
  /**
   * A sound file of the hub by its digest; null where it is gone. Without one the gateway is given the lines with their
   * readings; where its loudspeakers have no voice of their own it sounds an ordered siren alone, or refuses.
   */
  readonly readAudio?: (sha256: string) => Promise<Buffer | null>;
};

/** How often one command may lose the race against another before the dispatcher has to try again. */
const reorderings = 3;

type Refused = Extract<GatewayAnswer<never>, { ok: false }>;

/** `ref` of one station's part of a broadcast. */
const refOf = (commandId: string, station: string): string => `${commandId}#${station}`;

/** An answer without a code of the protocol: something between hub and gateway, or no gateway at all. */
const isBare = ({ status, code }: Refused): boolean =>
  code === 'radio.refused' && [404, 409, 410].includes(status);

/** A gateway that says 401 holds another key: the channel is at fault, nobody is refused. */
function verdictOfRefusal(answer: Refused, now: number): Verdict {
  const at = answer.retryAfter === undefined ? undefined : retryAfter(answer.retryAfter, now);
  const again: Partial<Record<string, FaultCode>> = {
    'radio.stale': 'radio.stale',
    'radio.replay': 'radio.replay',
  };
  const code = again[answer.code];
  if (code !== undefined) return retry(fault('channel', code));
  if (answer.code === 'radio.halted') return retry(fault('channel', 'radio.halted'));
  if (answer.code === 'radio.cannot-speak') return refused(fault('channel', 'radio.cannot-speak'));
  if (answer.code === 'radio.unknown-station') return refused(fault('target', 'radio.unknown-station'));
  if (answer.status === 401 || answer.status === 403)
    return retry(fault('channel', 'channel.unauthorised', answer.code));
  if (answer.status >= 500 || answer.status === 429 || isBare(answer))
    return verdictOfStatus(answer.status, at, answer.code);
  return refused(fault('call', 'radio.refused', answer.code));
}

/**
 * The town's loudspeakers behind a radio gateway: prepare, compare what is read back (R11), start; every command
 * signed and fresh (R13), and idempotent by the call's key. A call is one broadcast on all its stations.
 */
export function createRadioChannel(options: RadioOptions): Channel {
  const { limits = radioLimits, now = Date.now } = options;
  const gateway = createRadioGateway({ connectTimeout: connectWithin(limits.timeout), ...options });

  /** Runs a command; one that arrived out of order is sent again with a sequence above the gateway's. */
  const fresh = async <Value>(
    run: () => Promise<GatewayAnswer<Value>>,
    signal: AbortSignal,
  ): Promise<GatewayAnswer<Value>> => {
    for (let left = reorderings; ; left -= 1) {
      const answer = await run();
      if (answer.ok || answer.code !== 'radio.replay' || left === 0) return answer;
      await gateway.status(signal);
    }
  };

  /** Of what comes without a signal of its own: nobody waits for a gateway that says nothing. */
  const inTime = (): AbortSignal => AbortSignal.timeout(limits.timeout);

  const notStarted = (verdict: Verdict): Verdict =>
    verdict.result === 'unsure' ? retry(fault('channel', 'channel.timeout', 'prepare')) : verdict;

  const readAudio = async (order: SendOrder): Promise<Buffer | null> => {
    const digest = order.rendering.radio?.audio?.sha256;
    return digest === undefined ? null : ((await options.readAudio?.(digest)) ?? null);
  };

  /** The broadcast that an order means, and its sound file where there is one. */
  const broadcastOf = async (order: SendOrder) => {
    const audio = await readAudio(order);
    const broadcast = radioOrder(order, audio !== null);
    return broadcast === null ? null : { broadcast, audio };
  };

  /** Asks what the gateway would do; hands the sound file over where it does not have it yet. */
  const ready = async (order: RadioOrder, audio: Buffer | null, signal: AbortSignal) => {
    const answer = await fresh(() => gateway.prepare(order, signal), signal);
    if (answer.ok || answer.code !== 'radio.audio-missing' || audio === null || order.audio === null)
      return answer;
    const stored = await gateway.upload(order.audio.sha256, audio, signal);
    return stored.ok ? fresh(() => gateway.prepare(order, signal), signal) : stored;
  };

  /** Nothing has been started until `prepare` came back, so whatever fails here may be tried again. */
  const readBack = async (
    order: RadioOrder,
    audio: Buffer | null,
    signal: AbortSignal,
  ): Promise<Verdict | null> => {
    let answer;
    try {
      answer = await ready(order, audio, signal);
    } catch (error) {
      return notStarted(verdictOfError(error));
    }
    if (!answer.ok) return notStarted(verdictOfRefusal(answer, now()));
    if (isReadBack(answer.value, order)) return null;
    return refused(fault('call', 'radio.readback-mismatch'));
  };

  const start = async (order: RadioOrder, signal: AbortSignal): Promise<Verdict> => {
    try {
      const answer = await fresh(() => gateway.start(order, signal), signal);
      if (answer.ok && answer.value.state === 'stopped') return refused(fault('call', 'radio.stopped'));
      if (answer.ok) return accepted(order.commandId);
      return answer.code === 'radio.unsigned-answer' ? unsure : verdictOfRefusal(answer, now());
    } catch (error) {
      return verdictOfError(error);
    }
  };

  const toAll = (order: SendOrder, verdict: Verdict): readonly Outcome[] =>
    order.members.map((member) =>
      forMember(
        member,
        verdict.result === 'accepted' ? accepted(refOf(verdict.ref, member.target)) : verdict,
      ),
    );

  const noScript = refused(fault('call', 'call.malformed', 'no script'));

  const send = async (order: SendOrder, signal: AbortSignal): Promise<readonly Outcome[]> => {
    const said = await broadcastOf(order);
    if (said === null) return toAll(order, noScript);
    const { broadcast, audio } = said;
    return toAll(order, (await readBack(broadcast, audio, signal)) ?? (await start(broadcast, signal)));
  };

  const prepare = async (order: SendOrder): Promise<Readback> => {
    const said = await broadcastOf(order);
    if (said === null) throw new TypeError('a radio order needs a script');
    const answer = await ready(said.broadcast, said.audio, inTime());
    if (!answer.ok) throw new Error(`the gateway refused to prepare: ${answer.code}`);
    return { stations: answer.value.stations, textDigest: answer.value.textDigest };
  };

  const stop = async (order: SendOrder): Promise<readonly Outcome[]> => {
    const said = await broadcastOf(order);
    if (said === null) return toAll(order, noScript);
    const signal = inTime();
    const answer = await fresh(() => gateway.stop(said.broadcast, signal), signal);
    return toAll(order, answer.ok ? accepted(said.broadcast.commandId) : verdictOfRefusal(answer, now()));
  };

  const resolve = async (order: SendOrder): Promise<readonly Outcome[]> => {
    try {
      const answer = await gateway.read(order.key, inTime());
      if (answer.ok && answer.value.state === 'stopped')
        return toAll(order, refused(fault('call', 'radio.stopped')));
      if (answer.ok && answer.value.state !== 'prepared') return toAll(order, accepted(order.key));
      const never = answer.ok || (answer.status === 404 && !isBare(answer));
      return toAll(order, never ? retry(fault('call', 'channel.timeout')) : unsure);
    } catch {
      // Nothing learnt: still unsure, and asked again later.
      return toAll(order, unsure);
    }
  };

  const poll = async (refs: readonly string[]): Promise<readonly Receipt[]> => {
    const wanted = new Set(refs);
    const commands = new Set(refs.map((ref) => ref.slice(0, ref.lastIndexOf('#'))));
    const receipts: Receipt[] = [];
    const signal = inTime();
    for (const commandId of commands) {
      const answer = await gateway.read(commandId, signal);
      if (!answer.ok) continue;
      const { by } = answer.value;
      for (const { id, state, at } of answer.value.stations) {
        const ref = refOf(commandId, id);
        if (!wanted.has(ref)) continue;
        if (state === 'heard') receipts.push({ ref, state: 'delivered', at });
        if (state === 'silent')
          receipts.push({ ref, state: 'refused', why: fault('target', 'radio.station-silent'), at });
        // A gateway without a voice was given no sound: people heard that there is something, and not what.
        if (state === 'siren-only')
          receipts.push({ ref, state: 'refused', why: fault('call', 'radio.siren-only'), at });
        // An officer stopped it: nobody heard it whole.
        if (state === 'stopped')
          receipts.push({ ref, state: 'refused', why: fault('call', 'radio.stopped'), at });
        // Nobody of the town wanted that: a person decides whether it is played again.
        if (state === 'interrupted')
          receipts.push({
            ref,
            state: 'interrupted',
            why: fault('channel', 'radio.interrupted', by ?? 'other'),
            at,
          });
      }
    }
    return receipts;
  };

  const probe = async (signal: AbortSignal): Promise<Health> => {
    try {
      const answer = await gateway.status(signal);
      if (!answer.ok) return { state: 'down', detail: answer.code };
      const { state, heldBy } = answer.value;
      // It would refuse every command: said before the night in which one is needed.
      const off = answer.date === null ? 0 : Math.abs(answer.date - (options.wall ?? Date.now)());
      if (off > radioTimeWindow) return { state: 'down', detail: 'radio.stale' };
      if (state === 'halted') return { state: 'down', detail: 'radio.halted' };
      return heldBy === null ? { state: 'up' } : { state: 'degraded', detail: heldBy };
    } catch (error) {
      return { state: 'down', detail: detailOfError(error) };
    }
  };

  const readStations = async (signal: AbortSignal): Promise<readonly StationState[] | null> => {
    try {
      const answer = await gateway.stations(signal);
      return answer.ok ? answer.value.stations.map(({ id, ...said }) => ({ target: id, ...said })) : null;
    } catch {
      // The probe says why.
      return null;
    }
  };

  const readVoice = async (signal: AbortSignal): Promise<boolean | null> => {
    try {
      const answer = await gateway.status(signal);
      return answer.ok ? (answer.value.speaks ?? null) : null;
    } catch {
      return null;
    }
  };

  const close = () => gateway.close();
  return { id: 'radio', limits, prepare, send, stop, resolve, poll, probe, readStations, readVoice, close };
}
