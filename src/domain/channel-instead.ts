import type { CarriedChannelId } from './channel.js';

/** Which channels reach the same people when one is down, the best first. People carry it where nothing else does. */
const instead: Readonly<Record<CarriedChannelId, readonly CarriedChannelId[]>> = {
  radio: ['manual', 'voice', 'push', 'sms'],
  push: ['sms', 'web-push', 'mail', 'radio'],
  sms: ['voice', 'push', 'mail', 'radio'],
  voice: ['sms', 'manual', 'radio'],
  mail: ['push', 'sms', 'radio'],
  mastodon: ['web-push', 'mail', 'radio'],
  'web-push': ['push', 'mail', 'mastodon'],
  manual: ['radio', 'voice', 'sms'],
};

/** Channels that can be relied on now in the place of one that cannot. */
export const insteadOf = (
  channel: string,
  states: ReadonlyMap<string, string>,
): readonly CarriedChannelId[] =>
  Object.hasOwn(instead, channel)
    ? instead[channel as CarriedChannelId].filter((other) => states.get(other) === 'up')
    : [];
