import type { Language } from './language.js';
import type { Rendering } from './rendering.js';
import type { CapStatus, World } from './world.js';

/** The channels whose service this version can reach: they can stand in a draft and have deliveries. */
export const carriedChannelIds = [
  'radio',
  'push',
  'sms',
  'mastodon',
  'web-push',
  'mail',
  'voice',
  'manual',
] as const;
export type CarriedChannelId = (typeof carriedChannelIds)[number];

/**
 * Carried channels whose far end is people, not a service: nothing leaves the hub, and what was accepted stands on a
 * board until somebody ticks it (ADR 0040).
 */
export const peopleChannels = ['manual'] as const;
export type ServiceChannelId = Exclude<CarriedChannelId, (typeof peopleChannels)[number]>;

export const isCarriedByPeople = (channel: string): boolean =>
  (peopleChannels as readonly string[]).includes(channel);

/** The carried channels that have a service at their far end. */
export const serviceChannelIds: readonly ServiceChannelId[] = carriedChannelIds.filter(
  (id) => !isCarriedByPeople(id),
) as ServiceChannelId[];

/** Every channel that a message is composed for; a service for those not carried is another change's work (ADR 0020). */
export const channelIds = [
  ...carriedChannelIds,
  'line',
  'x',
  'bluesky',
  'cap',
  'cell-broadcast',
  'l-alert',
  'signage',
  'web',
] as const;
export type ChannelId = (typeof channelIds)[number];

export const isCarried = (channel: ChannelId): channel is CarriedChannelId =>
  (carriedChannelIds as readonly ChannelId[]).includes(channel);

/** Broadcast channels have stations or accounts; personal channels have one address per delivery. */
export const broadcastChannels: readonly ChannelId[] = [
  'radio',
  'mastodon',
  'manual',
  'x',
  'bluesky',
  'cap',
  'cell-broadcast',
  'l-alert',
  'signage',
  'web',
];

/** Words to an officer's own telephone: no delivery, and nothing of an alert. */
export interface Note {
  readonly world: World;
  /** E.164. */
  readonly target: string;
  /** Japanese. */
  readonly text: string;
  /** What to press, in words. A call asks for a key; an SMS is only read. */
  readonly prompt: string;
  /** Path and query on this hub where the key and the end of the call are told. */
  readonly path: string;
}

/** Channels whose far end can stop a broadcast that is under way (`Channel.stop`). */
export const stoppableChannels: readonly ChannelId[] = ['radio'];

/** What a text is measured in. */
export const units = [
  'segments',
  'characters',
  'bytes',
  'seconds',
  'weighted',
  'graphemes',
  'frames',
] as const;
export type Unit = (typeof units)[number];

/** How long a text may be. */
export interface TextLimits {
  readonly unit: Unit;
  /** The most one rendering may hold, in `unit`. */
  readonly size: number;
  /** Languages with a limit of their own. */
  readonly sizeIn?: Readonly<Partial<Record<Language, number>>>;
  /** The only languages that this channel can say; others have them stand in. Absent: any. */
  readonly onlyIn?: readonly Language[];
  /** More than one where a post holds several languages. */
  readonly languagesPerPost: number;
  /** Characters of a subject, where there is one and it is limited. */
  readonly subject?: number;
  /** Several limits of one channel (a mobile carrier each): a rendering each, by name. */
  readonly variants?: Readonly<Record<string, number>>;
}

/** A service's limits as data, with their source in `channels/<service>.limits.ts`. */
export interface Limits extends TextLimits {
  readonly targetsPerCall: number;
  readonly callsPerSecond: number;
  readonly concurrency: number;
  /** Milliseconds a call may take before its outcome counts as unsure. */
  readonly timeout: number;
  /** Milliseconds the provider keeps an idempotency key; 0 where it takes none. */
  readonly keyLife: number;
  readonly canCancel: boolean;
}

/**
 * Why a call failed, and whose fault it is: a dead number, a malformed call, one of the services behind a channel (a maker
 * of browsers), or a channel that is down or unauthorised. Only the last stops the channel (ADR 0062).
 */
export interface Fault {
  readonly at: 'target' | 'call' | 'service' | 'channel';
  /** A key in `errors.json`: `sms.bad-number`, `channel.rate`, … */
  readonly code: string;
  /** The provider's own code or status, for the technician. */
  readonly detail?: string;
}

/** What became of one target of one call. */
export type Outcome = { readonly target: string } & (
  | { readonly result: 'accepted'; readonly ref: string }
  | { readonly result: 'retry'; readonly why: Fault; readonly notBefore?: number }
  | { readonly result: 'refused'; readonly why: Fault }
  | { readonly result: 'unsure' }
);

/** One delivery inside a call. */
export interface SendMember {
  readonly deliveryId: string;
  /** Token, number, station group or account. */
  readonly target: string;
}

/** An instruction complete in itself: committed before the first byte, resent byte for byte (design.md). */
export interface SendOrder {
  readonly callId: string;
  /** Idempotency key of this call, the same on every resend. */
  readonly key: string;
  readonly channel: ChannelId;
  readonly members: readonly SendMember[];
  readonly alertId: string;
  /** The number a person can say, 令和8年 第12号. */
  readonly alertNumber: string;
  readonly versionId: string;
  readonly version: number;
  readonly intent: 'alert' | 'update' | 'cancel';
  readonly kind: string;
  readonly urgency: number;
  readonly world: World;
  readonly status: CapStatus;
  readonly rendering: Rendering;
  /** Provider references of what earlier versions left on this channel. */
  readonly references: readonly string[];
  /** SHA-256 hex of the approved version. */
  readonly digest: string;
  /** Milliseconds UTC after which nobody should hear it. */
  readonly expiresAt: number;
}

/** What the far end says it would do; compared with the order before anything starts (R11). */
export interface Readback {
  readonly stations: readonly string[];
  /** SHA-256 hex over the spoken script. */
  readonly textDigest: string;
}

/** Whether the far end can be reached; a probe disturbs nobody. */
export interface Health {
  readonly state: 'up' | 'degraded' | 'down';
  readonly detail?: string;
}

/**
 * What a provider said later about something it took. `interrupted`: others, or a fault, ended it before its end; a
 * person decides whether it is sent again.
 */
export interface Receipt {
  readonly ref: string;
  /** `again`: it was taken and reached nobody, but may with another call; `interrupted`: it was heard in part. */
  readonly state: 'delivered' | 'refused' | 'again' | 'interrupted';
  readonly why?: Fault;
  readonly at: number;
  /** The address is gone for good: it is left out from now on. */
  readonly dead?: true;
}

/** What one of a channel's own transmitters last said of itself; null where its kind doesn't say. */
export interface StationState {
  readonly target: string;
  /** Stations that speak together. */
  readonly group: string;
  readonly battery: 'good' | 'low' | null;
  readonly lastPollAt: number | null;
  /** False when it was asked and did not answer. */
  readonly answers: boolean | null;
  /** Seconds played since its gateway was started. */
  readonly seconds: number;
}

/** What the hub knows of other calls to the target of an unsure one. */
export interface OtherCalls {
  /** The provider's references that another delivery or a ring has, and those of this delivery's earlier calls. */
  readonly refs: ReadonlySet<string>;
  /** How many calls before this one, and after it, nobody knows the end of either. */
  readonly earlier: number;
  readonly later: number;
}

/** What a provider is asked with about an unsure call. */
export interface Asking {
  /** Milliseconds since the call was committed: a length, which two clocks agree on. */
  readonly age: number;
  /** To be asked for after the provider's answer, so that nothing that it holds is missing here. */
  otherCalls(member: SendMember): Promise<OtherCalls>;
}

/** A service that carries messages. A function returns this object; no class, no base class. */
export interface Channel {
  readonly id: ChannelId;
  readonly limits: Limits;
  prepare?(order: SendOrder): Promise<Readback>;
  /** ONE provider call of at most `limits.targetsPerCall` targets. A throw counts as unsure. */
  send(order: SendOrder, signal: AbortSignal): Promise<readonly Outcome[]>;
  stop?(order: SendOrder): Promise<readonly Outcome[]>;
  /** Asks what became of an unsure call; `retry` here means that the provider never had it. */
  resolve?(order: SendOrder, asking: Asking): Promise<readonly Outcome[]>;
  /** Reads an authenticated provider callback; null when its signature is wrong. */
  readReceipts?(callback: Callback): readonly Receipt[] | null;
  /** The reference of the delivery that an unsubscribe link of this channel belongs to; null when it is forged. */
  readOptOut?(token: string): string | null;
  /** The fields of any other form that the provider sends us (a resident's SMS, a key pressed); null when its signature is wrong. */
  readForm?(callback: Callback): Form | null;
  /** What the far end knows of calls sent earlier (answer-back). */
  poll?(refs: readonly string[]): Promise<readonly Receipt[]>;
  /** Rings or writes to an officer. */
  notify?(note: Note, signal: AbortSignal): Promise<Outcome>;
  /** Ends a call that is no longer needed; one that is over already is left as it is. */
  hangUp?(ref: string, signal: AbortSignal): Promise<void>;
  probe?(signal: AbortSignal): Promise<Health>;
  /** Every transmitter's answer-back; null where the far end cannot be asked now. */
  readStations?(signal: AbortSignal): Promise<readonly StationState[] | null>;
  /** Whether the far end says words that come without a sound file; null where it cannot be asked now, or doesn't say. */
  readVoice?(signal: AbortSignal): Promise<boolean | null>;
  /** The most one text may hold as this account's own server says, in `limits.unit`; null where it doesn't say. */
  readSize?(signal: AbortSignal): Promise<number | null>;
  close?(): Promise<void>;
}

/**
 * Whether a broadcast without a sound file would not be said: its gateway has no voice, or never said that it has one. True
 * is the safe answer: somebody is asked before an order goes out that no loudspeaker says.
 */
export interface RadioVoice {
  /** Asks the gateway, but not for long. */
  askNeedsSound(): Promise<boolean>;
  /** By what it last said. */
  needsSound(): boolean;
}

/** The fields of a form as they were posted. */
export type Form = Readonly<Record<string, string>>;

/** A provider's HTTP callback as it arrived. */
export interface Callback {
  /** As the provider called it, with its query: behind a proxy the public address. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The channels of a process, by id. */
export type Channels = ReadonlyMap<ChannelId, Channel>;
