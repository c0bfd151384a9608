// Residents: who is warned, in which language, at which addresses. In the drill world they are generated.
import type { Language } from '../domain/language.js';
import { drillBrowser } from '../platform/drill-browser.js';
import { subscriptionTarget } from '../wire/web-push.js';

export interface GeneratedResident {
  readonly id: string;
  readonly district: string;
  readonly language: Language;
  readonly addresses: readonly {
    readonly channel: 'push' | 'sms' | 'web-push' | 'mail' | 'voice';
    readonly target: string;
  }[];
}

/** Share of residents by the language they chose. Invented, in the order of a Saitama town's register. */
const languageShares: readonly (readonly [Language, number])[] = [
  ['ja', 0.893],
  ['ja-easy', 0.055],
  ['en', 0.012],
  ['zh-Hans', 0.012],
  ['vi', 0.01],
  ['ne', 0.006],
  ['ko', 0.002],
  ['pt-BR', 0.002],
  ['tl', 0.002],
  ['zh-Hant', 0.001],
  ['es', 0.001],
  ['id', 0.001],
  ['th', 0.001],
  ['my', 0.001],
  ['km', 0.0005],
  ['mn', 0.0005],
];
/** Invented: 38 % have the app (one in twelve of them on two devices), 52 % registered a mobile number. */
const appShare = 0.38;
const secondDeviceShare = 1 / 12;
const phoneShare = 0.52;
/** Invented: 3 % registered a mail address, 0.2 % a fax (hearing-impaired people, all of them readers of Japanese). */
const mailShare = 0.03;
const faxShare = 0.002;
/** Tokens of apps that were removed since: the provider answers UNREGISTERED. */
const deadTokenShare = 0.01;
/** Invented: browsers that subscribed on the town's page, without the app; one in a hundred has unsubscribed since. */
const browserShare = 0.02;

/** Invented: 1.5 % registered the telephone at home, elderly people above all. */
const landlineShare = 0.015;

/** A small seeded generator (mulberry32), 0 ≤ x < 1: the same town has the same people on every machine. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(shares: readonly (readonly [T, number])[], at: number, fallback: T): T {
  let sum = 0;
  for (const [value, share] of shares) if (at < (sum += share)) return value;
  return fallback;
}

/**
 * Drill residents, as many per district as `population` says. Numbers begin with 090-0, which no Japanese carrier
 * assigns, and telephones at home with 049-0: even if such a number leaked, no phone would ring. Mail addresses lie under
 * .invalid (RFC 2606), faxes behind an area code that begins with 0.
 */
export function* generateResidents(
  population: Readonly<Record<string, number>>,
  seed = 11348,
): Generator<GeneratedResident> {
  const random = seeded(seed);
  // Of its own, so that what came later leaves everybody's earlier addresses as they are.
  const browsers = seeded(seed + 1);
  // A generator of their own: who has an app and which number stays as it was.
  const written = seeded(seed ^ 0x6d61696c);
  const landlines = seeded(seed ^ 0x7e1e);
  let n = 0;
  for (const [district, people] of Object.entries(population))
    for (let i = 0; i < people; i++) {
      n++;
      const language = pick(languageShares, random(), 'ja');
      yield {
        id: `drill-${n}`,
        district,
        language,
        addresses: [
          ...addressesOf(n, random),
          ...browserOf(n, browsers),
          ...writtenTo(n, language, written),
          ...(landlines() < landlineShare ? [landlineOf(n)] : []),
        ],
      };
    }
}

function browserOf(n: number, random: () => number): GeneratedResident['addresses'] {
  if (random() >= browserShare) return [];
  const name = `${random() < deadTokenShare ? 'dead-' : 'drill-'}browser-${n}`;
  return [{ channel: 'web-push', target: subscriptionTarget(drillBrowser(name).subscription) }];
}

/** 049 is the town's area; no local number begins with 0. */
const landlineOf = (n: number) => ({
  channel: 'voice' as const,
  target: `+81490${String(n).padStart(6, '0')}`,
});

function addressesOf(n: number, random: () => number): GeneratedResident['addresses'] {
  const token = (device: number) =>
    `${random() < deadTokenShare ? 'dead-' : 'drill-'}${String(n).padStart(6, '0')}-${device}-${Math.floor(random() * 2 ** 32).toString(36)}`;
  const addresses: { channel: 'push' | 'sms'; target: string }[] = [];
  if (random() < appShare) {
    addresses.push({ channel: 'push', target: token(1) });
    if (random() < secondDeviceShare) addresses.push({ channel: 'push', target: token(2) });
  }
  if (random() < phoneShare)
    addresses.push({ channel: 'sms', target: `+81900${String(n).padStart(7, '0')}` });
  return addresses;
}

function writtenTo(n: number, language: Language, random: () => number): GeneratedResident['addresses'] {
  const [hasMail, hasFax, isDead] = [random() < mailShare, random() < faxShare, random() < deadTokenShare];
  const id = String(n).padStart(6, '0');
  const mail = { channel: 'mail', target: `${isDead ? 'dead' : 'resident'}-${id}@drill.invalid` } as const;
  const fax = { channel: 'mail', target: `fax:+81000${id}` } as const;
  return [...(hasMail ? [mail] : []), ...(hasFax && language === 'ja' ? [fax] : [])];
}
