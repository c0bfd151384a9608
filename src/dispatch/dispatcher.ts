import { carriedChannelIds, type ChannelId } from '../domain/channel.js';
import { unlessStorage } from '../platform/storage-fault.js';
import { bugLog } from '../platform/unavailable.js';
import { expireDue, expireLeases } from '../store/delivery.store.js';
import { holdForClock, holdForChannelOff } from '../store/hold.store.js';
import { appendLog } from '../store/log.store.js';
import { holdForMaintenance } from '../store/maintenance.store.js';
import { expireManual } from '../store/manual.store.js';
import { expireVersions, openExpiringTasks, openHeldTasks, settleChannels } from '../store/settle.store.js';
import { sweepDoneTasks } from '../store/task.store.js';
import type { DispatchDeps } from './dispatch-deps.js';
import type { DispatcherOptions } from './dispatcher-options.js';
import type { RingTurn } from './ring-call.js';
import { createExpander } from './expander.js';
import { createOutcomeFlusher, type Heard } from './outcome-flusher.js';
import { startPump, type Pump } from './pump.js';
import { createSilencer } from './silencer.js';
import { createTroubles } from './troubles.js';
import { createSettler, type Settler } from './unsure.js';

/** The running dispatcher. */
export interface Dispatcher {
  stop(): Promise<void>;
  /** Resolves with true when an approver may be rung on a channel within its rate; false when that is not soon. */
  turn: RingTurn;
  /** Where each channel stands: its breaker, and calls under way. */
  health(): readonly { channel: ChannelId; breaker: string; inFlight: number }[];
}

const tick = 500;
const sweepEvery = 1000;

/** Starts all pumps. What a dead process left in flight is unsure at once; a clock behind the database holds everything. */
export async function startDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  const { store, clock, notifier, logger } = options;
  const onBug = unlessStorage(bugLog(logger, 'a bug in the dispatcher'));
  const onChanged = (versionId: string) => notifier.notify('progress', { versionId, alertId: '' });
  const troubles = createTroubles(options, onBug);
  const deps: DispatchDeps = { ...options, troubles, onBug };

  await store.lot((tx) => expireLeases(tx, clock.now(), store.engine === 'sqlite'), 'needed');
  if (await holdForClock(store, clock.now()))
    logger.error('the clock is behind the database: every pending delivery is held for a person');

  const flusher = createOutcomeFlusher(
    store,
    () => clock.now(),
    onFlushed,
    onBug,
    (row) => logUnrecorded(options, row),
  );
  function onFlushed(lot: readonly Heard[]): void {
    for (const versionId of new Set(lot.map((heard) => heard.versionId)))
      notifier.notify('progress', { versionId, alertId: '' });
  }

  const pumps = new Map<ChannelId, Pump>();
  const settlers = new Map<ChannelId, Settler>();
  for (const channel of options.channels) {
    const pump = startPump(channel, deps, flusher);
    pumps.set(channel.id, pump);
    settlers.set(channel.id, createSettler(channel, deps, flusher, pump));
  }
  const wakeAll = (grown?: string) => pumps.forEach((pump) => pump.wake(grown));
  const expander = createExpander(deps, (versionId) => {
    notifier.notify('deliveries', { grown: versionId });
    onChanged(versionId);
  });
  const silencer = createSilencer(deps);
  const forget = notifier.on('deliveries', ({ grown }) => {
    if (grown !== undefined) return wakeAll(grown);
    expander.look();
    silencer.look();
    wakeAll();
  });

  /** Nobody here sends by these. */
  const off = carriedChannelIds.filter((id) => !pumps.has(id));
  let sweepAt = 0;
  let working: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    working = working.then(housekeeping).catch(onBug);
  }, tick);

  /** Each channel settles its own: one that does not say what became of a call keeps no other waiting. */
  const settling = new Map<ChannelId, Promise<void>>();
  function settle(id: ChannelId, settler: Settler): void {
    if (settling.has(id)) return;
    const run = settler
      .settle()
      .then((count) => (count > 0 ? flusher.drain().then(() => pumps.get(id)?.wake()) : undefined))
      .catch(onBug)
      .finally(() => settling.delete(id));
    settling.set(id, run);
  }

  async function housekeeping(): Promise<void> {
    const now = clock.now();
    for (const pump of pumps.values()) pump.tidy();
    await flusher.drain();
    await store.lot((tx) => expireLeases(tx, now, false), 'needed');
    // What pumps gave back meanwhile, or another process put in.
    if (options.isSevered()) await store.lot((tx) => holdForMaintenance(tx, now), 'needed');
    if (now >= sweepAt) await sweep(now);
    if (!options.isSevered()) settlers.forEach((settler, id) => settle(id, settler));
    expander.look();
    silencer.look();
    await flusher.drain();
    const tasks = (await openHeldTasks(store, now, options.newId)) + (await sweepDoneTasks(store, now));
    if (tasks > 0) notifier.notify('changed', { topics: ['tasks'] });
    // Now, not when this turn began: no entry of the log stands before what it tells of.
    const settled = await settleChannels(store, clock.now(), options.say);
    if (settled.length > 0) notifier.notify('changed', { topics: ['log', 'alerts', 'tasks'] });
    for (const { versionId, alertId } of settled) notifier.notify('progress', { versionId, alertId });
  }

  /** What nobody should hear any more, on channels that are down too; a claim passes it over meanwhile. */
  async function sweep(now: number): Promise<void> {
    sweepAt = now + sweepEvery;
    if ((await expireVersions(store, now)) > 0) notifier.notify('changed', { topics: ['alerts'] });
    if ((await openExpiringTasks(store, now, options.newId)) > 0)
      notifier.notify('changed', { topics: ['tasks'] });
    const overdue = await expireManual(store, now, options.say);
    if (overdue.length > 0) notifier.notify('changed', { topics: ['log', 'tasks'] });
    overdue.forEach(onChanged);
    await troubles.refresh();
    for (const id of carriedChannelIds)
      for (const versionId of await store.lot((tx) => expireDue(tx, id, now), 'needed')) onChanged(versionId);
    for (const id of off) (await holdForChannelOff(store, id, now)).forEach(onChanged);
  }

  return {
    turn: (id, patience) => pumps.get(id)?.turns.ahead('ring', patience) ?? Promise.resolve(false),
    health: () =>
      [...pumps].map(([channel, pump]) => ({
        channel,
        breaker: pump.breaker.state,
        inFlight: pump.inFlight,
      })),
    async stop() {
      forget();
      clearInterval(timer);
      await Promise.all([...pumps.values()].map((pump) => pump.stop()));
      await working;
      await expander.stop();
      await Promise.all(settling.values());
      await silencer.stop();
      await flusher.drain();
      await troubles.stop();
    },
  };
}

/** What came of a delivery could not be written down: it is held for a person, and the log says so. */
async function logUnrecorded({ store, clock, notifier, say }: DispatcherOptions, row: Heard): Promise<void> {
  const now = clock.now();
  await store.write(
    (tx) =>
      appendLog(tx, {
        at: now,
        enteredAt: now,
        category: 'failure',
        actor: say('ja', 'log.hub'),
        text: say('ja', 'log.unrecorded', { channel: say('ja', `channel.${row.channel}`) }),
        data: { channel: row.channel, versionId: row.versionId, deliveryId: row.id, code: 'hub.unrecorded' },
      }),
    'needed',
  );
  notifier.notify('changed', { topics: ['log'] });
}
