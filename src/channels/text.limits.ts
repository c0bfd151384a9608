import type { ChannelId, TextLimits } from '../domain/channel.js';
import { blueskyLimits } from './bluesky.limits.js';
import { capLimits } from './cap.limits.js';
import { cellBroadcastLimits } from './cell-broadcast.limits.js';
import { lAlertLimits } from './l-alert.limits.js';
import { lineLimits } from './line.limits.js';
import { mailLimits } from './mail.limits.js';
import { manualLimits } from './manual.limits.js';
import { mastodonLimits } from './mastodon.limits.js';
import { pushLimits } from './push.limits.js';
import { radioLimits } from './radio.limits.js';
import { signageLimits } from './signage.limits.js';
import { smsLimits } from './sms.limits.js';
import { voiceLimits } from './voice.limits.js';
import { webPushLimits } from './web-push.limits.js';
import { webLimits } from './web.limits.js';
import { xLimits } from './x.limits.js';

/** How long a text may be on every channel that a message is composed for. */
export const textLimits: Readonly<Record<ChannelId, TextLimits>> = {
  radio: radioLimits,
  push: pushLimits,
  'web-push': webPushLimits,
  sms: smsLimits,
  voice: voiceLimits,
  mail: mailLimits,
  line: lineLimits,
  x: xLimits,
  mastodon: mastodonLimits,
  manual: manualLimits,
  bluesky: blueskyLimits,
  cap: capLimits,
  'cell-broadcast': cellBroadcastLimits,
  'l-alert': lAlertLimits,
  signage: signageLimits,
  web: webLimits,
};
