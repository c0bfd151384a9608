import type { Hazard, Level, OrderLevel } from './hazard.js';
import type { DistrictChoice, Slots } from './message.js';
import type { Proposal, ProposalRule } from './proposal.js';
import {
  itemsFor,
  itemState,
  withdraws,
  type EarthquakeFacts,
  type Judgement,
  type ParsedTelegram,
  type TelegramItem,
} from './telegram.js';
import type { World } from './world.js';

/** Older than this, a telegram is shown and never proposed from (safety R21). Milliseconds. */
export const staleAfter = 3 * 60 * 60 * 1000;

/** An order of the town that stands (a row of the districts' state); without a district it stands in all of them. */
export interface StandingOrder {
  readonly hazard: Hazard;
  readonly level: OrderLevel;
  readonly district?: string;
}

/** All that a judgement depends on. */
export interface Circumstances {
  readonly parsed: ParsedTelegram;
  /** JMA's 7-digit code of the municipality asked about. */
  readonly cityCode: string;
  readonly rules: readonly ProposalRule[];
  /** Per hazard the districts with dangerous places; none is preselected where the town gave none. */
  readonly hazardDistricts: Readonly<Partial<Record<Hazard, readonly string[]>>>;
  readonly world: World;
  /** Milliseconds UTC. */
  readonly now: number;
  readonly ordersInForce: readonly StandingOrder[];
}

/**
 * Whether a telegram concerns the town, how high it is, and which message it suggests (never more: R14).
 *
 * One reason to refuse is given, the gravest first: in the live world `exercise` (訓練) and `test` (試験), whatever
 * the family; then `unsupported`, a family that is read for identity only; then `not-concerned`, where every item
 * of the town says なし or the town isn't named (a 取消 names nobody). What the telegram says of the town is given
 * with every refusal. No proposal comes from what is refused, stale or withdrawn.
 */
export function judgeTelegram(circumstances: Circumstances): Judgement {
  const { parsed, cityCode, now } = circumstances;
  const items = itemsFor(parsed, cityCode) ?? [];
  const concerned = items.some((item) => itemState(item) !== 'none');
  const refused = refusalOf(circumstances, concerned);
  const stale = now - parsed.reportDateTime > staleAfter;
  const silent = refused !== null || stale || withdraws(parsed);
  const level = highest(items.filter((item) => itemState(item) === 'in-force').map((item) => item.level));
  return { concerned, level, items, proposal: silent ? null : propose(circumstances, items), refused, stale };
}

function refusalOf({ parsed, world }: Circumstances, concerned: boolean): Judgement['refused'] {
  if (world === 'live' && parsed.status === '訓練') return 'exercise';
  if (world === 'live' && parsed.status === '試験') return 'test';
  if (parsed.municipalities === null) return 'unsupported';
  return concerned ? null : 'not-concerned';
}

const highest = (levels: readonly (number | undefined | null)[]): number | null =>
  levels.reduce<number | null>((top, level) => (level != null && level > (top ?? 0) ? level : top), null);

/** The highest message that the items in force suggest; failing that, a lift. Equal levels: the rule listed first. */
function propose(circumstances: Circumstances, items: readonly TelegramItem[]): Proposal | null {
  const inForce = proposals(circumstances, items, 'in-force');
  const open = inForce.flatMap((one) => withoutOrdered(one, circumstances.ordersInForce) ?? []);
  const [first, ...rest] = open;
  const top = rest.reduce((best, one) => ((one.level ?? 0) > (best?.level ?? 0) ? one : best), first);
  return top ?? lift(circumstances, items);
}

function proposals(
  { parsed, rules, hazardDistricts }: Circumstances,
  items: readonly TelegramItem[],
  when: ProposalRule['when'],
): readonly Proposal[] {
  return rules
    .filter((rule) => rule.when === when && rule.telegram.includes(parsed.code))
    .flatMap((rule) => {
      const item = items.find((one) => itemState(one) === when && matches(rule, one));
      return item ? [fromRule(rule, item, parsed.earthquake, hazardDistricts)] : [];
    });
}

const matches = (rule: ProposalRule, item: TelegramItem): boolean =>
  rule.codes.includes(item.code) && (item.condition ?? '').includes(rule.condition ?? '');

function fromRule(
  rule: ProposalRule,
  item: TelegramItem,
  earthquake: EarthquakeFacts | null,
  hazardDistricts: Circumstances['hazardDistricts'],
): Proposal {
  const { kind, level, hazard } = rule;
  if (hazard === 'earthquake') {
    return { kind, level, hazard, districts: 'all', slots: earthquakeSlots(item, earthquake) };
  }
  const slots: Slots = { ...(hazard && { hazard }), ...(rule.reason && { reason: rule.reason }) };
  const districts: DistrictChoice = (hazard && hazardDistricts[hazard]) ?? [];
  return { kind, level, hazard, districts, slots };
}

/** An intensity that no station sent ("!5-") is no slot: the officer fills it in. */
function earthquakeSlots(item: TelegramItem, facts: EarthquakeFacts | null): Slots {
  return {
    ...(/^[1-7][-+]?$/.test(item.code) && { intensity: item.code }),
    ...(facts?.occurredAt != null && { occurredAt: facts.occurredAt }),
    ...(facts?.epicentre != null && { epicentre: facts.epicentre }),
  };
}

/**
 * A proposal for the districts that don't have that order or a higher one yet; null where all have it, so that a
 * 継続, and VXWW50 beside VPWW56, doesn't ask again.
 */
function withoutOrdered(proposal: Proposal, standing: readonly StandingOrder[]): Proposal | null {
  const { hazard, level, districts } = proposal;
  const orders = standing.filter((order) => order.hazard === hazard && order.level >= (level ?? Infinity));
  if (orders.length === 0) return proposal;
  if (districts === 'all' || orders.some((order) => order.district === undefined)) return null;
  const open = districts.filter((district) => orders.every((order) => order.district !== district));
  return open.length > 0 ? { ...proposal, districts: open } : null;
}

/** A lift needs an order of that hazard in force, and nothing of the hazard that still stands in this telegram. */
function lift(circumstances: Circumstances, items: readonly TelegramItem[]): Proposal | null {
  const { parsed, rules, ordersInForce } = circumstances;
  for (const proposal of proposals(circumstances, items, 'lifted')) {
    const orders = ordersInForce.filter((order) => order.hazard === proposal.hazard);
    const stands = rules.some(
      (rule) =>
        rule.hazard === proposal.hazard &&
        rule.telegram.includes(parsed.code) &&
        items.some((item) => itemState(item) === 'in-force' && matches(rule, item)),
    );
    if (orders.length > 0 && !stands) return lifting(proposal, orders, rules);
  }
  return null;
}

/** Lifts the highest order, where it stands; the level and kind are those of the order, not of the telegram. */
function lifting(
  proposal: Proposal,
  orders: readonly StandingOrder[],
  rules: readonly ProposalRule[],
): Proposal {
  const level = Math.max(...orders.map((order) => order.level)) as Level;
  const ordered = orders.filter((order) => order.level === level).flatMap((order) => order.district ?? []);
  const ofKind = rules.find((rule) => rule.when === 'in-force' && rule.level === level)?.kind;
  return {
    ...proposal,
    level,
    districts: ordered.length > 0 ? ordered : proposal.districts,
    slots: { ...proposal.slots, ...(ofKind && { ofKind }) },
  };
}
