import type { TextLimits } from '../domain/channel.js';

/** Web Push: 3993 bytes of payload make the 4096 of a body that every push service must take (RFC 8030 §7.2, RFC 8291 §4). What is left is for the data beside the words. */
export const webPushLimits: TextLimits = {
  unit: 'bytes',
  size: 3993 - 600,
  languagesPerPost: 1,
};
