import type { Channel, Note, Outcome } from '../domain/channel.js';
import type { RingChannel } from '../domain/ringing.js';
import type { Town } from '../domain/town.js';
import type { World } from '../domain/world.js';
import type { Clock } from '../platform/clock.js';
import { localStamp } from '../platform/local-time.js';
import type { Notifier } from '../platform/notifier.js';
import type { Say } from '../platform/sentences.js';
import { moveRing, type Approver, type NewRing } from '../store/ring.store.js';
import type { Store } from '../store/store.js';

/** An approver with her telephone. */
export interface OnCall extends Approver {
  /** E.164. */
  readonly phone: string;
}

export interface RingingDeps {
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly notifier: Notifier;
  readonly say: Say;
  readonly world: World;
  readonly town: Pick<Town, 'name' | 'timeZone'>;
  readonly newId: () => string;
  /** Who has a telephone, in the order in which they are rung. */
  readonly onCall: (approvers: readonly Approver[]) => readonly OnCall[];
  /** Milliseconds without an answer after which the next one is rung. */
  readonly nextAfter: number;
  readonly turn: RingTurn;
  readonly onBug: (error: unknown) => void;
}

/** Waits at most `patience` milliseconds for a call that the provider's rate leaves room for (invariant RateLimit). */
export type RingTurn = (channel: RingChannel, patience: number) => Promise<boolean>;

/** What an approver is rung for: a submission that waits, or what was issued by one officer alone (`alone`). */
interface RungFor {
  readonly kind: string;
  readonly submittedAt: number;
  readonly alone?: boolean;
}

const patience = 10_000;
/** A provider that leaves no room for so long is not waited for: the next approver is rung. Milliseconds. */
const turnWithin = 10_000;

/** One call or SMS, and what became of it. An unsure call may be ringing: it counts as such. */
export async function call(
  deps: RingingDeps,
  submission: RungFor,
  onCall: readonly OnCall[],
  ring: NewRing,
): Promise<void> {
  const channel = deps.channels.find(({ id }) => id === ring.channel);
  const target = onCall.find(({ id }) => id === ring.officerId)?.phone;
  if (channel?.notify === undefined || target === undefined) return;
  const outcome = (await deps.turn(ring.channel, turnWithin))
    ? await channel
        .notify(noteOf(deps, submission, ring, target), AbortSignal.timeout(patience))
        .catch((): Outcome => ({ target, result: 'unsure' }))
    : ({ target, result: 'retry', why: { at: 'channel', code: 'channel.rate' } } as const);
  const { channel: means } = ring;
  await deps.store.write((tx) => moveRing(tx, ring.id, stateAfter(outcome, means)), 'needed');
}

function stateAfter(outcome: Outcome, means: RingChannel) {
  if (outcome.result === 'accepted')
    // Nothing more is heard of an SMS: it was sent, and that is all.
    return { state: means === 'sms' ? 'silent' : 'ringing', ref: outcome.ref } as const;
  if (outcome.result === 'unsure') return { state: means === 'sms' ? 'silent' : 'ringing' } as const;
  return { state: 'failed', fault: outcome.why.code } as const;
}

function noteOf(
  { say, town, world }: RingingDeps,
  { kind, submittedAt, alone = false }: RungFor,
  ring: NewRing,
  target: string,
): Note {
  const time = localStamp(submittedAt, town.timeZone).slice(11);
  const [hour = '', minute = ''] = time.split(':').map(Number).map(String);
  const spoken = ring.channel === 'voice';
  const text = say(
    'ja',
    `ring.${alone ? 'alone-' : ''}${spoken ? 'call' : 'sms'}${world === 'drill' ? '-drill' : ''}`,
    {
      town: town.name.ja,
      kind: say('ja', `kind.${kind}`),
      // A voice reads 22:05 as it likes.
      time: spoken ? `${hour}時${minute}分` : time,
    },
  );
  return {
    ...{ world, target, text },
    prompt: say('ja', 'ring.prompt'),
    path: `/receipts/voice/ring?ring=${ring.id}`,
  };
}
