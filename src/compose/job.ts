import type { ChannelId, Limits } from '../domain/channel.js';
import type { Kind } from '../domain/kind.js';
import type { Language } from '../domain/language.js';
import type { Message } from '../domain/message.js';
import type { Town } from '../domain/town.js';
import type { Bank } from './bank.js';
import type { defaultOptions } from './options.js';

/** Everything a channel's composer needs for one message. */
export interface Job {
  readonly message: Message;
  readonly kind: Kind;
  readonly town: Town;
  readonly channel: ChannelId;
  readonly limits: Limits;
  readonly languages: readonly Language[];
  readonly options: typeof defaultOptions;
  readonly bank: Bank;
}
