import { isCarried } from '../../../src/domain/channel.js';
import type { CarriedChannelId, ChannelId } from '../api/types.js';
import { label, useText } from '../text/labels.js';

/** Which of the channels that this hub can send by carry it; at least one stays on. */
export const ChannelFields = (props: {
  offered: readonly ChannelId[];
  value: readonly ChannelId[];
  onChange: (channels: CarriedChannelId[]) => void;
}) => {
  const t = useText();
  const offered = props.offered.filter(isCarried);
  const toggle = (channel: ChannelId, on: boolean) => {
    const next = offered.filter((one) => (one === channel ? on : props.value.includes(one)));
    if (next.length > 0) props.onChange(next);
  };
  const off = offered.filter((channel) => !props.value.includes(channel));
  return (
    <fieldset>
      <legend className="hint">{t('draft.channelsHint')}</legend>
      <div className="mt-1 grid gap-2 sm:grid-cols-2">
        {offered.map((channel) => (
          <label key={channel} className="choice">
            <input
              type="checkbox"
              checked={props.value.includes(channel)}
              onChange={(event) => toggle(channel, event.target.checked)}
            />
            <span>{label('channel', channel)}</span>
          </label>
        ))}
      </div>
      {off.length > 0 && (
        <p className="mt-2 rounded-8 bg-warning-soft p-2 font-700 text-warning">
          {t('draft.channelsOff', { names: off.map((channel) => label('channel', channel)).join(' / ') })}
        </p>
      )}
    </fieldset>
  );
};
