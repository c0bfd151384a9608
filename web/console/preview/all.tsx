import { channelIds } from '../../../src/domain/channel.js';
import type { ChannelId, RenderingShape } from '../api/types.js';
import { label, listed, useText } from '../text/labels.js';
import { Notes } from './counter.js';
import { fitOf, isUnreviewed, keyOf } from './fit.js';
import { Frame } from './frames.js';

interface Props {
  readonly renderings: readonly RenderingShape[];
}

/** Every rendering in full, for the check and the approval: the Japanese ones stand open, the rest unfolds by channel. */
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

/** On a phone the loudspeakers' words stand open and the rest unfolds by channel; a desk shows all channels at once. */
const startsOpen = (channel: ChannelId): boolean =>
  channel === 'radio' || window.matchMedia('(min-width: 48rem)').matches;

const nameOf = ({ languages, variant }: RenderingShape): string => {
  const names = listed(languages.map((one) => label('language', one)));
  return variant === undefined ? names : `${names} ${variant}`;
};

/** What the officer can read herself; a text that stands in for another language is that language's. */
const isJapanese = ({ languages, fellBackFrom }: RenderingShape): boolean =>
  fellBackFrom === null && languages.some((one) => one === 'ja' || one === 'ja-easy');

const ChannelRenderings = (props: { channel: ChannelId } & Props) => {
  const t = useText();
  const japanese = props.renderings.filter(isJapanese);
  const others = props.renderings.filter((one) => !isJapanese(one));
  if (props.renderings.length === 0) return null;
  return (
    <section className="rounded-8 border border-line p-3" aria-label={label('channel', props.channel)}>
      <details className="open-on-paper" open={startsOpen(props.channel)}>
        <summary className="min-h-[2.75rem] cursor-pointer content-center">
          <h3 className="inline text-[1.125rem] font-700">{label('channel', props.channel)}</h3>{' '}
          <span className="hint">{t('preview.howMany', { count: props.renderings.length })}</span>
        </summary>
        <Texts channel={props.channel} renderings={japanese} />
        {others.length > 0 && <Others channel={props.channel} renderings={others} />}
      </details>
    </section>
  );
};

/** Folded, with what is wrong among them said outside; what cannot be sent stands open. */
const Others = ({ channel, renderings }: { channel: ChannelId } & Props) => {
  const t = useText();
  const count = (isOne: (one: RenderingShape) => boolean): number => renderings.filter(isOne).length;
  const over = count((one) => fitOf(one) === 'over');
  const notes = [
    ...(over > 0 ? [t('preview.othersOver', { count: over })] : []),
    ...(count((one) => one.fellBackFrom !== null) > 0
      ? [t('preview.othersFallen', { count: count((one) => one.fellBackFrom !== null) })]
      : []),
    ...(count(isUnreviewed) > 0 ? [t('preview.othersUnreviewed', { count: count(isUnreviewed) })] : []),
  ];
  return (
    <details className="open-on-paper mt-2" open={over > 0} data-others={channel}>
      <summary className="min-h-[2.75rem] cursor-pointer content-center">
        <span className="link">{t('preview.others', { count: renderings.length })}</span>
        {notes.length > 0 && <span className="hint"> {listed(notes)}</span>}
      </summary>
      <Texts channel={channel} renderings={renderings} />
    </details>
  );
};

const Texts = ({ channel, renderings }: { channel: ChannelId } & Props) => (
  <ul className="mt-2 flex flex-wrap gap-4">
    {renderings.map((rendering) => (
      <li
        key={keyOf(rendering)}
        className={`grid content-start gap-2 ${channel === 'radio' ? 'w-full' : 'w-[21rem] max-w-full'}`}
      >
        <h4 className="font-700">{nameOf(rendering)}</h4>
        <Frame rendering={rendering} />
        <Notes rendering={rendering} />
      </li>
    ))}
  </ul>
);
