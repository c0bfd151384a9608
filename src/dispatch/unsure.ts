import type { Channel, Outcome } from '../domain/channel.js';
import { afterAsking, resendDelay, unsureStep, type Next } from '../domain/delivery.js';
import { urgentFrom } from '../domain/urgency.js';
import { takeTurn } from '../store/claim.store.js';
import { claimUnsure, type Unsure } from '../store/delivery.store.js';
import { readOrderTemplate } from '../store/order.store.js';
import { isPlain, isShared, toOrder, type Call } from './calls.js';
import type { DispatchDeps } from './dispatch-deps.js';
import type { OutcomeFlusher } from './outcome-flusher.js';

const lot = 200;

/**
 * Settles what nobody knows: asks the provider where it can be asked, for a while; sends the same call again where its key
 * still lives or the message is urgent, and hands the rest to a person. Returns how many deliveries it looked at.
 */
export async function settleUnsure(
  channel: Channel,
  deps: DispatchDeps,
  flusher: OutcomeFlusher,
): Promise<number> {
  const rows = await deps.store.lot(async (tx) => {
    if (isShared(channel.limits)) await takeTurn(tx, channel.id);
    return claimUnsure(tx, channel.id, deps.clock.now(), lot);
  }, 'needed');
  const alone = isPlain(channel.limits);
  const calls = [...Map.groupBy(rows, (row) => (alone ? row.id : row.callId)).values()];
  await Promise.all(calls.map((members) => settleCall(channel, members, deps, flusher)));
  return rows.length;
}

async function settleCall(
  channel: Channel,
  rows: readonly Unsure[],
  deps: DispatchDeps,
  flusher: OutcomeFlusher,
): Promise<void> {
  const [first] = rows;
  if (!first?.callId) return;
  const now = deps.clock.now();
  const keyAlive = channel.limits.keyLife > 0 && now < first.committedAt + channel.limits.keyLife;
  const urgent = first.urgency >= urgentFrom;
  const step = unsureStep({ canResolve: channel.resolve !== undefined, keyAlive, urgent });
  const put = (next: (row: Unsure) => Next) =>
    flusher.add(
      rows.map((row) => ({
        id: row.id,
        fence: row.fence,
        channel: channel.id,
        versionId: row.versionId,
        target: row.target,
        rank: row.rank,
        ...next(row),
      })),
    );
  if (now >= first.expiresAt || step === 'hold') return put(() => ({ state: 'held', heldReason: 'unsure' }));
  if (step === 'resend') {
    const dueAt = now + resendDelay({ keyAlive }, first.attempts, deps.random());
    return put(() => ({ state: 'pending', dueAt }));
  }
  const outcomes = await ask(channel, first, rows, deps);
  const [answered, random] = [deps.clock.now(), deps.random()];
  put((row) =>
    afterAsking(
      outcomes.find(({ target }) => target === row.target),
      {
        ...{ attempts: row.attempts, expiresAt: row.expiresAt, now: answered, random },
        ...{ urgent, age: answered - row.committedAt },
      },
    ),
  );
}

async function ask(channel: Channel, first: Unsure, rows: readonly Unsure[], deps: DispatchDeps) {
  try {
    const template = await readOrderTemplate(
      deps.store,
      deps.world,
      channel.id,
      first.versionId,
      first.renderingId,
    );
    const call: Call = {
      id: first.callId ?? '',
      versionId: first.versionId,
      renderingId: first.renderingId,
      rows,
      leaseUntil: 0,
    };
    if (!channel.resolve) return [];
    return await within(channel.limits.timeout, channel.resolve(toOrder(template, call)));
  } catch (error) {
    deps.logger.warn({ channel: channel.id, err: error }, 'the channel did not say what became of a call');
    return [];
  }
}

/** No word within the channel's timeout is no word: asked again later. */
const within = (milliseconds: number, answer: Promise<readonly Outcome[]>) =>
  new Promise<readonly Outcome[]>((resolve, reject) => {
    const timer = setTimeout(() => resolve([]), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
