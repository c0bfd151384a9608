import type { ChannelId, VersionShape } from '../api/types.js';
import { label, listed, useText } from '../text/labels.js';

/** Channels that are left out, each with why, or that nobody said so. */
export const useLeftOutWords = () => {
  const t = useText();
  return ({ leftOut }: Pick<VersionShape, 'leftOut'>, channels: readonly ChannelId[]): string =>
    listed(
      channels.map((channel) => {
        const reason = leftOut.find((one) => one.channel === channel)?.reason ?? null;
        const name = label('channel', channel);
        return reason === null ? t('leftOut.unsaid', { name }) : t('leftOut.why', { name, reason });
      }),
    );
};
