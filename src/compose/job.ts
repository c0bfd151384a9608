import type { ChannelId, TextLimits } from '../domain/channel.js';
import type { Kind } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import type { Message } from '../domain/message.js';
import type { LanguageOrder, Town } from '../domain/town.js';
import type { Bank } from './bank.js';

/** Everything a channel's composer needs for one message. */
export interface Job {
  readonly message: Message;
  readonly kind: Kind;
  readonly town: Town;
  readonly channel: ChannelId;
  readonly limits: TextLimits;
  /** Of every channel, for a channel that lays out another's form. */
  readonly allLimits: Readonly<Partial<Record<ChannelId, TextLimits>>>;
  readonly languages: readonly Language[];
  readonly languageOrder: LanguageOrder;
  readonly repeat: number;
  readonly alertNumber: number | null;
  readonly bank: Bank;
}

/** The limit of one language, where it has one of its own. */
export const limitOf = ({ limits }: Job, language: Language): number =>
  limits.sizeIn?.[language] ?? limits.size;
