/** The twelve nasty behaviours of a provider, on each channel. */
import { serviceChannelIds, type ServiceChannelId, type Channel } from '../../src/domain/channel.js';
import { drillBrowser } from '../../src/platform/drill-browser.js';
import type { FaultEndpoint, VirtualFault } from '../../src/wire/virtual-town.js';
import { subscriptionTarget } from '../../src/wire/web-push.js';
import { issue } from '../support/store.js';
import type { HubTables } from './audit.js';
import { judge, type Verdict } from './check.js';
import { startEngine } from './engine-run.js';

type Fault = Omit<VirtualFault, 'endpoint'>;

/** Twelve, 429 in both its forms. `after`: it strikes once the message may have been taken. */
export const behaviours: Readonly<Record<string, { readonly after: boolean; fault(now: number): Fault }>> = {
  slow: { after: false, fault: () => ({ mode: 'slow', delayMs: 700 }) },
  '429-seconds': { after: false, fault: () => ({ mode: '429', retryAfter: '2' }) },
  '429-date': {
    after: false,
    fault: (now) => ({ mode: '429', retryAfter: new Date(now + 3000).toUTCString() }),
  },
  '500': { after: false, fault: () => ({ mode: '500' }) },
  '503': { after: false, fault: () => ({ mode: '503' }) },
  '401': { after: false, fault: () => ({ mode: '401' }) },
  '413': { after: false, fault: () => ({ mode: '413' }) },
  'reset-before': { after: true, fault: () => ({ mode: 'drop-before' }) },
  'reset-after': { after: true, fault: () => ({ mode: 'drop-after' }) },
  hang: { after: true, fault: () => ({ mode: 'hang' }) },
  garbage: { after: true, fault: () => ({ mode: 'garbage' }) },
  drip: { after: true, fault: () => ({ mode: 'drip', delayMs: 4000 }) },
  'callback-twice': { after: false, fault: () => ({ mode: 'callback-twice' }) },
  // Longer than the call's timeout here: the answer is lost, and the provider's record of it is found later.
  'callback-first': { after: true, fault: () => ({ mode: 'late-answer', delayMs: 4000 }) },
};
export type Behaviour = keyof typeof behaviours;

export type Cells = Partial<Record<ServiceChannelId, string>>;

const endpoints = {
  radio: 'radio',
  push: 'fcm',
  sms: 'twilio',
  mastodon: 'mastodon',
  'web-push': 'web-push',
  mail: 'smtp',
  voice: 'voice',
} as const satisfies Record<ServiceChannelId, FaultEndpoint>;
const targets: Readonly<Record<ServiceChannelId, readonly string[]>> = {
  radio: ['st-01', 'st-02'],
  push: ['app-1', 'app-2', 'app-3', 'app-4', 'app-5'],
  sms: ['+819010000001', '+819010000002', '+819010000003', '+819010000004', '+819010000005'],
  mastodon: ['post:ja'],
  'web-push': [1, 2, 3, 4, 5].map((n) => subscriptionTarget(drillBrowser(`browser-${n}`).subscription)),
  mail: [1, 2, 3].map((n) => `resident-${n}@drill.invalid`),
  voice: ['+81490000001', '+81490000002', '+81490000003', '+81490000004', '+81490000005'],
};
/** Requests that the fault strikes. */
const hits = 2;
const timeout = 1500;
const patience = 60_000;

export interface NastyOptions {
  readonly cells: Cells;
  readonly seed: number;
  readonly urgency: number;
  /** The control: an adapter to which no answer means that nothing left. */
  readonly trusting?: boolean;
}

export interface NastyRun {
  readonly verdict: Verdict;
  readonly tables: HubTables;
  /** What the behaviour itself should have led to and did not, in words. */
  readonly surprises: readonly string[];
}

/** Issues to a few targets of each channel, lets each channel's provider misbehave in its own way, and waits until all is settled. */
export async function runNasty({ cells, seed, urgency, trusting = false }: NastyOptions): Promise<NastyRun> {
  const named = serviceChannelIds.filter((id) => cells[id] !== undefined);
  const startedAt = Date.now();
  const run = await startEngine({
    seed,
    through: (channel) => impatient(trusting ? trustingChannel(channel) : channel),
    prepare: async ({ it, town }) => {
      for (const channel of named) {
        await issue(it.store, { channel, targets: targets[channel], now: startedAt, urgency });
        const behaviour = behaviours[cells[channel] ?? ''];
        if (!behaviour) throw new Error(`no behaviour ${cells[channel]}`);
        // A gateway takes nothing before `start`, and whatever fails before is simply tried again.
        const match = channel === 'radio' && behaviour.after ? { match: '/start' } : {};
        const fault = { ...behaviour.fault(startedAt), times: hits, ...match };
        await town.setFault({ endpoint: endpoints[channel], ...fault });
      }
    },
  });
  try {
    const wantsReceipts = cells.sms === 'callback-twice' || cells.sms === 'callback-first';
    const end = Date.now() + patience;
    for (;;) {
      const states = await run.audit.count();
      const open = (states['pending'] ?? 0) + (states['sending'] ?? 0) + (states['unsure'] ?? 0);
      const { deliveries, untended } = await run.audit.read();
      const told = deliveries.filter(
        ({ channel, state }) => channel === 'sms' && state === 'delivered',
      ).length;
      const complete = !wantsReceipts || told === targets.sms.length;
      if ((open === 0 && untended === 0 && complete) || Date.now() > end) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const tables = await run.audit.read();
    const ledger = run.town.ledger.entries();
    const issued = named.reduce((sum, channel) => sum + targets[channel].length, 0);
    const rate = { callsPerSecond: 1, concurrency: 1 };
    const ordeal = { issued, inFlight: Infinity, kills: Infinity, rate };
    const firstAt = (channel: ServiceChannelId) =>
      Math.min(...ledger.filter(({ provider }) => provider === channel).map(({ at }) => at));
    const surprises = named.flatMap((channel) =>
      surprisesOf(channel, cells[channel] ?? '', tables, firstAt(channel) - startedAt),
    );
    return { verdict: judge(tables, ledger, ordeal), tables, surprises };
  } finally {
    await run.close();
  }
}

/** A second and a half is enough for a provider on this machine; one call at a time, so that a pause is seen as one. */
const impatient = (channel: Channel): Channel => ({
  ...channel,
  limits: { ...channel.limits, timeout, concurrency: 1 },
});

const trustingChannel = (channel: Channel): Channel => ({
  ...channel,
  send: async (order, signal) => {
    const why = { at: 'call', code: 'channel.timeout' } as const;
    const outcomes = await channel.send(order, signal).catch(() => []);
    return order.members.map(({ target }) => {
      const outcome = outcomes.find((one) => one.target === target);
      return !outcome || outcome.result === 'unsure' ? { target, result: 'retry', why } : outcome;
    });
  },
});

function surprisesOf(
  channel: ServiceChannelId,
  behaviour: string,
  { deliveries }: HubTables,
  firstEffectAfter: number,
): string[] {
  const own = deliveries.filter((row) => row.channel === channel);
  const name = `${behaviour} on ${channel}`;
  const surprises: string[] = [];
  const refused = own.filter(({ state }) => state === 'refused').length;
  // Too large is the message's own fault: said once to a call, repeated never. Nobody else is ever refused.
  const allowed = behaviour === '413' ? (channel === 'radio' ? own.length : hits) : 0;
  if (refused > allowed) surprises.push(`${name}: ${refused} were refused`);
  if (behaviour === '413' && refused === 0) surprises.push(`${name}: nobody was refused`);
  if (behaviour.startsWith('429') && firstEffectAfter < 1900)
    surprises.push(
      `${name}: something was taken ${firstEffectAfter} ms after the start, though it was told to wait`,
    );
  const late = own.filter(({ state }) => state !== 'delivered').length;
  if (channel === 'sms' && behaviour.startsWith('callback') && late > 0)
    surprises.push(`${name}: ${late} were not heard to be delivered`);
  return surprises;
}
