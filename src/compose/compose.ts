/**
 * compose/ turns one message (kind plus slots) into what each channel says in each language. Pure: no clock, no
 * I/O; the phrasebook, the town and the channels' limits are arguments.
 */
import type { ChannelId, TextLimits } from '../domain/channel.js';
import { channelsOf } from '../domain/kind.js';
import { isLanguage, type Language } from '../domain/language.js';
import type { Message } from '../domain/message.js';
import type { Phrasebook } from '../domain/phrasebook.js';
import { isRefusal, type Refusal } from '../domain/refusal.js';
import type { Rendering } from '../domain/rendering.js';
import type { Town } from '../domain/town.js';
import { createBank } from './bank.js';
import { broadcastMailRenderings } from './cell-broadcast.js';
import { capRenderings } from './cap.js';
import { checkChannel, checkMessage } from './check.js';
import type { Job } from './job.js';
import { lAlertRenderings } from './l-alert.js';
import type { ComposeOptions } from './options.js';
import { blueskyRenderings, mastodonRenderings, xRenderings } from './feeds.js';
import { manualRenderings } from './manual.js';
import { pageRenderings } from './pages.js';
import { pushRenderings } from './push.js';
import { radioRenderings } from './radio.js';
import { signageRenderings } from './signage.js';
import { smsRenderings } from './sms.js';
import { voiceRenderings } from './voice.js';

export interface ComposeInput {
  readonly message: Message;
  readonly phrasebook: Phrasebook;
  readonly town: Town;
  /** The limits of the channels to compose for, from `channels/<service>.limits.ts`. */
  readonly limits: Readonly<Partial<Record<ChannelId, TextLimits>>>;
  /** The kind's channels when absent. Channels without limits are left out. */
  readonly channels?: readonly ChannelId[];
  /** The town's languages when absent. Japanese is always composed. */
  readonly languages?: readonly Language[];
  readonly options?: ComposeOptions;
}

const composers: Record<ChannelId, (job: Job) => readonly Rendering[] | Refusal> = {
  radio: radioRenderings,
  push: pushRenderings,
  'web-push': pushRenderings,
  sms: smsRenderings,
  voice: voiceRenderings,
  mail: pageRenderings,
  line: pageRenderings,
  x: xRenderings,
  mastodon: mastodonRenderings,
  manual: manualRenderings,
  bluesky: blueskyRenderings,
  cap: capRenderings,
  'cell-broadcast': broadcastMailRenderings,
  'l-alert': lAlertRenderings,
  signage: signageRenderings,
  web: pageRenderings,
};

/**
 * What every channel says. Refusals: `compose.unknown-kind`, `.missing-slot`, `.unknown-slot`, `.bad-slot`,
 * `.text-too-long`, `.unknown-district`, `.no-district`, `.orders-districts`, `.shelter-at-level-5`,
 * `.radio-needs-jalert-failure`, `.drill-word-in-actual`, `.real-word-in-exercise`, and `compose.does-not-fit` where
 * even the short Japanese form is too long (any other language falls back instead).
 */
export const compose = (input: ComposeInput): { readonly renderings: readonly Rendering[] } | Refusal => {
  const { message, phrasebook, town, options = {} } = input;
  const kind = checkMessage(message, phrasebook, town);
  if (isRefusal(kind)) return kind;
  const wanted = input.languages ?? town.languages.filter(isLanguage);
  const languages: readonly Language[] = wanted.includes('ja') ? wanted : ['ja', ...wanted];
  const shared = {
    ...{ message, kind, town, languages, bank: createBank({ message, kind, phrasebook, town }) },
    languageOrder: options.languageOrder ?? town.languageOrder,
    repeat: options.repeat ?? kind.repeat,
    alertNumber: options.alertNumber ?? null,
    allLimits: input.limits,
  };
  const renderings: Rendering[] = [];
  for (const channel of input.channels ?? channelsOf(kind, message.slots)) {
    const limits = input.limits[channel];
    if (limits === undefined) continue;
    const made = checkChannel(kind, message, channel) ?? composers[channel]({ ...shared, channel, limits });
    if (isRefusal(made)) return made;
    renderings.push(...made);
  }
  return { renderings };
};
