import { channelIds } from '../../../src/domain/channel.js';
import type { ChannelId, RenderingShape } from '../api/types.js';
import { label, listed, useText } from '../text/labels.js';
import { Notes } from './counter.js';
import { keyOf } from './fit.js';
import { Frame } from './frames.js';

interface Props {
  readonly renderings: readonly RenderingShape[];
}

/** Every rendering in full, for the check and the approval: nothing goes out unseen. */
export const AllRenderings = ({ renderings }: Props) => (
  <div className="grid gap-3">
    {channelIds.map((channel) => (
      <ChannelRenderings
        key={channel}
        channel={channel}
        renderings={renderings.filter((one) => one.channel === channel)}
      />
    ))}
  </div>
);

/** On a phone the loudspeakers' words stand open and the rest unfolds by channel; a desk shows everything at once. */
const startsOpen = (channel: ChannelId): boolean =>
  channel === 'radio' || window.matchMedia('(min-width: 48rem)').matches;

const nameOf = ({ languages, variant }: RenderingShape): string => {
  const names = listed(languages.map((one) => label('language', one)));
  return variant === undefined ? names : `${names} ${variant}`;
};

const ChannelRenderings = (props: { channel: ChannelId } & Props) => {
  const t = useText();
  if (props.renderings.length === 0) return null;
  return (
    <section className="rounded-8 border border-line p-3" aria-label={label('channel', props.channel)}>
      <details open={startsOpen(props.channel)}>
        <summary className="min-h-[2.75rem] cursor-pointer content-center">
          <h3 className="inline text-[1.125rem] font-700">{label('channel', props.channel)}</h3>{' '}
          <span className="hint">{t('preview.howMany', { count: props.renderings.length })}</span>
        </summary>
        <ul className="mt-2 flex flex-wrap gap-4">
          {props.renderings.map((rendering) => (
            <li
              key={keyOf(rendering)}
              className={`grid content-start gap-2 ${props.channel === 'radio' ? 'w-full' : 'w-[21rem] max-w-full'}`}
            >
              <h4 className="font-700">{nameOf(rendering)}</h4>
              <Frame rendering={rendering} />
              <Notes rendering={rendering} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
};
