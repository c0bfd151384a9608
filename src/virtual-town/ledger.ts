import { providers, type LedgerEntry, type LedgerSummary, type Provider } from '../wire/virtual-town.js';

/** An effect as a provider reports it. */
export interface Effect {
  readonly provider: Provider;
  readonly target: string;
  readonly ref: string;
  readonly text: string;
  readonly lang: string;
  readonly alertId: string | null;
  readonly deliveryKey: string | null;
}

export interface LedgerFilter {
  readonly provider?: Provider;
  readonly alert?: string;
  readonly target?: string;
  /** Entries with a higher `seq` only. */
  readonly after?: number;
  readonly limit?: number;
}

export interface Ledger {
  /** Number of effects so far; a `seq` runs from 0. */
  readonly size: number;
  /** Rises with every deletion. */
  readonly generation: number;
  add(effect: Effect, at?: number): number;
  entry(seq: number): LedgerEntry;
  entries(filter?: LedgerFilter): LedgerEntry[];
  /** Seqs of the effects on one target, oldest first. */
  seqsOf(provider: Provider, target: string): readonly number[];
  summary(): LedgerSummary;
  countRequest(provider: Provider): void;
  countRateRefused(provider: Provider): void;
  clear(): void;
}

const textLength = 1000;
const perProvider = (): Record<Provider, number> => ({
  radio: 0,
  push: 0,
  sms: 0,
  mastodon: 0,
  'web-push': 0,
  mail: 0,
  voice: 0,
  ring: 0,
});

/** Columns instead of objects: an effect costs some 100 bytes, and a text that went to thousands is kept once. */
function createColumns() {
  const texts: string[] = [];
  const textIds = new Map<string, number>();
  const intern = (text: string): number => {
    const known = textIds.get(text);
    if (known !== undefined) return known;
    textIds.set(text, texts.length);
    return texts.push(text) - 1;
  };
  return {
    at: [] as number[],
    provider: [] as number[],
    target: [] as string[],
    ref: [] as string[],
    text: [] as number[],
    lang: [] as string[],
    alert: [] as (string | null)[],
    key: [] as (string | null)[],
    /** Seq of the first effect with the same provider, target and text; its own seq when it is the first. */
    first: [] as number[],
    byTarget: new Map<string, number[]>(),
    texts,
    intern,
  };
}
type Columns = ReturnType<typeof createColumns>;

/** Indexing is put off until somebody reads, so that taking a message stays cheap. */
function index(columns: Columns): void {
  for (let seq = columns.first.length; seq < columns.at.length; seq += 1) {
    const key = `${columns.provider[seq]}|${columns.target[seq]}`;
    const seqs = columns.byTarget.get(key);
    if (seqs === undefined) {
      columns.byTarget.set(key, [seq]);
      columns.first.push(seq);
      continue;
    }
    columns.first.push(seqs.find((earlier) => columns.text[earlier] === columns.text[seq]) ?? seq);
    seqs.push(seq);
  }
}

function readEntry(columns: Columns, seq: number): LedgerEntry {
  const first = columns.first[seq] ?? seq;
  return {
    seq,
    at: columns.at[seq] ?? 0,
    provider: providers[columns.provider[seq] ?? 0] ?? 'radio',
    target: columns.target[seq] ?? '',
    ref: columns.ref[seq] ?? '',
    text: columns.texts[columns.text[seq] ?? 0] ?? '',
    lang: columns.lang[seq] ?? '',
    alertId: columns.alert[seq] ?? null,
    deliveryKey: columns.key[seq] ?? null,
    duplicateOf: first === seq ? null : first,
  };
}

function select(columns: Columns, filter: LedgerFilter): LedgerEntry[] {
  const limit = filter.limit ?? Number.POSITIVE_INFINITY;
  const provider = filter.provider === undefined ? null : providers.indexOf(filter.provider);
  const found: LedgerEntry[] = [];
  for (let seq = (filter.after ?? -1) + 1; seq < columns.at.length && found.length < limit; seq += 1) {
    if (provider !== null && columns.provider[seq] !== provider) continue;
    if (filter.alert !== undefined && columns.alert[seq] !== filter.alert) continue;
    if (filter.target !== undefined && columns.target[seq] !== filter.target) continue;
    found.push(readEntry(columns, seq));
  }
  return found;
}

/** The virtual town's own record of what arrived. */
export function createLedger(now: () => number): Ledger {
  let columns = createColumns();
  let requests = perProvider();
  let rateRefused = perProvider();
  let generation = 0;
  const add = (effect: Effect, at = now()): number => {
    columns.provider.push(providers.indexOf(effect.provider));
    columns.target.push(effect.target);
    columns.ref.push(effect.ref);
    columns.text.push(
      columns.intern(effect.text.length > textLength ? effect.text.slice(0, textLength) : effect.text),
    );
    columns.lang.push(effect.lang);
    columns.alert.push(effect.alertId);
    columns.key.push(effect.deliveryKey);
    return columns.at.push(at) - 1;
  };
  const summaryOf = (provider: Provider): LedgerSummary[Provider] => {
    const code = providers.indexOf(provider);
    const own = { effects: 0, duplicates: 0, firstAt: null as number | null, lastAt: null as number | null };
    for (let seq = 0; seq < columns.at.length; seq += 1) {
      if (columns.provider[seq] !== code) continue;
      own.effects += 1;
      if (columns.first[seq] !== seq) own.duplicates += 1;
      own.firstAt ??= columns.at[seq] ?? null;
      own.lastAt = columns.at[seq] ?? null;
    }
    return { ...own, requests: requests[provider], rateRefused: rateRefused[provider] };
  };
  return {
    get size() {
      return columns.at.length;
    },
    get generation() {
      return generation;
    },
    add,
    entry: (seq) => (index(columns), readEntry(columns, seq)),
    entries: (filter = {}) => (index(columns), select(columns, filter)),
    seqsOf: (provider, target) => {
      index(columns);
      return columns.byTarget.get(`${providers.indexOf(provider)}|${target}`) ?? [];
    },
    summary: () => {
      index(columns);
      return {
        radio: summaryOf('radio'),
        push: summaryOf('push'),
        sms: summaryOf('sms'),
        mastodon: summaryOf('mastodon'),
        'web-push': summaryOf('web-push'),
        mail: summaryOf('mail'),
        voice: summaryOf('voice'),
        ring: summaryOf('ring'),
      };
    },
    countRequest: (provider) => void (requests[provider] += 1),
    countRateRefused: (provider) => void (rateRefused[provider] += 1),
    clear: () => {
      columns = createColumns();
      requests = perProvider();
      rateRefused = perProvider();
      generation += 1;
    },
  };
}
