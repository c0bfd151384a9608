import { insteadOf } from '../../../src/domain/channel-instead.js';
import type { StateShape } from '../api/types.js';
import { label, listed, useText } from '../text/labels.js';
import { troubleText } from '../text/trouble.js';

type Row = StateShape['channels'][number];

export const isTroubled = ({ state }: Row): boolean => state === 'down' || state === 'degraded';

/** Why a channel cannot be relied on, and which reach the same people meanwhile. */
export const Instead = ({ channel, all }: { channel: Row; all: readonly Row[] }) => {
  const t = useText();
  const others = insteadOf(channel.channel, new Map(all.map((one) => [one.channel, one.state])));
  return (
    <div className="rounded-8 border-2 border-danger bg-danger-soft p-2" data-instead={channel.channel}>
      {channel.failing && <p className="font-700">{t('channels.failing')}</p>}
      {channel.detail !== null && <p>{t('channels.why', { detail: troubleText(channel.detail) })}</p>}
      <p className="font-700">
        {others.length === 0
          ? t('channels.noInstead')
          : t('channels.instead', { channels: listed(others.map((one) => label('channel', one))) })}
      </p>
    </div>
  );
};
