import { isCarriedByPeople, type Channel } from '../domain/channel.js';
import { ballastBelow } from '../domain/urgency.js';
import { weightOfClaim } from '../store/claim-weight.js';
import { claim, findDue, findRest, takeTurn } from '../store/claim.store.js';
import { supersedeDue } from '../store/overtaken.store.js';
import { holdDue } from '../store/stop.store.js';
import { createBreaker, type Breaker } from './breaker.js';
import { callsOfLot, cutIntoCalls, isShared, toBound, toNewCalls, type Call } from './calls.js';
import type { DispatchDeps } from './dispatch-deps.js';
import type { OutcomeFlusher } from './outcome-flusher.js';
import { createSender } from './sender.js';
import { createPace } from './pace.js';
import { createRecall } from './recall.js';
import { limiterFor } from './shared-rate.js';
import { createTurns, type Turns } from './turns.js';
import { untilDone } from './wait.js';

/** One channel's own pool: a dead provider delays nobody else (invariant Bulkhead). */
export interface Pump {
  /** There is something new: of this version alone where a lot of its audience came in. */
  wake(grown?: string): void;
  /** Gives back claimed calls whose turn does not come within their lease: they never left, so they are not unsure. */
  tidy(): void;
  stop(): Promise<void>;
  readonly breaker: Breaker;
  /** The channel's rate, for whoever else calls its provider. */
  readonly turns: Turns;
  readonly inFlight: number;
}

const targetLimit = 5000;
/** A lease outlives the call's timeout by this. Milliseconds. */
const leaseSpare = 30_000;
const poll = 1000;
/** While calls end, something may come free meanwhile: a retry, or a newer version to the same target. */
const pollBehindCalls = 100;
/** A channel that is shut for longer gives back what it has claimed. */
const patience = 2000;
/**
 * Every twentieth lot takes the rank that waits longest, a quarter of a lot of it: a backlog still drains, and an urgent
 * alert keeps 95 % of the rate and more, with no pause that anyone notices.
 */
const ageingTurn = 20;
const ageingShare = 1 / 4;

/**
 * Starts the pump of a channel: claims a lot and commits its calls while the lot before is being sent, and sends within
 * rate and concurrency. Every call that ends starts the next at once; an alarm looks after the rest.
 */
export function startPump(channel: Channel, deps: DispatchDeps, flusher: OutcomeFlusher): Pump {
  const { clock } = deps;
  const { limits } = channel;
  const breaker = createBreaker();
  const limiter: Turns = createTurns(
    limiterFor(channel, deps, () => {
      limiter.look();
      step();
    }),
    () => clock.now(),
  );
  const sender = createSender(channel, deps, flusher, { breaker, limiter });
  const ready: Call[] = [];
  const pace = createPace(clock.now());
  let calls = callsOfLot(limits, 0);
  let inFlight = 0;
  let endedAt = -Infinity;
  let stopped = false;
  let turn = 0;
  let claiming: Promise<void> | null = null;
  let claimAt = 0;
  /** New deliveries were announced since the last claim began. */
  let woken = false;
  /** Versions of which a lot came in since the last claim was there. */
  const grew = new Set<string>();
  let alarm: NodeJS.Timeout | undefined;
  let alarmAt = Infinity;
  let lastEnded: () => void = () => undefined;

  /** What people carry is no way out of the hub. */
  const isSevered = () => !isCarriedByPeople(channel.id) && deps.isSevered();

  /** One while the channel is tried. */
  const lotSize = () => (breaker.state === 'closed' ? calls : 1);

  const isLow = () => ready.length < Math.max(1, lotSize() / 2);
  /** After a wake-up there is more room: what is new may be more urgent than what waits. */
  const hasRoom = () => breaker.state !== 'half-open' && (isLow() || (woken && ready.length < lotSize() * 3));

  /** Starts what may start, claims when little is left, and sets the alarm for the next look. */
  function step(): void {
    if (stopped) return;
    const now = clock.now();
    if (isSevered()) {
      release(() => true, now);
      return setAlarm(now + poll);
    }
    const shut = Math.max(breaker.wait(now), limiter.paused(now));
    if (shut > patience || breaker.wait(now) > 0) release(() => true, now + shut);
    const wait = shut > 0 ? shut : startReady(now);
    if (shut === 0 && !claiming && now >= claimAt && hasRoom()) claiming = refill();
    const next = shut > 0 || claiming || !hasRoom() ? poll : claimAt - now;
    setAlarm(now + Math.max(1, Math.min(poll, wait, next)));
  }

  function setAlarm(at: number): void {
    if (at >= alarmAt) return;
    clearTimeout(alarm);
    alarmAt = at;
    alarm = setTimeout(ring, Math.max(1, Math.ceil(at - clock.now())));
  }

  function ring(): void {
    alarmAt = Infinity;
    step();
  }

  /** Starts ready calls; returns how long to wait before looking again. */
  function startReady(now: number): number {
    if (recall.bars(now)) return poll;
    while (ready.length > 0 && inFlight < limits.concurrency) {
      if (breaker.state === 'half-open') return poll;
      const wait = limiter.take(now);
      if (wait > 0) return wait;
      if (breaker.allowance(now) === 'none') return poll;
      const call = ready.shift();
      if (!call) break;
      inFlight++;
      pace.count();
      void sender.send(call).then(ended);
    }
    return poll;
  }

  function ended(): void {
    inFlight--;
    endedAt = clock.now();
    lastEnded();
    step();
  }

  async function refill(): Promise<void> {
    const [low, urgent] = [isLow(), woken];
    calls = callsOfLot(limits, pace.read(clock.now()));
    woken = false;
    if (!urgent) turn = (turn + 1) % ageingTurn;
    const aged = !urgent && turn === 0;
    const began = clock.now();
    let drained = true;
    try {
      const below = low ? Infinity : Math.max(...ready.map(rankOf));
      const lot = await claimLot(channel, deps, {
        calls: aged ? Math.ceil(lotSize() * ageingShare) : lotSize(),
        below,
        oldestFirst: aged,
      });
      await sender.prepare(lot.calls);
      if (ready.length === 0) recall.claimedAt(began);
      if (urgent) putBeforeLessUrgent(lot.calls);
      else ready.push(...lot.calls);
      drained = low && lot.drained;
    } catch (error) {
      deps.onBug(error);
    }
    claiming = null;
    recallBehindLots();
    const now = clock.now();
    const busy = inFlight > 0 || ready.length > 0 || now < endedAt + pollBehindCalls;
    claimAt = woken || !drained ? now : now + (busy ? pollBehindCalls : poll);
    step();
  }

  /** An urgent alert does not wait for what was claimed before it (invariant Preempt). */
  function putBeforeLessUrgent(lot: readonly Call[]): void {
    // A rank at a time: call by call it cost the square of the lot.
    for (const [rank, some] of Map.groupBy(lot, rankOf)) {
      const at = ready.findIndex((other) => rankOf(other) > rank);
      ready.splice(at < 0 ? ready.length : at, 0, ...some);
    }
  }

  /** A version overtakes nothing of its own: while its audience comes in lot by lot, its calls go on. */
  function recallBehindLots(): void {
    const [version, another] = grew;
    if (version === undefined) return;
    if (another !== undefined || ready.some(({ versionId }) => versionId !== version)) recall.start();
    // The claim that is being made may bring in what they overtook.
    if (!claiming) grew.clear();
  }

  /** Claimed calls that never left go back. */
  function release(which: (call: Call) => boolean, dueAt: number): void {
    for (const call of ready.splice(0))
      if (which(call)) sender.giveBack(call, dueAt);
      else ready.push(call);
  }

  const recall = createRecall(deps, {
    ready,
    claiming: () => claiming,
    giveBack: (which) => release(which, clock.now()),
    done: step,
  });
  step();
  return {
    breaker,
    turns: limiter,
    get inFlight() {
      return inFlight;
    },
    wake(grown) {
      woken = true;
      claimAt = 0;
      if (grown === undefined) recall.start();
      else {
        grew.add(grown);
        recallBehindLots();
      }
      step();
    },
    tidy() {
      const now = clock.now();
      release((call) => sender.isLate(call, now), now);
    },
    async stop() {
      stopped = true;
      clearTimeout(alarm);
      limiter.close();
      await claiming;
      await recall.end();
      release(() => true, clock.now());
      const end = clock.now() + limits.timeout;
      while (inFlight > 0 && clock.now() < end) await untilDone(100, (resolve) => (lastEnded = resolve));
    },
  };
}

const rankOf = (call: Call) => call.rows[0]?.rank ?? Infinity;

/** A claimed lot, and whether there was less due than asked for. */
interface Lot {
  readonly calls: readonly Call[];
  readonly drained: boolean;
}

/** What to claim: the targets of at most so many calls, more urgent than `below`. */
interface Wish {
  readonly calls: number;
  readonly below: number;
  readonly oldestFirst: boolean;
}

/** Claims due deliveries and commits their calls, in one transaction (invariant NoPhantom). */
async function claimLot(
  { id, limits }: Channel,
  { store, clock, newId }: DispatchDeps,
  { calls, below, oldestFirst }: Wish,
): Promise<Lot> {
  const now = clock.now();
  const leaseUntil = now + limits.timeout + leaseSpare;
  const limit = Math.min(calls * limits.targetsPerCall, targetLimit);
  const weight = () => weightOfClaim(store.read, id);
  return store.lot(async (tx) => {
    // What a given-up ballast left is for what is urgent.
    const ranks = store.onlyUrgent() ? Math.min(below, ballastBelow) : below;
    const wish = { channel: id, now, limit, oldestFirst, ...(ranks < Infinity && { below: ranks }) };
    if (isShared(limits)) await takeTurn(tx, id);
    const lot = await findDue(tx, wish);
    const cutOff = limits.keyLife > 0 && lot.length === limit;
    const rest = cutOff ? await findRest(tx, wish, lot) : [];
    const found = [...lot, ...rest];
    const out = [await supersedeDue(tx, id, found, now), await holdDue(tx, id, found, now)];
    const free = found.filter((row) => !out.some((ids) => ids.has(row.id)));
    const cut = cutIntoCalls(free, limits, leaseUntil, newId);
    if (cut.length > 0) await claim(tx, id, toNewCalls(cut), toBound(cut), { now, leaseUntil });
    // The rank that waits longest may be drained, or all in flight, while others are not.
    return { calls: cut, drained: lot.length < limit && !oldestFirst };
  }, weight);
}
