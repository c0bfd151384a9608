import { isCarried } from '../../../src/domain/channel.js';
import type { CarriedChannelId, ChannelId } from '../api/types.js';
import { label, useText } from '../text/labels.js';
import type { Form } from './form.js';

type Reasons = NonNullable<Form['leftOut']>;

/** Which of the channels that this hub can send by carry it; at least one stays on, and each that is off is asked why. */
export const ChannelFields = (props: {
  offered: readonly ChannelId[];
  value: readonly ChannelId[];
  reasons: Reasons;
  onChange: (change: Pick<Form, 'channels'> | Pick<Form, 'leftOut'>) => void;
}) => {
  const t = useText();
  const offered = props.offered.filter(isCarried);
  const toggle = (channel: ChannelId, on: boolean) => {
    const next = offered.filter((one) => (one === channel ? on : props.value.includes(one)));
    if (next.length > 0) props.onChange({ channels: next });
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
        <div className="mt-2 grid gap-2 rounded-8 bg-warning-soft p-2" data-left-out>
          <p className="font-700 text-warning">
            {t('draft.channelsOff', { names: off.map((channel) => label('channel', channel)).join(' / ') })}
          </p>
          {off.map((channel) => (
            <Why
              key={channel}
              channel={channel}
              value={props.reasons[channel] ?? ''}
              onChange={(reason) => props.onChange({ leftOut: { ...props.reasons, [channel]: reason } })}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
};

/** A few words for whoever approves. */
const Why = (props: { channel: CarriedChannelId; value: string; onChange: (reason: string) => void }) => {
  const t = useText();
  return (
    <label className="grid gap-1">
      <span>{t('draft.leftOutWhy', { channel: label('channel', props.channel) })}</span>
      <input
        className="field"
        maxLength={200}
        value={props.value}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
};
