import type {
  AlertShape,
  ChannelId,
  Districts,
  KindShape,
  SlotValue,
  StateShape,
  VersionShape,
} from '../api/types.js';
import { hazardsIn, ordersIn } from '../compose/orders.js';

/** What a message is measured by: its kind's template and proposal, or the version that it extends. */
export interface Base {
  readonly channels: readonly ChannelId[];
  /** Null where nothing was proposed. */
  readonly districts: readonly string[] | null;
  readonly slots: Readonly<Record<string, SlotValue | undefined>> | null;
}

export type Difference =
  | { readonly what: 'channelsOff' | 'channelsOn'; readonly channels: readonly ChannelId[] }
  | { readonly what: 'districtsMore' | 'districtsFewer'; readonly districts: readonly string[] }
  | { readonly what: 'slot'; readonly slot: string };

const without = <One>(all: readonly One[], some: readonly One[]): readonly One[] =>
  all.filter((one) => !some.includes(one));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Where a message leaves its base. `districts` are its codes. */
export function differences(
  version: Pick<VersionShape, 'channels' | 'slots'>,
  districts: readonly string[],
  base: Base,
): readonly Difference[] {
  const found: Difference[] = [];
  const off = without(base.channels, version.channels);
  const on = without(version.channels, base.channels);
  if (off.length > 0) found.push({ what: 'channelsOff', channels: off });
  if (on.length > 0) found.push({ what: 'channelsOn', channels: on });
  const more = base.districts === null ? [] : without(districts, base.districts);
  const fewer = base.districts === null ? [] : without(base.districts, districts);
  if (more.length > 0) found.push({ what: 'districtsMore', districts: more });
  if (fewer.length > 0) found.push({ what: 'districtsFewer', districts: fewer });
  for (const [slot, value] of Object.entries(base.slots ?? {}))
    if (!same(value, version.slots[slot])) found.push({ what: 'slot', slot });
  return found;
}

export type Change =
  | Difference
  | { readonly what: 'decision' }
  | { readonly what: 'radioLater' }
  | { readonly what: 'texts'; readonly channels: readonly ChannelId[] };

type Read = Pick<
  VersionShape,
  'channels' | 'leftOut' | 'slots' | 'districts' | 'decision' | 'radioLater' | 'renderings'
>;

/** What whoever has read `before` has not read in `after`. */
export function changes(
  before: Read,
  after: Read,
  codesOf: (districts: Districts) => readonly string[],
): readonly Change[] {
  const blank = Object.fromEntries(Object.keys(after.slots).map((slot) => [slot, undefined]));
  const base = { ...before, districts: codesOf(before.districts), slots: { ...blank, ...before.slots } };
  const found: Change[] = [...differences(after, codesOf(after.districts), base)];
  const reasons = after.leftOut.filter((one) => !before.leftOut.some((was) => same(was, one)));
  if (reasons.length > 0 && !found.some(({ what }) => what === 'channelsOff'))
    found.push({ what: 'channelsOff', channels: reasons.map(({ channel }) => channel) });
  if (!same(before.decision, after.decision)) found.push({ what: 'decision' });
  if ((before.radioLater?.chosen === true) !== (after.radioLater?.chosen === true))
    found.push({ what: 'radioLater' });
  const texts = ({ renderings }: Read, of: ChannelId) => renderings.filter(({ channel }) => channel === of);
  const channels = before.channels.filter(
    (channel) => after.channels.includes(channel) && !same(texts(before, channel), texts(after, channel)),
  );
  return channels.length === 0 ? found : [...found, { what: 'texts', channels }];
}

export type Overlap =
  | {
      readonly what: 'same' | 'raises' | 'higher' | 'other';
      readonly hazard: string;
      readonly level: number;
      readonly districts: readonly string[];
    }
  | { readonly what: 'sameKind'; readonly number: string | null }
  | { readonly what: 'waiting'; readonly author: string };

interface Around {
  readonly state: Pick<StateShape, 'districts'>;
  readonly alerts: readonly AlertShape[];
}

/** What is out or on its way already, and meets this message: orders of its districts, messages of its kind. */
export function overlaps(
  kind: KindShape,
  version: Pick<VersionShape, 'alertId' | 'kind' | 'level' | 'slots'>,
  districts: readonly string[],
  { state, alerts }: Around,
): readonly Overlap[] {
  return [
    ...(kind.effects === 'set' ? metOrders(version, districts, state) : []),
    ...metMessages(kind, version, alerts),
  ];
}

type Met = Extract<Overlap, { readonly districts: readonly string[] }>;

function metOrders(
  { alertId, level, slots }: Pick<VersionShape, 'alertId' | 'level' | 'slots'>,
  districts: readonly string[],
  state: Pick<StateShape, 'districts'>,
): readonly Overlap[] {
  const hazards = hazardsIn(slots);
  const levelFor = (hazard: string, district: string): number =>
    ordersIn(slots['orders']).find((one) => one.hazard === hazard && one.districts.includes(district))
      ?.level ??
    level ??
    0;
  const met = new Map<string, Met>();
  for (const { code, orders } of state.districts) {
    if (!districts.includes(code)) continue;
    for (const order of orders) {
      if (order.alertId === alertId) continue;
      const standing = order.level ?? 0;
      const ours = levelFor(order.hazard, code);
      const what = !hazards.includes(order.hazard)
        ? 'other'
        : standing === ours
          ? 'same'
          : standing < ours
            ? 'raises'
            : 'higher';
      const key = `${what} ${order.hazard} ${standing}`;
      const known = met.get(key);
      met.set(key, {
        ...{ what, hazard: order.hazard, level: standing },
        districts: [...(known?.districts ?? []), code],
      });
    }
  }
  return [...met.values()];
}

function metMessages(
  kind: KindShape,
  version: Pick<VersionShape, 'alertId' | 'kind'>,
  alerts: readonly AlertShape[],
): readonly Overlap[] {
  const others = alerts
    .filter(({ id }) => id !== version.alertId)
    .flatMap(({ number, versions }) => versions.map((one) => ({ number, ...one })))
    .filter((one) => one.kind === version.kind && one.purpose === 'message');
  // An order is met by its districts; what changes no district's state only by its kind.
  const out = kind.effects === 'none' ? others.filter(({ status }) => status === 'issued') : [];
  return [
    ...out.map(({ number }) => ({ what: 'sameKind', number }) as const),
    ...others
      .filter(({ status }) => status === 'submitted')
      .map(({ author }) => ({ what: 'waiting', author: author.name }) as const),
  ];
}
