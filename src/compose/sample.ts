import type { Hazard } from '../domain/hazard.js';
import type { Kind, SlotSpec } from '../domain/kind.js';
import type { Message, Order, Slots, SlotValue } from '../domain/message.js';
import type { Town } from '../domain/town.js';

/** What a sample is drawn for: the variants of a slot by number, and the time of the decision. */
export interface SampleOptions {
  /** The n-th value of every closed list, modulo its length. */
  readonly variant: number;
  /** Milliseconds UTC. */
  readonly decidedAt: number;
  readonly districts: readonly string[];
}

const hour = 3_600_000;

const orders = (districts: readonly string[]): readonly Order[] => {
  const [first = '', ...rest] = districts;
  const landslide = { level: 4, hazard: 'landslide', districts: [first] } as const;
  return rest.length === 0 ? [landslide] : [landslide, { level: 3, hazard: 'flood', districts: rest }];
};

const valueOf = (
  name: string,
  spec: SlotSpec,
  town: Town,
  { variant, decidedAt, districts }: SampleOptions,
): SlotValue | undefined => {
  const nth = <T>(some: readonly T[]): T | undefined => some[variant % some.length];
  if (spec.values !== undefined) return nth(spec.values);
  switch (spec.type) {
    case 'time':
      // What was seen lies before, what is planned behind the decision.
      if (name === 'sunsetAt') return decidedAt - 3 * hour;
      return decidedAt + (/(sent|seen|occurred|observed|started|Seen)/u.test(name) ? -hour : 2 * hour);
    case 'date':
      return decidedAt + 24 * hour;
    case 'shelters': {
      const open = town.shelters.filter(({ type }) => type === 'emergency').map(({ id }) => id);
      return name === 'others' ? open.slice(2, 4) : open.slice(0, 2);
    }
    case 'number':
      return Math.round(((spec.min ?? 0) + (spec.max ?? 100)) / 1.5);
    case 'river':
      return nth(town.features.filter(({ type }) => type === 'river'))?.code;
    case 'road':
      return nth(town.features.filter(({ type }) => type !== 'river'))?.code;
    case 'flag':
      return true;
    case 'kind':
      return 'evacuation-instruction';
    case 'hazard':
      return nth<Hazard>(['landslide', 'flood']);
    case 'orders':
      return orders(districts);
    default:
      return undefined;
  }
};

/**
 * A believable message of a kind with every slot filled that a person need not type: for reviewers' pages, the table
 * of `todoku render`, and tests.
 */
export const sampleMessage = (
  kind: Kind,
  town: Town,
  status: Message['status'],
  options: SampleOptions,
): Message => {
  const slots: Record<string, SlotValue> = {};
  for (const [name, spec] of Object.entries(kind.slots)) {
    const value = valueOf(name, spec, town, options);
    if (value !== undefined) slots[name] = value;
  }
  const { districts, decidedAt } = options;
  return { kind: kind.kind, status, slots: slots as Slots, districts, decidedAt };
};

/** How many variants show every sentence of a kind: its longest closed list. */
export const variantsOfSample = (kind: Kind): number =>
  Math.max(1, ...Object.values(kind.slots).map(({ values }) => values?.length ?? 1));
